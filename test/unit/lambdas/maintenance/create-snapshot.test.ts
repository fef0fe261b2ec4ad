import type * as CreateSnapshot from '../../../../lambdas/create-snapshot/handler';
import { GuardTable } from '../../../../lambdas/shared/guard/table';
import { loadFunction, TABLE } from '../../../support/dynamodb';
import { parameters, SETTINGS } from '../../../support/incidents';
import { BACKUP, call, fails, INSTANCE, ist, leave, request, SATURDAY, World } from './world';

const ID = 'algo-trading-backup-20261121';
const { id: RUN } = request();
let world: World;

beforeEach(async () => {
  world = new World();
  await world.open();
});
afterEach(leave);

const backUp = (o: Parameters<typeof call>[2] = {}) => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof CreateSnapshot>('../../../../lambdas/create-snapshot/handler'),
  );
  return call(handler, BACKUP, o);
};
const taken = () => world.rds.snapshots(INSTANCE).filter(({ tags }) => tags['runbook:incident'] === RUN);
const asked = () => world.sent.filter(({ name }) => name === 'CreateDBSnapshot').length;
const incident = () => world.table.get(RUN);

test('a backup is called by the day in India, says whose it is, and is written down before it is asked for', async () => {
  let intended: unknown;
  world.instead.push({
    name: 'CreateDBSnapshot',
    answer: async (act) => {
      intended = (await incident()).snapshot;
      return act();
    },
  });
  await expect(backUp()).resolves.toMatchObject({ outcome: 'continue', finding: expect.stringContaining(ID) });
  expect(taken()).toMatchObject([
    { id: ID, tags: { 'runbook:environment': 'prod', 'runbook:incident': RUN, 'runbook:owner': 'backend' } },
  ]);
  expect(intended).toEqual({ id: ID, intendedAt: expect.stringMatching(/^2026-11-21T00:40:/) });
});

test('shortly after midnight in India it is the new day’s, though it is still the old one in UTC', async () => {
  jest.setSystemTime(ist('2026-11-22T00:30'));
  await backUp();
  expect(taken()).toMatchObject([{ id: 'algo-trading-backup-20261122' }]);
});

test('the client that acts never repeats a request by itself', async () => {
  await backUp();
  await expect(Promise.all(world.attempts.map((each) => each()))).resolves.toEqual([1]);
});

test('while it acts, the instance is leased to it until the function must have ended', async () => {
  await backUp();
  await expect(new GuardTable(world.modelled.client, TABLE).read(INSTANCE)).resolves.toMatchObject({
    lease: { incident: RUN, actingUntil: SATURDAY + 118_000 },
    acts: { past: [] },
  });
});

describe('a name that is taken', () => {
  test('by another run: this one’s carries the minute', async () => {
    world.addOurs(ID, 0.1, { 'runbook:environment': 'prod', 'runbook:incident': 'another-run' });
    await expect(backUp()).resolves.toMatchObject({ outcome: 'continue' });
    expect(taken()).toMatchObject([{ id: `${ID}-0610` }]);
    expect(await incident()).toMatchObject({ snapshot: { id: `${ID}-0610` } });
  });

  test('twice over is for people, and nobody’s snapshot is touched', async () => {
    world.addOurs(ID, 0.1);
    world.addOurs(`${ID}-0610`, 0.05);
    await expect(backUp()).resolves.toMatchObject({
      outcome: 'escalate',
      verdict: 'not-fixed',
      finding: `No snapshot was taken: ${ID} and ${ID}-0610 belong to other runs, or to somebody else.`,
    });
    expect(world.rds.snapshots(INSTANCE)).toHaveLength(2);
  });
});

describe('an answer that was lost', () => {
  const lostAfter = {
    name: 'CreateDBSnapshot',
    answer: async (act: () => Promise<unknown>) => {
      await act();
      fails('TimeoutError')();
    },
  };

  test('after the snapshot was begun: it is looked for, found, and none is taken again', async () => {
    world.instead.push(lostAfter);
    await expect(backUp()).resolves.toMatchObject({
      outcome: 'continue',
      finding: expect.stringContaining('none is taken again'),
    });
    expect([taken().length, asked()]).toEqual([1, 1]);
  });

  test('before it was begun: it is looked for, not found, and asked for once more under the same name', async () => {
    world.instead.push({ name: 'CreateDBSnapshot', answer: fails('ServerException', 500) });
    await expect(backUp()).resolves.toMatchObject({ outcome: 'continue' });
    expect([taken().length, asked()]).toEqual([1, 2]);
    expect(taken()).toMatchObject([{ id: ID }]);
  });

  test('of one that shows only when it is asked for again: it is ours by its tag, and stays the only one', async () => {
    world.instead.push(lostAfter, { name: 'DescribeDBSnapshots', answer: () => ({ DBSnapshots: [] }) });
    await expect(backUp()).resolves.toMatchObject({ outcome: 'continue' });
    expect([taken().length, asked()]).toEqual([1, 2]);
  });

  test('and a run that died right after it: the next call goes on with the first snapshot', async () => {
    world.instead.push(lostAfter);
    for (let look = 0; look < 30; look++)
      world.instead.push({ name: 'DescribeDBSnapshots', answer: fails('TimeoutError') });
    await expect(backUp({ seconds: 20 })).resolves.toMatchObject({ outcome: 'wait', verdict: 'unknown' });
    world.instead.length = 0;
    jest.setSystemTime(SATURDAY + 3_600_000);
    await expect(backUp({ round: 2 })).resolves.toMatchObject({ outcome: 'continue' });
    expect([taken().length, asked()]).toEqual([1, 1]);
  });

  test('as long as nobody can look, is unknown, and in the last round for people', async () => {
    world.instead.push({ name: 'CreateDBSnapshot', answer: fails('TimeoutError') });
    for (let look = 0; look < 30; look++)
      world.instead.push({ name: 'DescribeDBSnapshots', answer: fails('TimeoutError') });
    await expect(backUp({ round: 4 })).resolves.toMatchObject({ outcome: 'escalate', verdict: 'unknown' });
    expect(asked()).toBe(1);
  });
});

describe('three answers of RDS are three findings', () => {
  test('being backed up by RDS itself is waited for, and then the snapshot is taken', async () => {
    world.rds.setStatus(INSTANCE, 'backing-up');
    let looks = 0;
    world.instead.push({
      name: 'DescribeDBInstances',
      answer: async (act) => {
        looks++;
        const seen = await act();
        world.rds.setStatus(INSTANCE, 'available');
        return seen;
      },
    });
    await expect(backUp()).resolves.toMatchObject({ outcome: 'continue' });
    expect([looks, taken().length, asked()]).toEqual([1, 1, 2]);
  });

  test('a change that outlasts the call is gone on with in the next, and says what it waits for', async () => {
    world.rds.setStatus(INSTANCE, 'modifying');
    await expect(backUp()).resolves.toMatchObject({
      outcome: 'wait',
      verdict: 'not-fixed',
      finding: expect.stringContaining('its status is "modifying"'),
    });
    expect(taken()).toEqual([]);
  });

  test('a stopped database is for people at once, in the words for a stopped database', async () => {
    world.rds.setStatus(INSTANCE, 'stopped');
    await expect(backUp()).resolves.toMatchObject({
      outcome: 'escalate',
      finding: expect.stringContaining('"stopped"'),
    });
    expect(asked()).toBe(1);
  });

  test('a full quota is for people, names the oldest of ours, and deletes nothing', async () => {
    world.addOurs('algo-trading-backup-20261107', 14);
    world.addOurs('algo-trading-backup-20261114', 7);
    world.addOurs('algo-trading-backup-20261031', 21, { 'runbook:environment': 'staging' });
    world.rds.snapshotQuota = 3;
    const answer = await backUp();
    expect(answer).toMatchObject({
      outcome: 'escalate',
      verdict: 'not-fixed',
      finding: expect.stringMatching(
        /no more manual snapshots.*ours: 2, the oldest algo-trading-backup-20261107 of 7 Nov 2026.*Nothing was deleted/,
      ),
    });
    const [line] = await world.table.lines(RUN);
    expect(line?.advice).toContain('delete-db-snapshot --db-snapshot-identifier algo-trading-backup-20261107');
    expect(world.rds.snapshots(INSTANCE)).toHaveLength(3);
    expect(world.sent.map(({ name }) => name)).not.toContain('DeleteDBSnapshot');
  });

  test('any other refusal is for people at once, in the words of AWS', async () => {
    world.instead.push({ name: 'CreateDBSnapshot', answer: fails('AccessDenied', 403) });
    await expect(backUp()).resolves.toMatchObject({
      outcome: 'escalate',
      finding: 'The snapshot was refused: AccessDenied: AccessDenied from RDS.',
    });
  });

  test('an RDS that has too much to do is asked again: it has said that it did nothing', async () => {
    world.instead.push({ name: 'CreateDBSnapshot', answer: fails('Throttling', 400) });
    await expect(backUp()).resolves.toMatchObject({ outcome: 'continue' });
    expect(taken()).toHaveLength(1);
  });
});

describe('what stands in the way', () => {
  test('a mode that only observes: the exact command is said, and nothing is taken or intended', async () => {
    world.held = parameters({ [SETTINGS.mode]: 'observe' });
    await expect(backUp()).resolves.toMatchObject({
      outcome: 'continue',
      finding: `Would have done now: aws rds create-db-snapshot --db-instance-identifier ${INSTANCE} --db-snapshot-identifier ${ID} --tags Key=runbook:environment,Value=prod Key=runbook:incident,Value=${RUN} Key=runbook:owner,Value=backend`,
    });
    expect(await world.table.lines(RUN)).toMatchObject([{ refused: { because: 'observe' } }]);
    expect([asked(), (await incident()).snapshot]).toEqual([0, undefined]);
  });

  test('the session does not: a backup by itself may be taken at any time', async () => {
    world = new World();
    await world.open({ runbook: 'database-backup' });
    jest.setSystemTime(ist('2026-11-20T11:00'));
    await expect(backUp()).resolves.toMatchObject({ outcome: 'continue' });
  });

  test('another incident’s lease is waited for: without the backup nothing goes on', async () => {
    const guard = new GuardTable(world.modelled.client, TABLE);
    const lease = {
      incident: 'other',
      execution: 'arn:other',
      until: SATURDAY + 900_000,
      actingUntil: SATURDAY + 60_000,
    };
    await guard.begin(INSTANCE, await guard.read(INSTANCE), lease, []);
    await expect(backUp()).resolves.toMatchObject({
      outcome: 'wait',
      finding: expect.stringContaining('Incident other'),
    });
    expect(asked()).toBe(0);
  });
});
