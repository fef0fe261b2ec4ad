import { readDescription } from '../../rehearsal/description';
import type { Page, Result } from '../../rehearsal/result';
import { scenarios } from '../../rehearsal/scenarios';
import { approvals } from '../../rehearsal/scenarios/approvals';
import { careful } from '../../rehearsal/scenarios/careful';
import { criticalIncidentResponse } from '../../rehearsal/scenarios/critical';
import { dashboardNotLoading } from '../../rehearsal/scenarios/dashboard';
import { databaseConnectionFailures } from '../../rehearsal/scenarios/database';
import { guard } from '../../rehearsal/scenarios/guard';
import { paging } from '../../rehearsal/scenarios/paging';
import type { Scenario } from '../../rehearsal/scenarios/scenario';
import { highCpuMemoryUtilization } from '../../rehearsal/scenarios/utilization';
import { assembled } from '../support/assembled';
import { type Run, rehearse } from '../support/rehearsal';

jest.setTimeout(900_000);

/** What every object of `--json` carries; scripts read these names. */
const FIELDS = [
  'scenario',
  'runbook',
  'ok',
  'outcome',
  'verdict',
  'detectedAfterSeconds',
  'mitigatedAfterSeconds',
  'oracleSeconds',
  'transitions',
  'costUsd',
  'invocations',
  'pages',
  'acts',
  'refusals',
  'denied',
  'executions',
  'timeline',
] as const satisfies readonly (keyof Result)[];

const INSTANT: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

let run: Run;
let results: readonly Result[];
let service: string;

beforeAll(async () => {
  const assembly = assembled();
  service = readDescription(assembly, 'prod').environment.services.trading.name;
  run = await rehearse('--json', '--assembly', assembly);
  if (run.stdout === '') throw new Error(`The command ended with ${run.status}: ${run.stderr}`);
  results = JSON.parse(run.stdout) as Result[];
});

const of = (id: string): Result => {
  const found = results.find(({ scenario }) => scenario === id);
  if (!found) throw new Error(`Scenario ${id} was not played.`);
  return found;
};

const secondsBetween = (from: string | null, to: string): number =>
  (new Date(to).getTime() - new Date(from ?? Number.NaN).getTime()) / 1000;

/** Rungs in the order they were paged. */
const rungs = ({ pages }: Result): readonly Page['rung'][] => pages.map(({ rung }) => rung);

/** Executions that found an incident open and left it to the one that opened it. */
const joined = ({ executions }: Result): number => executions.filter(({ outcome }) => outcome === 'joined').length;

const story = ({ timeline }: Result): string => timeline.map(({ step, finding }) => `${step}: ${finding}`).join('\n');

const firstPage = ({ pages: [first] }: Result): string => `${first?.subject}\n${first?.message}`;

/** How it ended, what was restarted, and who was paged. */
interface Ending {
  readonly outcome: Result['outcome'];
  readonly verdict?: Result['verdict'];
  readonly restarts: number;
  readonly paged: readonly Page['rung'][];
}

function expectEnding(result: Result, { outcome, verdict, restarts, paged }: Ending): void {
  const restart = { action: 'restart', resource: service, at: expect.any(String) };
  expect(result.broken).toEqual([]);
  expect(result.outcome).toBe(outcome);
  if (verdict) expect(result.verdict).toBe(verdict);
  expect(result.acts).toEqual(Array.from({ length: restarts }, () => restart));
  expect(rungs(result)).toEqual(paged);
}

/** Ten seconds either way. */
const expectSeconds = (actual: readonly number[], expected: readonly number[]): void => {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((seconds, index) => {
    expect(Math.abs((actual[index] ?? Number.NaN) - seconds)).toBeLessThanOrEqual(10);
  });
};

const afterTheFirstPage = ({ pages }: Result): readonly number[] =>
  pages.map(({ at }) => secondsBetween(pages[0]?.at ?? null, at));

describe('A fault that a restart mends', () => {
  test('hung tasks are restarted once, and nobody is paged', () => {
    expectEnding(of('hung-tasks'), { outcome: 'resolved', verdict: 'fixed', restarts: 1, paged: [] });
  });

  test('tasks that mended themselves before anybody looked are left alone', () => {
    expectEnding(of('already-healthy'), { outcome: 'resolved', verdict: 'fixed', restarts: 0, paged: [] });
  });

  test('the same alarm delivered twice is one incident and one restart', () => {
    const result = of('same-alarm-twice');
    expectEnding(result, { outcome: 'resolved', verdict: 'fixed', restarts: 1, paged: [] });
    expect(result.incidents).toHaveLength(1);
    expect(joined(result)).toBe(1);
  });

  test('a thousand deliveries are one incident, one restart and 999 that joined', () => {
    const result = of('storm-1000');
    expectEnding(result, { outcome: 'resolved', verdict: 'fixed', restarts: 1, paged: [] });
    expect(result.incidents).toHaveLength(1);
    expect(joined(result)).toBe(999);
  });

  test('a late event of an alarm that is still red is acted on', () => {
    const result = of('late-event-still-alarm');
    expectEnding(result, { outcome: 'resolved', verdict: 'fixed', restarts: 1, paged: [] });
    expect(story(result)).toMatch(/The event is 20 min .*old/);
  });

  test('a restart that is throttled twice is tried again until it takes effect', () => {
    expectEnding(of('throttled-twice'), { outcome: 'resolved', verdict: 'fixed', restarts: 1, paged: [] });
  });

  test('a function that dies before its restart reaches ECS is called again', () => {
    expectEnding(of('function-dies-before-its-effect'), {
      outcome: 'resolved',
      verdict: 'fixed',
      restarts: 1,
      paged: [],
    });
  });

  test('a function that dies after its restart reached ECS does not restart again', () => {
    const result = of('function-dies-after-its-effect');
    expectEnding(result, { outcome: 'resolved', verdict: 'fixed', restarts: 1, paged: [] });
    expect(story(result)).toMatch(/Not restarted again/);
  });

  test('a restart that took effect and was answered with an error is not repeated', () => {
    expectEnding(of('restart-answered-late'), { outcome: 'resolved', verdict: 'fixed', restarts: 1, paged: [] });
  });

  test.each(['hung-tasks', 'same-alarm-twice', 'storm-1000'])(
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
    expectEnding(result, { outcome: 'escalated', verdict: 'not-fixed', restarts: 1, paged: [1] });
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
    expectEnding(result, { outcome: 'escalated', restarts: 0, paged: [1] });
    expect(firstPage(result)).toMatch(/support@angelbroking\.com/);
  });

  test.each(['broker-unreachable', 'broker-rate-limited'])('%s: a broker that comes back is waited for', (id) => {
    expectEnding(of(id), { outcome: 'resolved', verdict: 'fixed', restarts: 0, paged: [] });
  });

  test.each(['broker-unreachable-for-long', 'broker-rate-limited-for-long'])(
    '%s: a broker that does not come back pages the engineer',
    (id) => expectEnding(of(id), { outcome: 'escalated', restarts: 0, paged: [1] }),
  );

  test('metrics that stop arriving are unknown, never fixed: nothing is restarted, and the engineer is paged as for a P1', () => {
    expectEnding(of('metrics-missing'), { outcome: 'escalated', verdict: 'unknown', restarts: 0, paged: [1, 2] });
  });
});

describe('What a person decided', () => {
  test('trading that was disabled by the parameter is not started', () => {
    expectEnding(of('halted-on-purpose-parameter'), { outcome: 'stood-down', restarts: 0, paged: [] });
  });

  test('a service that was scaled to 0 is not started', () => {
    expectEnding(of('halted-on-purpose-desired-0'), { outcome: 'stood-down', restarts: 0, paged: [] });
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
    expectEnding(of('stopped-meanwhile'), { outcome: 'stood-down', restarts: 1, paged: [] });
  });

  test('a parameter that cannot be read forbids the restart and pages the engineer', () => {
    const result = of('halted-on-purpose-unreadable');
    expectEnding(result, { outcome: 'escalated', verdict: 'unknown', restarts: 0, paged: [1] });
    expect(firstPage(result)).toMatch(/Could not check whether trading is enabled/);
  });

  test('a late event of an alarm that is OK again is stood down from', () => {
    expectEnding(of('late-event-alarm-ok'), { outcome: 'stood-down', restarts: 0, paged: [] });
  });

  test('a deployment that is not ours is watched, not restarted over', () => {
    const result = of('deployment-under-way');
    expectEnding(result, { outcome: 'resolved', restarts: 0, paged: [] });
    expect(story(result)).toMatch(/not ours/);
  });

  test('a restart that an engineer asks for is done, though nothing is wrong', () => {
    expectEnding(of('restart-asked'), { outcome: 'resolved', verdict: 'fixed', restarts: 1, paged: [] });
  });

  test('a restart that an engineer asks for of a service that somebody stopped is not done', () => {
    expectEnding(of('restart-asked-while-stopped'), { outcome: 'stood-down', restarts: 0, paged: [] });
  });

  test('an incident that the engineer closed climbs no further', () => {
    const result = of('closed-by-an-engineer');
    expectEnding(result, { outcome: 'escalated', restarts: 1, paged: [1] });
    expect(result.notices).toEqual([]);
  });
});

describe('Faults of our own', () => {
  test('a denied restart pages the engineer with what was denied', () => {
    const result = of('act-denied');
    expectEnding(result, { outcome: 'escalated', restarts: 0, paged: [1] });
    expect(firstPage(result)).toMatch(/AccessDenied/);
    expect(result.denied).toContainEqual(expect.objectContaining({ action: 'ecs:UpdateService' }));
  });

  test('when pages are denied too, the last resort is told for every rung', () => {
    const result = of('act-and-page-denied');
    const lastResort = 'last resort';
    expectEnding(result, {
      outcome: 'escalated',
      restarts: 0,
      paged: [lastResort, lastResort, lastResort, lastResort],
    });
  });

  test('when nobody can be told, the watch on the runbooks pages in two ways', () => {
    expectEnding(of('nobody-can-be-told'), { outcome: 'escalated', restarts: 0, paged: ['watch', 'watch'] });
  });

  test('an event that cannot start the runbook pages by the watch', () => {
    expectEnding(of('event-undeliverable'), { outcome: null, restarts: 0, paged: ['watch'] });
  });

  test('a function that dies every time pages the engineer', () => {
    expectEnding(of('function-keeps-dying'), { outcome: 'escalated', restarts: 0, paged: [1] });
  });
});

describe('Who is paged, and when', () => {
  test('when nobody acknowledges, every rung is paged ten minutes after the one before', () => {
    const result = of('nobody-acknowledges');
    expectEnding(result, { outcome: 'escalated', restarts: 1, paged: [1, 2, 3, 4] });
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
    expectEnding(result, { outcome: 'escalated', restarts: 1, paged: [1, 3, 4] });
    expectSeconds(afterTheFirstPage(result), [0, 600, 1200]);
  });

  test('a path without any confirmed address goes to the last resort', () => {
    expectEnding(of('nobody-reachable'), { outcome: 'escalated', restarts: 1, paged: ['last resort'] });
  });

  test('acknowledged and not resolved, the second rung is paged at the deadline, 30 minutes after the alarm', () => {
    const result = of('acknowledged-not-resolved');
    expectEnding(result, { outcome: 'escalated', restarts: 1, paged: [1, 2] });
    expectSeconds([secondsBetween(result.alarmAt, result.pages[1]?.at ?? '')], [1800]);
  });
});

/** A test for each story, named by what happens in it: it ends as it says itself (rehearsal/scenarios/). */
const endAsTheySay = (stories: readonly Scenario[]): void =>
  test.each(stories.map(({ id, title }) => [id, title]))('%s: %s', (id) => expect(of(id).broken).toEqual([]));

const acts = ({ acts: all }: Result): readonly string[] => all.map(({ action, resource }) => `${action} ${resource}`);

describe('The gate before every act', () => {
  endAsTheySay(guard);

  test('a runbook that only observes changes nothing, pages nobody, and says in the channel what it would have done', () => {
    const result = of('observe');
    expect([result.acts, result.pages, result.notices]).toEqual([[], [], []]);
    expect(result.channel.join('\n')).toMatch(/Would have done now: aws ecs update-service .*--force-new-deployment/);
  });

  test('two runbooks on one service restart it once', () => {
    expect(acts(of('two-runbooks-on-one-service'))).toEqual([`restart ${service}`]);
  });

  test('a fault that comes back a third time is a person’s, not a third restart’s', () => {
    for (const id of ['flapping', 'same-fix-three-times-in-four-hours']) {
      expect([id, acts(of(id)), rungs(of(id))]).toEqual([id, [`restart ${service}`, `restart ${service}`], [1]]);
    }
  });

  test('what is taken in hand, switched off or not to be read is not touched', () => {
    for (const id of ['taken-in-hand', 'mode-off-in-mid-run', 'mode-unreadable', 'calendar-unreadable']) {
      expect([id, of(id).acts]).toEqual([id, []]);
    }
  });
});

describe('Database Connection Failures', () => {
  endAsTheySay(databaseConnectionFailures);

  test('nothing is ever done to the database or for it: it comes back, or people are told what it is', () => {
    const done = databaseConnectionFailures.flatMap(({ id }) => of(id).acts.map((act) => ({ id, ...act })));
    expect(done).toEqual([]);
  });
});

describe('Dashboard Not Loading', () => {
  endAsTheySay(dashboardNotLoading);

  test('a release of somebody’s that does not get well is left to them', () => {
    expect(of('targets-unhealthy-after-a-release').acts).toEqual([]);
  });
});

describe('High CPU/Memory Utilization', () => {
  endAsTheySay(highCpuMemoryUtilization);

  test('a scale-up in the session is put back after the close, at 15:30 IST or later', () => {
    const [up, back, ...more] = of('cpu-spike').acts;
    expect([up?.action, back?.action, more]).toEqual(['scale minimum 3', 'scale minimum 2', []]);
    expect(Date.parse(back?.at ?? '')).toBeGreaterThanOrEqual(Date.parse('2026-11-20T15:30:00+05:30'));
  });
});

describe('P1 - Critical Incident Response', () => {
  endAsTheySay(criticalIncidentResponse);

  const HALTED = ['everything-down-in-the-session', 'storage-full', 'daily-loss', 'market-data-stale'];

  /** When the P1 was opened; a lesser runbook may have been at work before. */
  const openedAt = ({ timeline }: Result): string => timeline[0]?.at ?? '';

  test.each(HALTED)('%s: the P1 disables trading before it does anything else, and it stays disabled', (id) => {
    const result = of(id);
    expect(result.tradingEnabled).toBe('false');
    const since = { ...result, acts: result.acts.filter(({ at }) => at >= openedAt(result)) };
    expect(acts(since)[0]).toBe('set "false" /algo-trading/prod/trading_enabled');
  });

  test.each(HALTED)('%s: somebody is paged within a minute of its opening', (id) => {
    const page = of(id).pages.find(({ subject }) => subject.startsWith('[P1]'));
    expect(secondsBetween(openedAt(of(id)), page?.at ?? '')).toBeLessThanOrEqual(60);
  });

  test('a halt that is not acknowledged goes on to stopping the service, which nothing starts again', () => {
    expect(acts(of('halt-not-acknowledged')).slice(-1)).toEqual([`stop ${service}`]);
  });

  test('where nothing trades, nothing is halted: on a Sunday, and on a holiday declared this morning', () => {
    for (const id of ['everything-down-on-a-sunday', 'holiday-by-override']) {
      expect([id, of(id).tradingEnabled]).toEqual([id, 'true']);
    }
  });
});

describe('Services whose owner is careful', () => {
  endAsTheySay(careful);

  test('where generations may not overlap, the old tasks are stopped before new ones are started', () => {
    const done = of('stop-first').acts.map(({ action }) => action);
    expect(done).toContain('restart');
    expect(done.indexOf('stop')).toBeGreaterThanOrEqual(0);
    expect(done.indexOf('stop')).toBeLessThan(done.indexOf('restart'));
  });
});

describe('Approvals', () => {
  endAsTheySay(approvals);

  test('nothing is done before the answer, and the look at the world comes between them', () => {
    const { acts: done, timeline } = of('scale-up-needs-approval');
    const approved = timeline.find(({ finding }) => finding.startsWith('Approved by'));
    expect(secondsBetween(approved?.at ?? null, done[0]?.at ?? '')).toBeGreaterThan(0);
  });

  test('what was approved in another world is not done, and asked anew', () => {
    expect(story(of('world-changed-before-approval')).match(/Approved by/g)).toHaveLength(2);
    expect(acts(of('world-changed-before-approval'))).toHaveLength(1);
  });

  test('who says yes without being anybody is told why, and nothing is done', () => {
    expect(acts(of('nobody-who-may'))).toEqual([]);
    expect(story(of('nobody-who-may'))).not.toMatch(/Approved/);
  });

  test('no secret of a link stands anywhere but in its own page', () => {
    for (const result of results) {
      const secrets = result.pages.flatMap(({ message }) => message.match(/(?<=\/i\/)[\w-]{43}/g) ?? []);
      const told = [story(result), ...result.channel, ...result.answers.map(({ text }) => text)].join('\n');
      for (const secret of secrets) expect(told).not.toContain(secret);
    }
  });
});

describe('Paging', () => {
  endAsTheySay(paging);

  test('a page that is held at night goes out at 08:00, and not before', () => {
    const [page] = of('held-at-night').pages;
    expect(page?.at).toMatch(/T02:30:0\d/);
  });

  test('nobody is paged twice for one rung', () => {
    for (const { scenario, pages } of results) {
      const seen = pages.flatMap(({ contact, rung, message }) =>
        typeof rung === 'number' ? [`${contact} ${rung} ${/^Incident (\S+)$/m.exec(message)?.[1]}`] : [],
      );
      expect({ scenario, seen }).toEqual({ scenario, seen: [...new Set(seen)] });
    }
  });
});

describe('Every scenario', () => {
  test('leaves trading to people: no machine ever enables it', () => {
    const enabling = results.flatMap((result) => acts(result).filter((act) => /^set (?!"false")/.test(act)));
    expect(enabling).toEqual([]);
  });

  test('holds, and the command says so by its status', () => {
    expect(results.filter(({ ok }) => !ok).map(({ scenario, broken }) => ({ scenario, broken }))).toEqual([]);
    expect(run).toMatchObject({ status: 0, stderr: '' });
  });

  test('is told, in the order of the game day', () => {
    expect(results.map(({ scenario }) => scenario)).toEqual(scenarios.map(({ id }) => id));
  });

  test('carries every field that scripts read', () => {
    const missing = results.flatMap((result) => FIELDS.filter((field) => !(field in result)));
    expect(missing).toEqual([]);
  });

  test('carries what is in each field', () => {
    const { pages, acts, executions, timeline } = of('crash-loop');
    expect(pages[0]).toMatchObject({ rung: 1, contact: 'trading-primary', at: INSTANT });
    expect(acts[0]).toEqual({ action: 'restart', resource: service, at: INSTANT });
    expect(executions[0]).toMatchObject({ outcome: 'escalated', transitions: expect.any(Number) });
    expect(timeline[0]).toMatchObject({ at: INSTANT, step: expect.any(String), finding: expect.any(String) });
    const { detectedAfterSeconds, mitigatedAfterSeconds, oracleSeconds, costUsd, invocations } = of('hung-tasks');
    for (const measured of [detectedAfterSeconds, mitigatedAfterSeconds, oracleSeconds, costUsd, invocations]) {
      expect(measured).toBeGreaterThan(0);
    }
    expect(of('act-denied').denied[0]).toMatchObject({ action: 'ecs:UpdateService', at: INSTANT });
    expect(of('halted-on-purpose-desired-0').refusals[0]).toMatchObject({ act: 'restart', at: INSTANT });
  });

  test('was denied no call, unless denials are what it is about', () => {
    const denials = ['act-denied', 'act-and-page-denied', 'nobody-can-be-told', 'event-undeliverable'];
    const others = results.filter(({ scenario }) => !denials.includes(scenario));
    expect(others.flatMap(({ scenario, denied }) => denied.map((call) => ({ scenario, ...call })))).toEqual([]);
  });

  test('takes at most 25 transitions to resolve (a P1: 30; 3 more when it asks anew), 35 to give up, and 3 to join', () => {
    const most = ({ runbook, outcome, timeline }: Result): number => {
      if (outcome !== 'resolved') return 35;
      const anew = timeline.filter(({ finding }) => finding.includes('What was approved is void')).length;
      return (runbook.startsWith('p1-') ? 30 : 25) + 3 * anew;
    };
    const all = results
      .map((result) => ({ ...result, most: most(result) }))
      .map(({ scenario, most, transitions, executions }) => ({
        scenario,
        transitions,
        most,
        toJoin: Math.max(0, ...executions.filter((each) => each.outcome === 'joined').map((each) => each.transitions)),
      }));
    expect(all.filter(({ transitions, most, toJoin }) => transitions > most || toJoin > 3)).toEqual([]);
  });
});
