import type { Ask, World } from '../../../../../lambdas/shared/guard/decide';
import { at, ERRORS_ALARM, incident, isoAfter, seen, signal, tradingIs, unseen } from '../../../../support/incidents';
import { COMMAND, calendar, frozen, hand, ist, judged, kept, mode, refusal, rolling, stopped, TRADING } from './world';

test('with nothing in its way an act is allowed, and what was kept comes along for taking the lease', () => {
  expect(judged()).toEqual({ allowed: true, kept: kept() });
});

describe('1. the mode', () => {
  test('off: nothing is done', () => {
    expect(refusal(mode(seen('off')))).toEqual({
      outcome: 'stand-down',
      finding: 'The mode is off: nothing is done.',
      refused: { act: 'restart', because: 'mode off' },
    });
  });

  test('one that cannot be read forbids the act, and the person is told what it would have been', () => {
    expect(refusal(mode(unseen('ThrottlingException: slow down')))).toEqual({
      outcome: 'escalate',
      finding: 'Could not check the mode: ThrottlingException: slow down.',
      verdict: 'unknown',
      advice: `Decide by hand; the runbook would have run: ${COMMAND}`,
      refused: { act: 'restart', because: 'the mode cannot be read' },
    });
  });
});

describe('2. what people want', () => {
  test('disabled on purpose stands down', () => {
    expect(refusal({ tradingEnabled: tradingIs('false') })).toEqual({
      outcome: 'stand-down',
      finding: 'Trading is disabled: the parameter is "false" (version 7, since 09:02:17 IST).',
      refused: { act: 'restart', because: 'disabled on purpose' },
    });
  });

  test('stopped on purpose stands down, in the name of the act that was meant', () => {
    expect(refusal({ service: stopped }, { act: 'scale-up' })).toEqual({
      outcome: 'stand-down',
      finding: 'The service is stopped: its desired count is 0.',
      refused: { act: 'scale-up', because: 'stopped on purpose' },
    });
  });

  test.each([
    ['the parameter cannot be read', { tradingEnabled: unseen('AccessDeniedException: no') }],
    ['the service cannot be read', { service: unseen('TimeoutError: no answer') }],
    ['the service does not exist', { service: seen(undefined) }],
  ] satisfies [string, Partial<World>][])('not knowing forbids: %s', (_what, over) => {
    expect(refusal(over)).toMatchObject({
      outcome: 'escalate',
      verdict: 'unknown',
      refused: { act: 'restart', because: 'unknown whether it is stopped on purpose' },
    });
  });

  test('a person who asks for a restart does not outrank the one who disabled trading', () => {
    expect(refusal({ tradingEnabled: tradingIs('false') }, { because: 'person' })).toMatchObject({
      refused: { because: 'disabled on purpose' },
    });
  });

  test('a service that we have stopped between two generations is not one that people have stopped', () => {
    const before = { desired: 2, min: 1, max: 5, suspended: { in: false, out: false, scheduled: false } };
    const undo = (kind: 'stopped-first' | 'scaled-up') => ({
      service: stopped,
      kept: seen(kept({ undo: { kind, incident: incident().id, since: at(10), before } })),
    });
    expect(judged(undo('stopped-first'))).toMatchObject({ allowed: true });
    expect(refusal(undo('scaled-up'))).toMatchObject({ refused: { because: 'stopped on purpose' } });
    expect(refusal({ ...undo('stopped-first'), tradingEnabled: tradingIs('false') })).toMatchObject({
      refused: { because: 'disabled on purpose' },
    });
  });

  test('the trading parameter says nothing about another service', () => {
    expect(judged({ tradingEnabled: tradingIs('false') }, { kind: 'other' })).toMatchObject({ allowed: true });
    expect(judged({ tradingEnabled: unseen('no') }, { kind: 'other' })).toMatchObject({ allowed: true });
    expect(refusal({ service: stopped }, { kind: 'other' })).toMatchObject({
      refused: { because: 'stopped on purpose' },
    });
  });

  test('an idle service does no harm: an act that says so is done while trading is disabled, but not while stopped', () => {
    const idle = { evenDisabled: true } as const;
    expect(judged({ tradingEnabled: tradingIs('false') }, idle)).toMatchObject({ allowed: true });
    expect(refusal({ service: stopped }, idle)).toMatchObject({ refused: { because: 'stopped on purpose' } });
  });
});

describe('3. the fault is still there', () => {
  test('an alarm that is OK again makes the act unnecessary', () => {
    expect(refusal({ signals: seen([signal({ state: 'OK' })]) })).toEqual({
      outcome: 'resolved',
      finding: 'Not necessary: the alarms are OK again.',
      refused: { act: 'restart', because: 'not necessary any more' },
    });
  });

  test('alarms that cannot be read forbid it', () => {
    expect(refusal({ signals: unseen('ThrottlingException: slow down') })).toEqual({
      outcome: 'escalate',
      finding:
        'Could not check the alarms: ThrottlingException: slow down. Whether the service is at fault is unknown.',
      verdict: 'unknown',
      advice: 'See whether the alarms can be read at all before touching the service.',
      refused: { act: 'restart', because: 'the alarms cannot be read' },
    });
  });

  test.each([
    ['one of several alarms is red', [signal({ state: 'OK' }), signal({ alarm: ERRORS_ALARM })]],
    ['an alarm has no data: that is not OK', [signal({ state: 'INSUFFICIENT_DATA' })]],
    ['a person started the run, and there is no alarm', []],
  ])('the act goes on when %s', (_when, signals) => {
    expect(judged({ signals: seen(signals) })).toMatchObject({ allowed: true });
  });

  test.each(['person', 'undo'] as const)('nobody asks the alarms about an act because of "%s"', (because) => {
    expect(judged({ signals: seen([signal({ state: 'OK' })]) }, { because })).toMatchObject({ allowed: true });
    expect(judged({ signals: unseen('no') }, { because })).toMatchObject({ allowed: true });
  });
});

describe('4. quiet', () => {
  test('a change freeze parks the act until it is over', () => {
    const because = 'change freeze until 20 Nov 2026 10:12 IST: a release';
    expect(refusal(frozen)).toEqual({
      outcome: 'park',
      finding: `Parked: ${because}, until 10:12:17 IST.`,
      until: isoAfter(600),
      refused: { act: 'restart', because },
    });
  });

  test('the maintenance window does so too', () => {
    expect(refusal({ now: ist('2026-11-21T07:00') })).toMatchObject({
      outcome: 'park',
      until: new Date(ist('2026-11-21T08:00')).toISOString(),
      refused: { because: 'maintenance window, Saturday until 08:00 IST' },
    });
  });

  test('a person who asks for an act in a window knows what they do', () => {
    expect(judged(frozen, { because: 'person' })).toMatchObject({ allowed: true });
  });

  test.each(['fault', 'person', 'undo'] as const)(
    'a calendar that cannot be read forbids an act because of "%s"',
    (because) => {
      expect(refusal(calendar(unseen('CalendarError: no')), { because })).toEqual({
        outcome: 'escalate',
        finding: 'Could not read the calendar: CalendarError: no.',
        verdict: 'unknown',
        advice: `Mend the calendar parameters; the runbook would have run: ${COMMAND}`,
        refused: { act: 'restart', because: 'the calendar cannot be read' },
      });
    },
  );
});

describe("5. a person's hand", () => {
  test('on the service makes the runbook stand down, and says whose it is', () => {
    expect(refusal(hand)).toEqual({
      outcome: 'stand-down',
      finding: `asha has ${TRADING} in hand until 10:31:17 IST: migrating.`,
      refused: { act: 'restart', because: "a person's hand" },
    });
  });

  test('that time has taken away is none', () => {
    expect(judged({ ...hand, now: at(1739) })).toMatchObject({ allowed: false });
    expect(judged({ ...hand, now: at(1740) })).toMatchObject({ allowed: true });
  });

  test('that cannot be read forbids the act', () => {
    expect(refusal({ kept: unseen('TimeoutError: no answer') })).toEqual({
      outcome: 'escalate',
      finding: 'Could not read leases and hands: TimeoutError: no answer.',
      verdict: 'unknown',
      advice: `Decide by hand; the runbook would have run: ${COMMAND}`,
      refused: { act: 'restart', because: 'leases cannot be read' },
    });
  });
});

describe('6. a deployment', () => {
  test('that is not ours is left to end', () => {
    expect(refusal({ service: rolling('ecs-svc/9999') })).toEqual({
      outcome: 'continue',
      finding: 'Not done: deployment ecs-svc/9999, not ours, is under way since 10:02:37 IST.',
      refused: { act: 'restart', because: 'a deployment that is not ours is under way' },
    });
  });

  test.each([
    ['that is ours is no reason to wait', true, true],
    ['that this incident only waits for is not ours', false, false],
  ])('%s', (_what, ours, allowed) => {
    const deployments = { [TRADING]: { id: 'ecs-svc/9999', ours } };
    expect(judged({ service: rolling('ecs-svc/9999'), incident: incident({ deployments }) })).toMatchObject({
      allowed,
    });
  });

  test('keeps nobody from taking back a scaling', () => {
    const undo: Partial<Ask> = { act: 'undo-scale-up', kind: 'other', because: 'undo' };
    expect(judged({ service: rolling('ecs-svc/9999') }, undo)).toMatchObject({ allowed: true });
  });
});
