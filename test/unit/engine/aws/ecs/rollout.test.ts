import type { Task, TaskStatus } from '../../../../../rehearsal/engine/aws/ecs';
import { type Fleet, limits, plan } from '../../../../../rehearsal/engine/aws/ecs/rollout';

const NOW = 1_000_000;

const task = (id: string, lastStatus: TaskStatus, ranForMs = 3_600_000): Task => ({
  arn: id,
  id,
  service: 'shop',
  cluster: 'web',
  deploymentId: 'ecs-svc/1',
  taskDefinition: 'shop:7',
  image: 'shop:latest',
  imageDigest: '',
  lastStatus,
  healthStatus: 'UNKNOWN',
  createdAt: 0,
  ...(lastStatus === 'RUNNING' ? { startedAt: NOW - ranForMs } : {}),
});
const tasks = (count: number, prefix: string, status: TaskStatus = 'RUNNING', ranForMs?: number) =>
  Array.from({ length: count }, (_, n) => task(`${prefix}${n}`, status, ranForMs));
const look = (fleet: Partial<Fleet<Task>>) =>
  plan({ desiredCount: 2, minimumHealthyPercent: 100, maximumPercent: 200, primary: [], replaced: [], ...fleet }, NOW);
const ids = (stop: readonly Task[]) => stop.map(({ id }) => id);

describe('how many tasks a roll-out may leave', () => {
  // The four rows are AWS's own examples:
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
  // (minimumHealthyPercent 50 of 4 and 75 of 2, maximumPercent 200 of 4 and 125 of 3)
  test.each([
    { desiredCount: 4, minimumHealthyPercent: 50, maximumPercent: 100, minimumHealthy: 2, maximum: 4 },
    { desiredCount: 2, minimumHealthyPercent: 75, maximumPercent: 100, minimumHealthy: 2, maximum: 2 },
    { desiredCount: 4, minimumHealthyPercent: 100, maximumPercent: 200, minimumHealthy: 4, maximum: 8 },
    { desiredCount: 3, minimumHealthyPercent: 100, maximumPercent: 125, minimumHealthy: 3, maximum: 3 },
  ])('$desiredCount desired at $minimumHealthyPercent/$maximumPercent percent', (row) => {
    expect(limits(row)).toEqual({ minimumHealthy: row.minimumHealthy, maximum: row.maximum });
  });

  // Same page: "can stop two existing tasks before starting two new tasks"
  test('at 50/100 percent of four, two old tasks are stopped before a new one starts', () => {
    const four = { desiredCount: 4, minimumHealthyPercent: 50, maximumPercent: 100 };
    const first = look({ ...four, replaced: tasks(4, 'old') });
    expect(first.start).toBe(0);
    expect(first.stop).toHaveLength(2);
    expect(look({ ...four, replaced: tasks(2, 'old') }).start).toBe(2);
  });

  // Same page: "the scheduler can start four new tasks before stopping four existing tasks"
  test('at 100/200 percent of four, four new tasks start before an old one is stopped', () => {
    expect(look({ desiredCount: 4, replaced: tasks(4, 'old') })).toEqual({ start: 4, stop: [], wedged: false });
  });

  // Same page: "can't start any tasks due to the resulting value also being three"
  test('at 100/125 percent of three, nothing can move, and that is said', () => {
    const stuck = look({ desiredCount: 3, maximumPercent: 125, replaced: tasks(3, 'old') });
    expect(stuck).toEqual({ start: 0, stop: [], wedged: true });
  });
});

describe('which tasks go', () => {
  // 40 seconds: SDK client-ecs UpdateService documentation (DeploymentConfiguration.minimumHealthyPercent)
  test.each([
    [39_999, []],
    [40_000, ['old0', 'old1']],
  ])('a new task that has run for %i ms releases %j', (ranForMs, released) => {
    expect(ids(look({ primary: tasks(2, 'new', 'RUNNING', ranForMs), replaced: tasks(2, 'old') }).stop)).toEqual(
      released,
    );
  });

  test('one healthy new task releases one old one', () => {
    const half = [...tasks(1, 'new'), ...tasks(1, 'pending', 'PENDING')];
    expect(ids(look({ primary: half, replaced: tasks(2, 'old') }).stop)).toEqual(['old0']);
  });

  test('a replaced task that does not run yet goes at once', () => {
    expect(ids(look({ replaced: [...tasks(2, 'old'), ...tasks(2, 'late', 'PENDING')] }).stop)).toEqual([
      'late0',
      'late1',
    ]);
  });

  test('old tasks that have only just started are not all taken away', () => {
    expect(
      ids(look({ primary: tasks(2, 'new', 'PENDING'), replaced: tasks(2, 'old', 'RUNNING', 10_000) }).stop),
    ).toEqual([]);
  });

  test('with desired 0 every task goes, old and new', () => {
    const all = look({ desiredCount: 0, primary: tasks(1, 'new', 'RUNNING', 1_000), replaced: tasks(2, 'old') });
    expect(ids(all.stop)).toEqual(['new0', 'old0', 'old1']);
    expect(all.start).toBe(0);
  });

  test('too many tasks lose those which do not run yet, then the newest', () => {
    const fleet = [...tasks(3, 'run'), ...tasks(1, 'start', 'PROVISIONING')];
    expect(ids(look({ primary: fleet }).stop)).toEqual(['start0', 'run2']);
  });
});
