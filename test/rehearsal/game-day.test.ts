import { prod } from '../../environments/prod';
import type { Result } from '../../rehearsal/result';
import { scenarios } from '../../rehearsal/scenarios';
import { approvals } from '../../rehearsal/scenarios/approvals';
import { careful } from '../../rehearsal/scenarios/careful';
import { criticalIncidentResponse } from '../../rehearsal/scenarios/critical';
import { dashboardNotLoading } from '../../rehearsal/scenarios/dashboard';
import { databaseConnectionFailures } from '../../rehearsal/scenarios/database';
import { guard } from '../../rehearsal/scenarios/guard';
import { paging } from '../../rehearsal/scenarios/paging';
import { highCpuMemoryUtilization } from '../../rehearsal/scenarios/utilization';
import {
  acts,
  endAsTheySay,
  expectEnding,
  joined,
  type Played,
  playStories,
  rungs,
  secondsBetween,
  story,
  storyOf,
} from '../support/stories';

jest.setTimeout(3_600_000);

/** What every object of `--json` carries; scripts read these names. */
const FIELDS = [
  'scenario',
  'runbook',
  'environment',
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

let played: Played;
beforeAll(async () => {
  played = await playStories();
});

const of = (id: string): Result => storyOf(played, id);

describe('A storm', () => {
  test('a thousand deliveries are one incident, one restart and 999 that joined', () => {
    const result = of('storm-1000');
    expectEnding(played.service, result, { outcome: 'resolved', verdict: 'fixed', restarts: 1, paged: [] });
    expect(result.incidents).toHaveLength(1);
    expect(joined(result)).toBe(999);
  });

  test('and trading is back within 6 seconds of what a perfect operator would need', () => {
    const { mitigatedAfterSeconds, oracleSeconds } = of('storm-1000');
    expect(oracleSeconds).toBeGreaterThan(0);
    expect((mitigatedAfterSeconds ?? Number.NaN) - (oracleSeconds ?? 0)).toBeLessThanOrEqual(6);
  });
});

describe('The gate before every act', () => {
  endAsTheySay(guard, of);

  test('a runbook that only observes changes nothing, pages nobody, and says in the channel what it would have done', () => {
    const result = of('observe');
    expect([result.acts, result.pages, result.notices]).toEqual([[], [], []]);
    expect(result.channel.join('\n')).toMatch(/Would have done now: aws ecs update-service .*--force-new-deployment/);
  });

  test('two runbooks on one service restart it once', () => {
    expect(acts(of('two-runbooks-on-one-service'))).toEqual([`restart ${played.service}`]);
  });

  test('a fault that comes back a third time is a person’s, not a third restart’s', () => {
    for (const id of ['flapping', 'same-fix-three-times-in-four-hours']) {
      expect([id, acts(of(id)), rungs(of(id))]).toEqual([
        id,
        [`restart ${played.service}`, `restart ${played.service}`],
        [1],
      ]);
    }
  });

  test('what is taken in hand, switched off or not to be read is not touched', () => {
    for (const id of ['taken-in-hand', 'mode-off-in-mid-run', 'mode-unreadable', 'calendar-unreadable']) {
      expect([id, of(id).acts]).toEqual([id, []]);
    }
  });
});

describe('Database Connection Failures', () => {
  endAsTheySay(databaseConnectionFailures, of);

  test('nothing is ever done to the database or for it: it comes back, or people are told what it is', () => {
    const done = databaseConnectionFailures.flatMap(({ id }) => of(id).acts.map((act) => ({ id, ...act })));
    expect(done).toEqual([]);
  });
});

describe('Dashboard Not Loading', () => {
  endAsTheySay(dashboardNotLoading, of);

  test('a release of somebody’s that does not get well is left to them', () => {
    expect(of('targets-unhealthy-after-a-release').acts).toEqual([]);
  });
});

describe('High CPU/Memory Utilization', () => {
  endAsTheySay(highCpuMemoryUtilization, of);

  test('a scale-up in the session is put back after the close, at 15:30 IST or later', () => {
    const [up, back, ...more] = of('cpu-spike').acts;
    expect([up?.action, back?.action, more]).toEqual(['scale minimum 3', 'scale minimum 2', []]);
    expect(Date.parse(back?.at ?? '')).toBeGreaterThanOrEqual(Date.parse('2026-11-20T15:30:00+05:30'));
  });
});

describe('P1 - Critical Incident Response', () => {
  endAsTheySay(criticalIncidentResponse, of);

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
    expect(acts(of('halt-not-acknowledged')).slice(-1)).toEqual([`stop ${played.service}`]);
  });

  test('where nothing trades, nothing is halted: on a Sunday, and on a holiday declared this morning', () => {
    for (const id of ['everything-down-on-a-sunday', 'holiday-by-override']) {
      expect([id, of(id).tradingEnabled]).toEqual([id, 'true']);
    }
  });
});

describe('Services whose owner is careful', () => {
  endAsTheySay(careful, of);

  test('where generations may not overlap, the old tasks are stopped before new ones are started', () => {
    const done = of('stop-first').acts.map(({ action }) => action);
    expect(done).toContain('restart');
    expect(done.indexOf('stop')).toBeGreaterThanOrEqual(0);
    expect(done.indexOf('stop')).toBeLessThan(done.indexOf('restart'));
  });
});

describe('Approvals', () => {
  endAsTheySay(approvals, of);

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
    for (const result of played.results) {
      const secrets = result.pages.flatMap(({ message }) => message.match(/(?<=\/i\/)[\w-]{43}/g) ?? []);
      const told = [story(result), ...result.channel, ...result.answers.map(({ text }) => text)].join('\n');
      for (const secret of secrets) expect(told).not.toContain(secret);
    }
  });
});

describe('Paging', () => {
  endAsTheySay(paging, of);

  test('a page that is held at night goes out at 08:00, and not before', () => {
    const [page] = of('held-at-night').pages;
    expect(page?.at).toMatch(/T02:30:0\d/);
  });

  test('nobody is paged twice for one rung', () => {
    for (const { scenario, pages } of played.results) {
      const seen = pages.flatMap(({ contact, rung, message }) =>
        typeof rung === 'number' ? [`${contact} ${rung} ${/^Incident (\S+)$/m.exec(message)?.[1]}`] : [],
      );
      expect({ scenario, seen }).toEqual({ scenario, seen: [...new Set(seen)] });
    }
  });
});

describe('Every scenario', () => {
  test('leaves trading to people: two of them have approved before it is enabled, and one before it is started', () => {
    const enabling = played.results.flatMap((result) =>
      result.acts
        // The parameter of the probe means nothing to anybody.
        .filter(({ action, resource }) => /^set (?!"false")/.test(action) && resource !== prod.parameters.probe)
        .map(({ action, resource, at }) => ({ action, resource, result, at })),
    );
    expect(enabling.filter(({ action }) => action === 'set "true"').length).toBeGreaterThan(2);
    for (const { action, resource, result, at } of enabling) {
      const { scenario, runbook, timeline } = result;
      const approvedBy = (act: string) =>
        new Set(
          timeline
            .filter((line) => line.at < at && line.step === 'Approval' && line.finding.includes(act))
            .flatMap(
              ({ finding }) => /^Approved by (\S+) |^(\S+) \(.*\) approves /.exec(finding)?.slice(1).join('') ?? [],
            ),
        ).size;
      // Who resumes it has it started as well, where it is stopped.
      const byPeople =
        approvedBy('resume-trading') >= 2 || (action !== 'set "true"' && approvedBy('start-service') >= 1);
      expect([scenario, runbook, action, resource]).toEqual([scenario, 'system-recovery', action, expect.any(String)]);
      expect([scenario, action, byPeople]).toEqual([scenario, action, true]);
    }
  });

  test('holds, and the command says so by its status', () => {
    expect(played.results.filter(({ ok }) => !ok).map(({ scenario, broken }) => ({ scenario, broken }))).toEqual([]);
    expect(played.run).toMatchObject({ status: 0, stderr: '' });
  });

  test('is told, in the order of the game day', () => {
    expect(played.results.map(({ scenario }) => scenario)).toEqual(scenarios.map(({ id }) => id));
  });

  test('carries every field that scripts read', () => {
    const missing = played.results.flatMap((result) => FIELDS.filter((field) => !(field in result)));
    expect(missing).toEqual([]);
  });

  test('carries what is in each field', () => {
    const { pages, acts, executions, timeline } = of('crash-loop');
    expect(pages[0]).toMatchObject({ rung: 1, contact: 'trading-primary', at: INSTANT });
    expect(acts[0]).toEqual({ action: 'restart', resource: played.service, at: INSTANT });
    expect(executions[0]).toMatchObject({ outcome: 'escalated', transitions: expect.any(Number), startedAt: INSTANT });
    // A retry is a transition, too, and enters nothing.
    for (const { path, transitions } of executions) expect(path.length).toBeLessThanOrEqual(transitions);
    expect(executions[0]?.path).toEqual(
      expect.arrayContaining(['Restart if necessary', 'Monitor deployment', 'Escalate']),
    );
    expect(timeline[0]).toMatchObject({ at: INSTANT, step: expect.any(String), finding: expect.any(String) });
    const { detectedAfterSeconds, mitigatedAfterSeconds, oracleSeconds, costUsd, invocations } = of('hung-tasks');
    for (const measured of [detectedAfterSeconds, mitigatedAfterSeconds, oracleSeconds, costUsd, invocations]) {
      expect(measured).toBeGreaterThan(0);
    }
    expect(of('act-denied').denied[0]).toMatchObject({ action: 'ecs:UpdateService', at: INSTANT });
    expect(of('halted-on-purpose-desired-0').refusals[0]).toMatchObject({ act: 'restart', at: INSTANT });
  });

  test('was denied no call, unless denials are what it is about', () => {
    const denials = scenarios.filter(({ expects: { denied = 0 } }) => denied > 0).map(({ id }) => id);
    const others = played.results.filter(({ scenario }) => !denials.includes(scenario));
    expect(others.flatMap(({ scenario, denied }) => denied.map((call) => ({ scenario, ...call })))).toEqual([]);
  });

  test('takes at most 25 transitions to resolve (a P1 or a window: 30; 3 more when it asks anew), 35 to give up, 42 for a recovery, and 3 to join', () => {
    const most = ({ runbook, outcome, timeline }: Result): number => {
      const anew = timeline.filter(({ finding }) => finding.includes('What was approved is void')).length;
      // Fourteen steps, two of which ask: no later than those it can know whether it resolves anything.
      if (runbook === 'system-recovery') return 42 + 3 * anew;
      if (outcome !== 'resolved') return 35;
      // A window is a list of eleven steps.
      const ownMost = { 'p1-critical-incident-response': 30, 'scheduled-maintenance': 30 }[runbook] ?? 25;
      return ownMost + 3 * anew;
    };
    const all = played.results
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
