import { channelMessage } from '../../../../lambdas/report-checklist/channel';
import { asMarkdown } from '../../../../lambdas/report-checklist/markdown';
import { asPage } from '../../../../lambdas/report-checklist/page';
import { type About, makeReport, nextStep } from '../../../../lambdas/report-checklist/report';
import type { Gate } from '../../../../lambdas/shared/checklist/gate';
import type { CheckedItem } from '../../../../lambdas/shared/checklist/item';
import { judge } from '../../../../lambdas/shared/checklist/passing';
import { seen, unseen } from '../../../support/incidents';
import { ACTIVITY, ALARMS, BROKER, checked, DATE, ITEMS, SERVICES } from './world';

type Over = Parameters<typeof checked>[0];

const report = (over: Over = {}, about: Partial<About> = {}) =>
  makeReport({
    ...judge(ITEMS, checked(over)),
    checklist: { id: 'morning-checklist', title: 'Morning Checklist' },
    date: DATE,
    run: 1,
    at: '2026-11-23T03:15:58.000Z',
    startedBy: 'the schedule',
    reason: 'Due at 08:45 IST.',
    rerun: null,
    execution: 'arn:first',
    note: null,
    caveat: null,
    gate: seen(undefined),
    otherwise: 'morning-checklist-not-passed',
    ...about,
  });

const BAD: Over = {
  [SERVICES]: { state: 'failed', says: 'dashboard has 0 of 1 tasks.', numbers: { running: 0, digest: null } },
  [ALARMS]: { state: 'attention', says: '2 alarms went off.', details: ['TooFewRunningTasks at 02:10:11 IST'] },
  [BROKER]: { state: 'could not check', says: 'No answer in 19 s.' },
  [ACTIVITY]: { state: 'could not check', because: 'not configured', says: 'Trades: not configured.' },
};
const CLOSED: Gate = {
  state: 'closed',
  closedAt: '2026-11-23T03:16:30.000Z',
  run: 1,
  failed: [{ item: 'Verify broker connectivity', says: 'No.' }],
  incident: 'incident-1',
  tradingEnabledBefore: 'true',
};

/** Each stands in the text behind the one before it. */
const inOrder = (text: string, parts: readonly string[]) => {
  let from = 0;
  const missing = parts.filter((part) => {
    const found = text.indexOf(part, from);
    if (found >= 0) from = found + part.length;
    return found < 0;
  });
  expect(missing).toEqual([]);
};

describe.each([
  ['Markdown', asMarkdown],
  ['HTML', asPage],
] as const)('the report in %s', (kind, write) => {
  test('begins with the verdict, then has what is not ok, worst first, then the gate, then every item in order', () => {
    const text = write(report(BAD));
    const [, whole = ''] = kind === 'HTML' ? text.split('</style>\n<h1>') : ['', text];
    inOrder(whole, [
      'Morning Checklist 23 Nov 2026',
      'Not passed (2 of 3 must-pass items), 1 more needs attention.',
      'Run 1, 23 Nov 2026 08:45:58 IST, started by ',
      'Not ok',
      'dashboard has 0 of 1 tasks.',
      'the runbook restart-affected-services is for it',
      'No answer in 19 s.',
      'For trading: look by hand. What could not be checked does not pass.',
      '2 alarms went off.',
      'Trades: not configured.',
      'configure it in environments/',
      'The gate of the open',
      'All items',
      'Check system health',
      'Verify all services are running',
      'Check the calendar',
      'Details',
      'running',
      'unknown',
      'TooFewRunningTasks at 02:10:11 IST',
    ]);
  });

  test('says when all is ok', () => {
    const text = write(report());
    expect(text).toContain('Passed, all 8 ok.');
    expect(text).toContain('Nothing: every item is ok.');
    expect(text).toContain('Nothing gates the open.');
    expect(text).toContain('There are none.');
  });

  test('says what is to be known of the run, and for which incident it is repeated', () => {
    const text = write(
      report(
        {},
        { run: 3, rerun: 'incident-1', note: 'The calendar could not be read.', caveat: 'Not watched from outside.' },
      ),
    );
    expect(text).toContain('Run 3');
    expect(text).toContain('Repeated for incident');
    expect(text).toContain('The calendar could not be read.');
    expect(text).toContain('Not watched from outside.');
  });
});

describe('text from outside', () => {
  const hostile = '</li><script>alert(1)</script>\n# Passed | **all** [ok](http://evil.example) \u202etxt';
  const over: Over = {
    [ALARMS]: { state: 'attention', says: hostile, details: [hostile], numbers: { [hostile]: hostile } },
  };

  test('makes no heading, no link and no cell of its own in Markdown', () => {
    const text = asMarkdown(report(over));
    expect(text).not.toMatch(/^# Passed/m);
    expect(text).not.toContain('[ok](');
    expect(text.split('\n').filter((line) => line.startsWith('# '))).toHaveLength(1);
    // A row of the table has as many cells as its head, whatever stands in them.
    const row = text.split('\n').find((line) => line.startsWith('| Check CloudWatch')) ?? '';
    expect(row.match(/(?<!\\)\|/g)).toHaveLength(4);
  });

  test('makes no element in HTML', () => {
    const text = asPage(report(over));
    expect(text).not.toContain('<script');
    expect(text).toContain('&lt;script&gt;');
    expect(text).not.toContain('\u202e');
  });
});

test('the page needs nothing beside it, and can be printed', () => {
  const text = asPage(report(BAD));
  expect(text).not.toMatch(/<(link(?! rel="icon" href="data:,")|script|img|iframe)/);
  expect(text).toContain('@media print');
  expect(text).toContain('name="viewport"');
});

describe('the gate, as the report tells it', () => {
  const gate = (about: Partial<About>, over: Over = BAD) => report(over, about).gateSays;

  test('before it is closed', () => {
    expect(gate({})).toBe(
      'The gate is not closed yet: morning-checklist-not-passed starts now and closes it, unless its mode keeps it from acting.',
    );
  });
  test('while it is closed, with the way out', () => {
    expect(gate({ rerun: 'incident-1', gate: seen(CLOSED) })).toMatch(
      /^The gate is closed since 08:46:30 IST: Verify broker connectivity\. .*waive-gate/,
    );
  });
  test('once it has passed: that enables nothing', () => {
    const passed = { ...CLOSED, state: 'passed', passed: { at: '2026-11-23T03:20:00.000Z', run: 2 } } as const;
    expect(gate({ gate: seen(passed) }, {})).toBe(
      'The gate has passed with run 2 at 08:50:00 IST. That enables nothing: trading is resumed by two people.',
    );
  });
  test('where nobody has closed it, as in a runbook that only observes', () => {
    expect(gate({ rerun: 'incident-1' })).toBe('The gate of the day was not closed.');
  });
  test('where it could not be read', () => {
    expect(gate({ gate: unseen('Error: no') })).toBe('How the gate of the open stands could not be read (Error: no).');
  });
  test('not at all in the evening', () => {
    const evening = { id: 'evening-checklist', title: 'Evening Checklist' };
    expect(gate({ checklist: evening })).toBeNull();
    expect(asMarkdown(report(BAD, { checklist: evening }))).not.toContain('gate');
  });
});

test.each([
  [{ state: 'failed' }, BROKER, 'For trading: mend it, then have the checklist worked again.'],
  [{ state: 'failed' }, ALARMS, 'For devops: mend it today. It holds nothing up.'],
  [{ state: 'could not check' }, ALARMS, 'For devops: look by hand. It holds nothing up.'],
  [{ state: 'attention' }, BROKER, 'For trading: look at it today. It holds nothing up.'],
] as const)('about %j at place %i: %s', (over, place, says) => {
  const item = report({ [place]: over as Partial<CheckedItem> }).items[place];
  expect(item && nextStep(item)).toBe(says);
});

describe('the channel', () => {
  const told = (over: Over, about: Partial<About> = {}, unwritten?: string) => {
    const { Subject, Message } = channelMessage(report(over, about), 'checklists/x/report.md', unwritten);
    return { Subject, lines: (JSON.parse(Message) as { email: string }).email.split('\n') };
  };

  test('hears the verdict in the title, and what is not ok, worst first', () => {
    const { Subject, lines } = told(BAD);
    expect(Subject).toBe('Morning Checklist 23 Nov 2026: not passed (2 of 3 must-pass items), 1 more needs attention');
    expect(lines).toEqual([
      'Verify all services are running (failed, must pass): dashboard has 0 of 1 tasks.',
      'Verify broker connectivity (could not check, must pass): No answer in 19 s.',
      'Check CloudWatch for overnight alerts (attention): 2 alarms went off.',
      "Review previous day's trading activity (not configured): Trades: not configured.",
      expect.stringContaining('The gate is not closed yet'),
      'Run 1; report checklists/x/report.md',
      'Read it all: npm run runbook -- checklist morning',
    ]);
  });

  test('hears a pass in three lines, and that nothing is asked', () => {
    expect(told({})).toEqual({
      Subject: 'Morning Checklist 23 Nov 2026: passed, all 8 ok',
      lines: [
        'Run 1; report checklists/x/report.md',
        'Read it all: npm run runbook -- checklist morning',
        'This is for your information; nothing is asked of you.',
      ],
    });
  });

  test('hears no more than ten lines, however much is wrong', () => {
    const all = Object.fromEntries(ITEMS.map((_, index) => [index, { state: 'failed', says: 'x'.repeat(900) }]));
    const { lines } = told(all as Over);
    expect(lines.length).toBeLessThanOrEqual(10);
    expect(lines).toContain('And 2 more.');
    expect(lines.every((line) => line.length < 400)).toBe(true);
  });

  test('hears that the report could not be written', () => {
    expect(told({}, {}, 'Error: no').lines[0]).toBe('The report could not be written: Error: no');
  });
});
