import { join } from 'node:path';
import type { Result } from '../../rehearsal/result';
import { scenarios } from '../../rehearsal/scenarios';
import { approvals } from '../../rehearsal/scenarios/approvals';
import { broker } from '../../rehearsal/scenarios/broker';
import { dataRecovery } from '../../rehearsal/scenarios/data-recovery';
import { dataRecoveryFiles } from '../../rehearsal/scenarios/data-recovery-files';
import { databaseConnectionFailures } from '../../rehearsal/scenarios/database';
import { deliveries } from '../../rehearsal/scenarios/deliveries';
import { ourSide } from '../../rehearsal/scenarios/our-own-side';
import { paging } from '../../rehearsal/scenarios/paging';
import { reconciliation } from '../../rehearsal/scenarios/reconciliation';
import { switchDatabase } from '../../rehearsal/scenarios/switch-database';
import { SWITCHES } from '../../rehearsal/switches';
import { alteredCopy } from '../support/alter';
import { assembled } from '../support/assembled';
import { type Run, rehearse, temporaryFolder } from '../support/rehearsal';

jest.setTimeout(3_600_000);

const assembly = assembled();
const { folder, remove } = temporaryFolder();
afterAll(remove);

/** What went otherwise than expected, by scenario; nothing when all of it held. */
function otherwise({ status, stdout, stderr }: Run): readonly string[] {
  if (stdout === '') throw new Error(`The command ended with ${status}: ${stderr}`);
  const results = JSON.parse(stdout) as Result[];
  return results.flatMap(({ scenario, broken }) => broken.map((words) => `${scenario}: ${words}`));
}

const play = (...args: readonly string[]): Promise<Run> => rehearse('--json', '--assembly', assembly, ...args);

/**
 * The switches are about tasks that are not there or end, and about metrics that are missing. In these stories no task
 * comes or goes in another way than in `hung-tasks`, which is played: they differ in how events arrive, in what fails on
 * our own side, in what the broker and the database answer, in what is restored or compared, and in what people do.
 */
const SAME_TASKS = [
  ...broker,
  ...deliveries,
  ...ourSide,
  ...databaseConnectionFailures,
  ...approvals.slice(1),
  ...paging,
  ...dataRecovery,
  ...switchDatabase,
  ...dataRecoveryFiles,
  ...reconciliation,
].map(({ id }) => id);
const MISSING_METRICS = 'metrics-missing';

/** Stories in which a switch can matter. */
const switched = scenarios.map(({ id }) => id).filter((id) => id === MISSING_METRICS || !SAME_TASKS.includes(id));

describe('The game day holds', () => {
  test('all of it, with every delay that AWS does not fix three times as long, and other random numbers', async () => {
    const run = await play('--slower', '3', '--seed', '2');
    expect(otherwise(run)).toEqual([]);
    expect(run.status).toBe(0);
  });

  // The switches at once: what holds with all holds the harder way, at a third of the time.
  test('where it can matter, with every assumption about AWS the other way, and yet other random numbers', async () => {
    expect(switched.length).toBeGreaterThan(scenarios.length / 2);
    const run = await play('--seed', '3', '--otherwise', ...SWITCHES, '--', ...switched);
    expect(otherwise(run)).toEqual([]);
    expect(run.status).toBe(0);
  });
});

describe('A run can be repeated', () => {
  const some = ['hung-tasks', 'crash-loop', 'same-alarm-twice', 'throttled-twice'];

  let once: Run;
  beforeAll(async () => {
    once = await play('--seed', '7', ...some);
  });

  test('the same seed gives the same bytes', async () => {
    const again = await play('--seed', '7', ...some);
    expect(again.stdout).toBe(once.stdout);
    expect(JSON.parse(once.stdout)).toHaveLength(some.length);
  });

  test('another seed gives another run', async () => {
    const other = await play('--seed', '8', 'crash-loop');
    const crashLoops = [once, other].map(({ stdout }) =>
      (JSON.parse(stdout) as Result[]).find(({ scenario }) => scenario === 'crash-loop'),
    );
    expect(crashLoops[0]).not.toEqual(crashLoops[1]);
  });
});

describe('What the command says', () => {
  test('--list names every scenario, and plays none', async () => {
    const { status, stdout } = await rehearse('--list');
    expect(status).toBe(0);
    const listed = stdout.trimEnd().split('\n');
    expect(listed.map((line) => line.split(' ')[0])).toEqual(scenarios.map(({ id }) => id));
    scenarios.forEach(({ title }, index) => {
      expect(listed[index]).toContain(title);
    });
  });

  test('--stories tells every incident in full, page and all', async () => {
    const { status, stdout } = await rehearse('--stories', '--assembly', assembly, 'hung-tasks', 'act-denied');
    expect(status).toBe(0);
    expect(stdout.match(/Fault: /g)).toHaveLength(2);
    expect(stdout.match(/Document the incident: /g)).toHaveLength(3);
    expect(stdout).toMatch(/Page, .* IST, rung 1 \(trading-primary\)/);
    expect(stdout).toMatch(/WHAT TO DO NEXT/);
  });

  test('without --stories the first is told in full and the next in a line', async () => {
    const { stdout } = await rehearse('--assembly', assembly, 'hung-tasks', 'act-denied');
    expect(stdout.match(/Fault: /g)).toHaveLength(1);
    expect(stdout).toMatch(/The restart is denied \(act-denied\): escalated, not-fixed, no act, paged rung 1\./);
    expect(stdout).toMatch(/Every expectation held: 2 stories\./);
  });

  test('another environment is rehearsed by its own names', async () => {
    const { status, stdout } = await play('--environment', 'staging', 'dashboard-hung');
    expect(status).toBe(0);
    const [result] = JSON.parse(stdout) as Result[];
    expect(result?.acts.map(({ resource }) => resource)).toEqual(['algo-trading-staging-dashboard']);
  });
});

describe('A run that does not hold', () => {
  let broken: string;
  beforeAll(() => {
    broken = alteredCopy(assembly, join(folder, 'broken'), 'runbook-prod', (template) => {
      template.named('AWS::Events::Rule', 'trading-service-not-processing-orders').State = 'DISABLED';
    });
  });

  test('ends with status 1 and says in its JSON what was expected', async () => {
    const run = await rehearse('--json', '--assembly', broken, 'hung-tasks');
    expect(run.status).toBe(1);
    expect(otherwise(run)).toContain('hung-tasks: paged watch, expected nobody');
  });

  test('says what was expected where it is told in a line', async () => {
    const { status, stdout } = await rehearse('--assembly', broken, 'event-undeliverable', 'hung-tasks');
    expect(status).toBe(1);
    expect(stdout).toMatch(/expected otherwise: .*paged watch, watch, expected watch, watch, watch, watch/);
  });

  test('says what was expected where it is told in full', async () => {
    const { status, stdout } = await rehearse('--assembly', broken, 'hung-tasks');
    expect(status).toBe(1);
    expect(stdout).toMatch(/expected otherwise: .*paged watch, expected nobody/);
  });
});

describe('What cannot be rehearsed ends with status 2, in one line', () => {
  const refused = async (...args: readonly string[]): Promise<string> => {
    const { status, stdout, stderr } = await rehearse(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    return stderr;
  };

  test('a scenario that does not exist', async () => {
    expect(await refused('hung-task')).toMatch(/no scenario "hung-task".*--list/);
  });

  test('a folder that does not exist', async () => {
    expect(await refused('--assembly', join(folder, 'nowhere'))).toMatch(/no folder .*nowhere/);
  });

  test('a folder that is no cloud assembly', async () => {
    expect(await refused('--assembly', __dirname)).toMatch(/not a cloud assembly/);
  });

  test('an environment that does not exist', async () => {
    expect(await refused('--assembly', assembly, '--environment', 'moon')).toMatch(/"moon".*prod, staging/);
  });

  test('an option that does not exist', async () => {
    expect(await refused('--hurry')).toMatch(/--hurry/);
  });
});
