import type { Ask, World } from '../../../../../lambdas/shared/guard/decide';
import {
  at,
  CALENDAR,
  deployment,
  ERRORS_ALARM,
  incident,
  isoAfter,
  seen,
  service,
  signal,
  tradingIs,
  unseen,
} from '../../../../support/incidents';
import { COMMAND, judged, kept, leaseOf, past, refusal, TRADING } from './world';

/** An instant of Indian time. */
const ist = (local: string): number => Date.parse(`${local}:00+05:30`);
const mode = (mode: World['settings']['mode']): Partial<World> => ({
  settings: { mode, calendar: seen({ calendar: CALENDAR, overrides: {} }) },
});
const calendar = (calendar: World['settings']['calendar']): Partial<World> => ({
  settings: { mode: seen('act'), calendar },
});
const frozen = calendar(
  seen({
    calendar: CALENDAR,
    overrides: { freezes: [{ from: isoAfter(-60), to: isoAfter(600), because: 'a release' }] },
  }),
);
const rolling = (id: string) =>
  seen(service({ deployments: [deployment({ id, rolloutState: 'IN_PROGRESS', createdAt: new Date(at(20)) })] }));
const held = { kept: seen(kept({ lease: leaseOf('another', 20) })) };
const spent = { kept: seen(kept({ past: [past(-7200), past(-3600)] })) };
const hand = {
  kept: seen(kept({ hand: { by: 'asha', reason: 'migrating', since: at(-60), until: at(1740) } })),
};
const stopped = seen(service({ desiredCount: 0, runningCount: 0 }));

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

describe('7. the lease', () => {
  test('of another incident: what it does is waited for', () => {
    expect(refusal(held)).toEqual({
      outcome: 'continue',
      finding: `Not done: incident another has its hand on ${TRADING} until 10:17:37 IST; what it does is waited for.`,
      refused: { act: 'restart', because: 'leased by another incident' },
    });
  });

  test('of an incident this one has taken over is waited for until its last act must have ended', () => {
    expect(judged({ ...held, incident: incident({ tookOver: ['another'] }) })).toEqual({
      allowed: false,
      waitUntil: at(38),
    });
  });

  test('whose time has passed is taken, when its run has ended', () => {
    expect(judged({ ...held, now: at(920), holder: 'ended' })).toMatchObject({ allowed: true });
    expect(judged({ ...held, now: at(920), holder: 'unknown' })).toMatchObject({ allowed: false });
  });
});

describe('8. attempts and blast radius', () => {
  test('a third restart in four hours is for people', () => {
    expect(refusal(spent)).toEqual({
      outcome: 'escalate',
      finding:
        'The same restart was done 2 times in the last 240 min, at 08:02:17 IST and 09:02:17 IST; once more would mask the fault.',
      verdict: 'not-fixed',
      advice: 'Find out why it comes back; what the runbook can do does not last.',
      refused: { act: 'restart', because: 'the attempt budget is spent' },
    });
  });

  test.each(['person', 'undo'] as const)('no budget holds up an act because of "%s"', (because) => {
    expect(judged(spent, { because })).toMatchObject({ allowed: true });
  });
});

describe('9. the phase of the market', () => {
  const effect = 'Open orders are left to themselves.';

  test('where it needs an approval a person is asked, with the effect and the command', () => {
    expect(refusal({}, { act: 'restart-state-lost', effect })).toEqual({
      outcome: 'escalate',
      finding: `Needs an approval now: restart-state-lost of ${TRADING} (20 Nov 2026, continuous trading until 15:15 IST).`,
      verdict: 'not-fixed',
      advice: `${effect} If you approve, run: ${COMMAND}`,
      refused: { act: 'restart-state-lost', because: 'it needs an approval' },
    });
  });

  test('where it is forbidden it is for later', () => {
    expect(refusal({}, { act: 'undo-scale-up', because: 'undo', effect })).toEqual({
      outcome: 'escalate',
      finding: `Forbidden now: undo-scale-up of ${TRADING} (20 Nov 2026, continuous trading until 15:15 IST).`,
      verdict: 'not-fixed',
      advice: `${effect} Not to be done in this phase of the market; later: ${COMMAND}`,
      refused: { act: 'undo-scale-up', because: 'the market phase forbids it' },
    });
  });

  test('after the close both are allowed', () => {
    const now = ist('2026-11-20T16:00');
    expect(judged({ now }, { act: 'restart-state-lost' })).toMatchObject({ allowed: true });
    expect(judged({ now }, { act: 'undo-scale-up', because: 'undo' })).toMatchObject({ allowed: true });
  });
});

describe('10. observe', () => {
  test('says what it would have done, with the exact command', () => {
    expect(refusal(mode(seen('observe')))).toEqual({
      outcome: 'continue',
      finding: `Would have done now: ${COMMAND}`,
      refused: { act: 'restart', because: 'observe' },
    });
  });
});

describe('the first no is the answer', () => {
  /** One reason against a restart for each question, in the order they are asked. */
  const against: readonly [string, Partial<World>, Partial<Ask>?][] = [
    ['mode off', mode(seen('off'))],
    ['disabled on purpose', { tradingEnabled: tradingIs('false') }],
    ['not necessary any more', { signals: seen([signal({ state: 'OK' })]) }],
    ['change freeze until 20 Nov 2026 10:12 IST: a release', frozen],
    ["a person's hand", hand],
    ['a deployment that is not ours is under way', { service: rolling('ecs-svc/9999') }],
    ['leased by another incident', held],
    ['the attempt budget is spent', spent],
    ['it needs an approval', {}, { act: 'restart-state-lost' }],
    ['observe', mode(seen('observe'))],
  ];

  /** All of these at once; what the guard keeps and what people have set are put together. */
  function together(reasons: typeof against): [Partial<World>, Partial<Ask>] {
    const worlds = reasons.map(([, over]) => over);
    const all = worlds.flatMap((over) => (over.kept && 'seen' in over.kept ? [over.kept.seen] : []));
    const settings = worlds.flatMap((over) => over.settings ?? []);
    const quiet = worlds.includes(frozen) ? frozen.settings : undefined;
    const [ask] = reasons.flatMap(([, , asked]) => asked ?? []);
    const lease = all.find((one) => one.lease)?.lease;
    const theHand = all.find((one) => one.hand)?.hand;
    const acts = all.flatMap((one) => one.acts.past).map((one) => ({ ...one, act: ask?.act ?? one.act }));
    return [
      {
        ...Object.assign({}, ...worlds),
        kept: seen(kept({ ...(lease ? { lease } : {}), ...(theHand ? { hand: theHand } : {}), past: acts })),
        ...(settings[0]
          ? { settings: { mode: settings[0].mode, calendar: quiet?.calendar ?? settings[0].calendar } }
          : {}),
      },
      ask ?? {},
    ];
  }

  test.each(against.map(([because], n) => [because, n] as const))('%s, whatever else is in the way', (because, n) => {
    const [over, asked] = together(against.slice(n));
    expect(refusal(over, asked)?.refused?.because).toBe(because);
  });
});
