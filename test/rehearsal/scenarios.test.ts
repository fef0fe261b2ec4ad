import type { Result } from '../../rehearsal/result';
import { scenarios } from '../../rehearsal/scenarios';
import { serviceRestart } from '../../rehearsal/scenarios/service-restart';
import { tradingServiceNotProcessingOrders } from '../../rehearsal/scenarios/trading-service-not-processing-orders';
import {
  acts,
  afterTheFirstPage,
  type Ending,
  expectEnding,
  expectSeconds,
  firstPage,
  joined,
  type Played,
  playStories,
  secondsBetween,
  story,
  storyOf,
} from '../support/stories';

jest.setTimeout(900_000);

/** One of every other kind; all of them are played by the steadiness tests (game-day.test.ts). */
const ONE_OF_EACH = [
  'observe',
  'dashboard-hung',
  'cpu-spike',
  'everything-down-in-the-session',
  'stop-first',
  'scale-up-needs-approval',
  'held-at-night',
  'morning',
  'evening',
  'database-backup',
  'stop-ignored',
  'close-positions',
  'restore-files',
  'rollback-good',
  'letter-redriven',
];
const QUICK = [...tradingServiceNotProcessingOrders, ...serviceRestart]
  .map(({ id }) => id)
  // A thousand deliveries take ten times as long as any other story: with the whole game day.
  .filter((id) => id !== 'storm-1000')
  .concat(ONE_OF_EACH);

let played: Played;
beforeAll(async () => {
  played = await playStories(QUICK);
});

const of = (id: string): Result => storyOf(played, id);
const ending = (result: Result, expected: Ending): void => expectEnding(played.service, result, expected);

describe('A fault that a restart mends', () => {
  test('hung tasks are restarted once, and nobody is paged', () => {
    ending(of('hung-tasks'), { outcome: 'resolved', verdict: 'fixed', restarts: 1, paged: [] });
  });

  test('tasks that mended themselves before anybody looked are left alone', () => {
    ending(of('already-healthy'), { outcome: 'resolved', verdict: 'fixed', restarts: 0, paged: [] });
  });

  test('the same alarm delivered twice is one incident and one restart', () => {
    const result = of('same-alarm-twice');
    ending(result, { outcome: 'resolved', verdict: 'fixed', restarts: 1, paged: [] });
    expect(result.incidents).toHaveLength(1);
    expect(joined(result)).toBe(1);
  });

  test('a late event of an alarm that is still red is acted on', () => {
    const result = of('late-event-still-alarm');
    // The watch tells of the audits that stay away.
    ending(result, { outcome: 'resolved', verdict: 'fixed', restarts: 1, paged: ['watch'] });
    expect(story(result)).toMatch(/The event is 20 min .*old/);
  });

  test('a restart that is throttled twice is tried again until it takes effect', () => {
    ending(of('throttled-twice'), { outcome: 'resolved', verdict: 'fixed', restarts: 1, paged: [] });
  });

  test('a function that dies before its restart reaches ECS is called again', () => {
    ending(of('function-dies-before-its-effect'), {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 1,
      paged: [],
    });
  });

  test('a function that dies after its restart reached ECS does not restart again', () => {
    const result = of('function-dies-after-its-effect');
    ending(result, { outcome: 'resolved', verdict: 'fixed', restarts: 1, paged: [] });
    expect(story(result)).toMatch(/Not restarted again/);
  });

  test('a restart that took effect and was answered with an error is not repeated', () => {
    ending(of('restart-answered-late'), { outcome: 'resolved', verdict: 'fixed', restarts: 1, paged: [] });
  });

  test.each(['hung-tasks', 'same-alarm-twice'])(
    '%s: trading is back within 6 seconds of what a perfect operator would need',
    (id) => {
      const { mitigatedAfterSeconds, oracleSeconds } = of(id);
      expect(oracleSeconds).toBeGreaterThan(0);
      expect((mitigatedAfterSeconds ?? Number.NaN) - (oracleSeconds ?? 0)).toBeLessThanOrEqual(6);
    },
  );
});

describe('A fault that a restart does not mend', () => {
  test('a crash loop is restarted once, then the engineer is paged with the reasons the tasks stopped', () => {
    const result = of('crash-loop');
    ending(result, { outcome: 'escalated', verdict: 'not-fixed', restarts: 1, paged: [1] });
    expect(firstPage(result)).toMatch(/Essential container in task exited/);
    expect(firstPage(result)).toMatch(/exit code 1/);
  });

  test('a crash loop is found by its log lines within two minutes', () => {
    expect(of('crash-loop').detectedAfterSeconds).toBeLessThanOrEqual(120);
  });

  test('refused broker credentials are found by their log lines within two minutes', () => {
    expect(of('broker-credentials-expired').detectedAfterSeconds).toBeLessThanOrEqual(120);
  });

  test('refused broker credentials restart nothing and page the engineer with whom to call', () => {
    const result = of('broker-credentials-expired');
    ending(result, { outcome: 'escalated', restarts: 0, paged: [1] });
    expect(firstPage(result)).toMatch(/support@angelbroking\.com/);
  });

  test.each(['broker-unreachable', 'broker-rate-limited'])('%s: a broker that comes back is waited for', (id) => {
    ending(of(id), { outcome: 'resolved', verdict: 'fixed', restarts: 0, paged: [] });
  });

  test.each(['broker-unreachable-for-long', 'broker-rate-limited-for-long'])(
    '%s: a broker that does not come back pages the engineer',
    (id) => ending(of(id), { outcome: 'escalated', restarts: 0, paged: [1] }),
  );

  test('metrics that stop arriving are unknown, never fixed: nothing is restarted, and the engineer is paged as for a P1', () => {
    ending(of('metrics-missing'), { outcome: 'escalated', verdict: 'unknown', restarts: 0, paged: [1, 2] });
  });
});

describe('What a person decided', () => {
  test('trading that was disabled by the parameter is not started', () => {
    ending(of('halted-on-purpose-parameter'), { outcome: 'stood-down', restarts: 0, paged: [] });
  });

  test('a service that was scaled to 0 is not started', () => {
    ending(of('halted-on-purpose-desired-0'), { outcome: 'stood-down', restarts: 0, paged: [] });
  });

  test('standing down takes no further step', () => {
    const steps = of('halted-on-purpose-desired-0').timeline.map(({ step }) => step);
    expect(steps).toEqual([
      'Acknowledge the alert',
      'Assess the situation',
      'Check service status',
      'Document the incident',
    ]);
  });

  test('a service that is scaled to 0 while its restart is watched stays at 0', () => {
    ending(of('stopped-meanwhile'), { outcome: 'stood-down', restarts: 1, paged: [] });
  });

  test('a parameter that cannot be read forbids the restart and pages the engineer', () => {
    const result = of('halted-on-purpose-unreadable');
    ending(result, { outcome: 'escalated', verdict: 'unknown', restarts: 0, paged: [1] });
    expect(firstPage(result)).toMatch(/Could not check whether trading is enabled/);
  });

  test('a late event of an alarm that is OK again is stood down from', () => {
    ending(of('late-event-alarm-ok'), { outcome: 'stood-down', restarts: 0, paged: [] });
  });

  test('a deployment that is not ours is watched, not restarted over', () => {
    const result = of('deployment-under-way');
    ending(result, { outcome: 'resolved', restarts: 0, paged: [] });
    expect(story(result)).toMatch(/not ours/);
  });

  test('a restart that an engineer asks for is done, though nothing is wrong', () => {
    ending(of('restart-asked'), { outcome: 'resolved', verdict: 'fixed', restarts: 1, paged: [] });
  });

  test('a restart that an engineer asks for of a service that somebody stopped is not done', () => {
    ending(of('restart-asked-while-stopped'), { outcome: 'stood-down', restarts: 0, paged: [] });
  });

  test('an incident that the engineer closed climbs no further', () => {
    const result = of('closed-by-an-engineer');
    ending(result, { outcome: 'escalated', restarts: 1, paged: [1] });
    expect(result.notices).toEqual([]);
  });
});

describe('Faults of our own', () => {
  test('a denied restart pages the engineer with what was denied', () => {
    const result = of('act-denied');
    ending(result, { outcome: 'escalated', restarts: 0, paged: [1] });
    expect(firstPage(result)).toMatch(/AccessDenied/);
    expect(result.denied).toContainEqual(expect.objectContaining({ action: 'ecs:UpdateService' }));
  });

  test('when pages are denied too, the last resort is told for every rung', () => {
    const result = of('act-and-page-denied');
    const lastResort = 'last resort';
    ending(result, {
      outcome: 'escalated',
      restarts: 0,
      // And the watch tells of the function that fails every time.
      paged: [lastResort, lastResort, lastResort, lastResort, 'watch'],
    });
  });

  test('when nobody can be told, the watch on the runbooks pages in two ways', () => {
    ending(of('nobody-can-be-told'), { outcome: 'escalated', restarts: 0, paged: ['watch', 'watch'] });
  });

  test('an event that cannot start the runbook pages by the watch, and the audit by which it cannot be started either', () => {
    ending(of('event-undeliverable'), { outcome: null, restarts: 0, paged: ['watch', 'watch', 'watch', 'watch'] });
  });

  test('a function that dies every time pages the engineer', () => {
    ending(of('function-keeps-dying'), { outcome: 'escalated', restarts: 0, paged: [1] });
  });
});

describe('Who is paged, and when', () => {
  test('when nobody acknowledges, every rung is paged ten minutes after the one before', () => {
    const result = of('nobody-acknowledges');
    ending(result, { outcome: 'escalated', restarts: 1, paged: [1, 2, 3, 4] });
    expectSeconds(afterTheFirstPage(result), [0, 600, 1200, 1800]);
  });

  test('the stakeholders are told once, at the deadline', () => {
    const { notices, alarmAt } = of('nobody-acknowledges');
    expectSeconds(
      notices.map(({ at }) => secondsBetween(alarmAt, at)),
      [1800],
    );
  });

  test('a rung without a confirmed address is passed over: the next has its turn at its minute', () => {
    const result = of('empty-rung');
    ending(result, { outcome: 'escalated', restarts: 1, paged: [1, 3, 4] });
    expectSeconds(afterTheFirstPage(result), [0, 600, 1200]);
  });

  test('a path without any confirmed address goes to the last resort', () => {
    ending(of('nobody-reachable'), { outcome: 'escalated', restarts: 1, paged: ['last resort'] });
  });

  test('acknowledged and not resolved, the second rung is paged at the deadline, 30 minutes after the alarm', () => {
    const result = of('acknowledged-not-resolved');
    ending(result, { outcome: 'escalated', restarts: 1, paged: [1, 2] });
    expectSeconds([secondsBetween(result.alarmAt, result.pages[1]?.at ?? '')], [1800]);
  });
});

describe('Every story that is played', () => {
  test('ends as it says, and the command says so by its status', () => {
    const { run, results } = played;
    expect(results.filter(({ ok }) => !ok).map(({ scenario, broken }) => ({ scenario, broken }))).toEqual([]);
    expect(run).toMatchObject({ status: 0, stderr: '' });
  });

  test('is told in the order of the game day', () => {
    const order = scenarios.map(({ id }) => id).filter((id) => QUICK.includes(id));
    expect(played.results.map(({ scenario }) => scenario)).toEqual(order);
    expect(order).toHaveLength(QUICK.length);
  });

  test('leaves trading to people: no machine ever enables it', () => {
    const enabling = played.results.flatMap((result) => acts(result).filter((act) => /^set (?!"false")/.test(act)));
    expect(enabling).toEqual([]);
  });
});
