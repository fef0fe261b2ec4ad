import * as fc from 'fast-check';
import { type Day, dayInWords } from '../../../../rehearsal/proof/days/day';
import { day as days } from '../../../../rehearsal/proof/days/draw';
import { storyOfDay } from '../../../../rehearsal/proof/days/story';
import type { DisturbedCall, Stage } from '../../../../rehearsal/scenarios/scenario';

const QUIET: Day = {
  startsAt: '2026-11-20T10:00:00+05:30',
  minutes: 50,
  faults: [],
  troubles: [],
  strays: [],
  deeds: [],
  people: {},
};

interface Done {
  readonly atSeconds: number;
  readonly what: string;
}

/** Plays a day on a stage that only notes what is done on it, and when. */
function played(day: Day) {
  let now = 0;
  const done: Done[] = [];
  const note =
    (what: string) =>
    (...given: readonly unknown[]): void =>
      void done.push({ atSeconds: now / 1000, what: [what, ...given].join(' ') });
  const waiting: { readonly at: number; readonly act: () => void }[] = [];
  const disturbs: { which: (call: DisturbedCall) => boolean; times: number; how: unknown }[] = [];
  const strays: { which: (sent: { of: 'rule' | 'schedule'; name: string }) => boolean; how: unknown }[] = [];
  const paged: ((page: { contact: string; rung: number; subject: string }) => unknown)[] = [];
  const published: object[] = [];
  const stage = {
    description: {
      functions: { 'restart-service': 'prod-restart-service' },
      runbooks: [{ machine: 'prod-machine' }],
      checklists: [],
      topics: { contacts: { 'team-lead': 'team-lead-topic' } },
    },
    cloud: { sns: { published } },
    platform: { deploy: note('deploy') },
    now: () => now,
    after: (seconds: number, act: () => void) => void waiting.push({ at: now + seconds * 1000, act }),
    diverge: () => undefined,
    onPage: (_: number, act: (typeof paged)[number]) => void paged.push(act),
    inject: ({ kind }: { kind: string }) => note('fault')(kind),
    start: note('start'),
    take: note('take'),
    giveBack: note('give back'),
    acknowledge: note('acknowledge'),
    approve: (contact: string, _: string, { decision, incident }: { decision: string; incident: string }) =>
      note('approve')(contact, decision, incident),
    disturb: (which: (typeof disturbs)[number]['which'], times: number, how: unknown) =>
      void disturbs.push({ which, times, how }),
    stray: (which: (typeof strays)[number]['which'], _: number, how: unknown) => void strays.push({ which, how }),
  };
  storyOfDay(day).play(stage as unknown as Stage);
  const until = (seconds: number): void => {
    for (;;) {
      const next = waiting.filter(({ at }) => at <= seconds * 1000).sort((one, other) => one.at - other.at)[0];
      if (!next) break;
      waiting.splice(waiting.indexOf(next), 1);
      now = next.at;
      next.act();
    }
    now = seconds * 1000;
  };
  return { until, done, disturbs, strays, paged, published };
}

test('faults and deeds come in their minute', () => {
  const { until, done } = played({
    ...QUIET,
    faults: [{ atMinutes: 3, fault: { kind: 'hung-tasks' } }],
    deeds: [
      { atMinutes: 5, by: 'cto', deed: { kind: 'start', runbook: 'emergency-stop-trading', options: {} } },
      { atMinutes: 6, by: 'cto', deed: { kind: 'take', service: 'trading' } },
      { atMinutes: 7, by: 'cto', deed: { kind: 'give back', service: 'trading' } },
      { atMinutes: 8, by: 'cto', deed: { kind: 'deploy', service: 'dashboard' } },
    ],
  });
  until(3_000);
  expect(done.map(({ atSeconds, what }) => `${atSeconds} ${what}`)).toEqual([
    '180 fault hung-tasks',
    '300 start emergency-stop-trading cto it seems to be needed [object Object]',
    '360 take trading cto 30',
    '420 give back trading cto',
    '480 deploy dashboard',
  ]);
});

test('our calls go wrong in their span and in no other, of the service that is meant, by us', () => {
  const { until, disturbs } = played({
    ...QUIET,
    troubles: [{ atMinutes: 1, seconds: 30, service: 'ecs', fault: 'throttled' }],
  });
  const [{ which } = { which: () => false }] = disturbs;
  const asks = (over: object = {}): boolean =>
    which({ by: 'prod-restart-service', service: 'ecs', operation: 'UpdateService', input: {}, ...over });
  const at = (seconds: number): boolean => {
    until(seconds);
    return asks();
  };
  expect([at(59), at(60), at(90)]).toEqual([false, true, true]);
  expect([asks({ service: 'ssm' }), asks({ by: 'somebody' }), asks({ by: 'prod-machine' })]).toEqual([
    false,
    false,
    true,
  ]);
  expect(at(91)).toBe(false);
});

test('what only a function can meet does not happen to a workflow', () => {
  const { until, disturbs } = played({
    ...QUIET,
    troubles: [{ atMinutes: 0, seconds: 30, service: 'ssm', fault: 'killed-after' }],
  });
  until(1);
  const call = { service: 'ssm', operation: 'PutParameter', input: {} };
  expect(disturbs[0]?.which({ ...call, by: 'prod-machine' })).toBe(false);
  expect(disturbs[0]?.which({ ...call, by: 'prod-restart-service' })).toBe(true);
  expect(disturbs[0]).toMatchObject({ times: 1, how: { kind: 'death', when: 'after' } });
});

test('events go astray in their span, and ticks do not go with them', () => {
  const { until, strays } = played({ ...QUIET, strays: [{ atMinutes: 2, seconds: 10, of: 'rule', fault: 'lost' }] });
  const [{ which, how } = { which: () => false, how: undefined }] = strays;
  const rule = { of: 'rule', name: 'trading' } as const;
  until(119);
  expect(which(rule)).toBe(false);
  until(125);
  expect([which(rule), which({ of: 'schedule', name: 'tick' })]).toEqual([true, false]);
  expect(how).toEqual({ kind: 'lost' });
});

describe('somebody who', () => {
  const asked = (contact: string) => ({
    topicArn: `arn:aws:sns:ap-south-1:123456789012:${contact}-topic`,
    at: 0,
    message: 'P1 System Recovery\nApprove or refuse\nIncident system-recovery-1',
    messages: { https: JSON.stringify({ kind: 'question' }) },
  });

  test.each([
    ['answers', ['acknowledge team-lead 1', 'approve team-lead approve system-recovery-1']],
    ['refuses', ['acknowledge team-lead 1', 'approve team-lead refuse system-recovery-1']],
    ['sleeps', []],
    [
      'double-clicks',
      [
        'acknowledge team-lead 1',
        'acknowledge team-lead 1',
        'approve team-lead approve system-recovery-1',
        'approve team-lead approve system-recovery-1',
      ],
    ],
    ['takes over', ['acknowledge team-lead 1', 'take trading team-lead 15', 'give back trading team-lead']],
  ] as const)('%s does so with a page and with a question', (manner, expected) => {
    const { until, done, paged, published } = played({
      ...QUIET,
      people: { 'team-lead': { manner, afterSeconds: 45 } },
    });
    for (const act of paged) act({ contact: 'team-lead', rung: 1, subject: 'P1' });
    until(10);
    published.push(asked('team-lead'));
    until(1_500);
    expect(done.map(({ what }) => what)).toEqual(expected);
    expect(done.every(({ atSeconds }) => atSeconds >= 45)).toBe(true);
  });

  test('is on nobody’s list does nothing', () => {
    const { until, done, paged } = played(QUIET);
    for (const act of paged) act({ contact: 'team-lead', rung: 1, subject: 'P1' });
    until(1_500);
    expect(done).toEqual([]);
  });
});

test('a day is told in the order in which it happens', () => {
  const words = dayInWords({
    ...QUIET,
    faults: [{ atMinutes: 9, fault: { kind: 'hung-tasks' } }],
    troubles: [{ atMinutes: 1, seconds: 30, service: 'ecs', fault: 'throttled' }],
    strays: [{ atMinutes: 2, seconds: 10, of: 'rule', fault: 'lost' }],
    deeds: [{ atMinutes: 5, by: 'cto', deed: { kind: 'take', service: 'trading' } }],
    people: { cto: { manner: 'sleeps', afterSeconds: 5 } },
  });
  expect(words).toEqual([
    'From 2026-11-20T10:00:00+05:30, 50 minutes.',
    'minute 1: for 30 s our calls to ecs are throttled',
    'minute 2: for 10 s what a rule sends is lost',
    'minute 5: cto: {"kind":"take","service":"trading"}',
    'minute 9: fault {"kind":"hung-tasks"}',
    'cto sleeps after 5 s',
  ]);
});

test('whatever is drawn ends early enough to be seen to its end', () => {
  for (const { minutes, faults, troubles, strays, deeds } of fc.sample(days, { numRuns: 200, seed: 1 })) {
    const moments = [...faults, ...troubles, ...strays, ...deeds].map(({ atMinutes }) => atMinutes);
    expect(Math.max(...moments)).toBeLessThanOrEqual(minutes - 20);
    expect(faults.length).toBeGreaterThan(0);
  }
});
