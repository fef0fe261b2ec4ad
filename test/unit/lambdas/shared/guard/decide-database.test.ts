import { type DatabaseAsk, judgeDatabase } from '../../../../../lambdas/shared/guard/decide-database';
import type { Present } from '../../../../../lambdas/shared/guard/gatekeeper';
import { CALENDAR, incident, isoAfter, seen, unseen } from '../../../../support/incidents';
import { calendar, frozen, hand, ist, kept, leaseOf, mode } from './world';

const COMMAND = 'psql -c "VACUUM (ANALYZE)"';
const ask = (over: Partial<DatabaseAsk> = {}): DatabaseAsk => ({
  act: 'database-maintenance',
  resource: 'prod-db',
  command: COMMAND,
  effect: 'It reads every table.',
  ...over,
});
const backup = { act: 'database-backup' } as const;

/** Friday evening, after the close, with nothing in the way. */
const CLOSED = ist('2026-11-20T20:00');
const present = (over: Partial<Present> = {}): Present => ({
  now: CLOSED,
  settings: { mode: seen('act'), calendar: seen({ calendar: CALENDAR, overrides: {} }) },
  kept: seen(kept()),
  holder: 'unknown',
  ...over,
});
const judged = (over: Partial<Present> = {}, asked: Partial<DatabaseAsk> = {}) =>
  judgeDatabase(ask(asked), { ...present(over), incident: incident() });
const refusal = (over: Partial<Present> = {}, asked: Partial<DatabaseAsk> = {}) => {
  const judgement = judged(over, asked);
  return 'result' in judgement ? judgement.result : undefined;
};

test('with nothing in its way it is allowed', () => {
  expect(judged()).toEqual({ allowed: true, kept: kept() });
});

test('off stands down, and a mode that cannot be read forbids it', () => {
  expect(refusal(mode(seen('off')))).toMatchObject({ outcome: 'stand-down', refused: { because: 'mode off' } });
  expect(refusal(mode(unseen('slow down')))).toMatchObject({ outcome: 'escalate', verdict: 'unknown' });
});

test('observe says the exact command, and nothing else than that it only observes', () => {
  expect(refusal(mode(seen('observe')))).toEqual({
    outcome: 'continue',
    finding: `Would have done now: ${COMMAND}`,
    refused: { act: 'database-maintenance', because: 'observe' },
  });
});

test('a calendar that cannot be read forbids even a backup', () => {
  for (const asked of [{}, backup]) {
    expect(refusal(calendar(unseen('CalendarError: no')), asked)).toMatchObject({
      outcome: 'escalate',
      verdict: 'unknown',
      refused: { because: 'the calendar cannot be read' },
    });
  }
});

describe('the market', () => {
  test.each([
    ['pre-open', '2026-11-20T09:05'],
    ['the session', '2026-11-20T11:00'],
    ['the closing auction', '2026-11-20T15:20'],
    ['a day of a year that is not in the calendar', '2031-11-20T11:00'],
  ])('forbids maintenance in %s, and no backup', (_phase, local) => {
    const now = ist(local);
    expect(refusal({ now })).toMatchObject({
      outcome: 'escalate',
      refused: { because: 'the market phase forbids it' },
    });
    expect(judged({ now }, backup)).toMatchObject({ allowed: true });
  });

  test('says nothing in the maintenance window, which is what the work is planned for', () => {
    expect(judged({ now: ist('2026-11-21T07:00') })).toMatchObject({ allowed: true });
  });
});

test('a change freeze stands maintenance down, and no backup', () => {
  const now = new Date(isoAfter(0)).getTime() + 30_000;
  expect(refusal({ ...frozen, now } as Partial<Present>)).toMatchObject({
    outcome: 'stand-down',
    refused: { because: 'a change freeze' },
  });
  expect(judged({ ...frozen, now } as Partial<Present>, backup)).toMatchObject({ allowed: true });
});

describe('whose hand is on it', () => {
  test('a person’s stands it down; one that time has taken away is none', () => {
    const now = new Date(isoAfter(60)).getTime();
    expect(refusal({ ...hand, now } as Partial<Present>, backup)).toMatchObject({ outcome: 'stand-down' });
    expect(judged({ ...hand, now: CLOSED } as Partial<Present>, backup)).toMatchObject({ allowed: true });
  });

  test('leases that cannot be read forbid it', () => {
    expect(refusal({ kept: unseen('TimeoutError') })).toMatchObject({ refused: { because: 'leases cannot be read' } });
  });

  const lease = { ...leaseOf('other', 0), until: CLOSED + 60_000, actingUntil: CLOSED + 30_000 };
  test('another incident’s is waited for: what follows relies on this act', () => {
    expect(refusal({ kept: seen(kept({ lease })) })).toMatchObject({
      outcome: 'wait',
      refused: { because: 'leased by another incident' },
    });
  });

  test('its own is none, and one whose holder has ended is taken when its time has passed', () => {
    expect(judged({ kept: seen(kept({ lease: { ...lease, incident: incident().id } })) })).toMatchObject({
      allowed: true,
    });
    const over = { kept: seen(kept({ lease: { ...lease, until: CLOSED - 1 } })) };
    expect(judged({ ...over, holder: 'ended' })).toMatchObject({ allowed: true });
    expect(judged({ ...over, holder: 'running' })).toMatchObject({ allowed: false });
  });
});
