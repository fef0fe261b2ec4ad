import { stripVTControlCharacters } from 'node:util';
import { judge } from '../../../lambdas/shared/checklist/passing';
import type { ShownChecklist } from '../../../lambdas/show-checklist/show';
import { tellChecklist } from '../../../tools/runbook/telling/checklist';
import { ACTIVITY, ALARMS, BROKER, checked, DATE, ITEMS } from '../lambdas/report-checklist/world';

const EVIL = 'Hand\u001b[2J\u001b]52;c;ZXZpbA==\u0007\u202e me';

/** As it stands on a terminal without colours, 80 columns wide; without line breaks and alignment. */
function said(shown: ShownChecklist): string {
  const bare = stripVTControlCharacters(tellChecklist(shown));
  expect(bare.split('\n').filter((line) => line.length > 80)).toEqual([]);
  return bare.replace(/\s+/g, ' ');
}

const shown = (over: Partial<ShownChecklist> = {}): ShownChecklist => ({
  id: 'morning-checklist',
  title: 'Morning Checklist',
  date: DATE,
  begun: { run: 2, at: '2026-11-23T03:18:00.000Z', startedBy: 'the runbook', reason: 'Checks again.' },
  result: {
    run: 2,
    at: '2026-11-23T03:18:20.000Z',
    passed: false,
    verdict: 'not passed (1 of 3 must-pass items), 1 more needs attention',
    items: judge(
      ITEMS,
      checked({
        [BROKER]: { state: 'failed', says: `Session expired since 06:00:11 IST. ${EVIL} ${'more words '.repeat(12)}` },
        [ALARMS]: { state: 'attention', says: '2 alarms went off.' },
        [ACTIVITY]: { state: 'could not check', because: 'not configured', says: 'Trades: not configured.' },
      }),
    ).items,
  },
  gate: {
    state: 'closed',
    closedAt: '2026-11-23T03:16:30.000Z',
    run: 1,
    failed: [{ item: 'Verify broker connectivity', says: 'Session expired.' }],
    incident: 'morning-checklist-not-passed-20261123T031612Z',
    tradingEnabledBefore: 'true',
  },
  report: {
    html: `checklists/${DATE}/morning-checklist/report.html`,
    markdown: `checklists/${DATE}/morning-checklist/report.md`,
    json: `checklists/${DATE}/morning-checklist/report.json`,
  },
  said: '',
  ...over,
});

test('a checklist is told on 80 columns: the verdict, every item with its owner, the gate and the way out', () => {
  const text = said(shown());
  for (const part of [
    'Morning Checklist 2026-11-23',
    'not passed (1 of 3 must-pass items), 1 more needs attention; run 2, 23 Nov 2026 08:48:20 IST',
    'ok Check system health (must pass)',
    'failed Verify broker connectivity (must pass, for trading)',
    'Session expired since 06:00:11 IST.',
    "not configured Review previous day's trading activity (for trading)",
    'The gate is closed since 08:46:30 IST: Verify broker connectivity.',
    '`waive-gate --reason "<why>"`; that enables nothing.',
    `checklists/${DATE}/morning-checklist/report.html`,
  ])
    expect(text).toContain(part);
});

test('text from outside cannot move the cursor', () => {
  const raw = tellChecklist(shown());
  expect(raw).not.toContain('\u001b]52');
  expect(raw).not.toContain('\u001b[2J');
  expect(raw).not.toContain('\u202e');
});

test('a run that goes on is told beside the result that counts, and alone where there is none', () => {
  const begun = { run: 3, at: '2026-11-23T03:20:00.000Z', startedBy: 'arjun', reason: 'Mended.' };
  expect(said(shown({ begun }))).toContain('Run 3 began at 08:50:00 IST and has not ended; started by arjun: Mended.');
  const alone = said(shown({ begun, result: null, report: null, gate: null }));
  expect(alone).toContain('no run has ended Run 3 began');
  expect(alone).not.toContain('gate');
});
