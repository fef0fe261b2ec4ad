import type * as PruneSnapshots from '../../../../lambdas/prune-snapshots/handler';
import { loadFunction } from '../../../support/dynamodb';
import { parameters, SETTINGS } from '../../../support/incidents';
import { BACKUP, call, fails, INSTANCE, leave, request, SATURDAY, World } from './world';

const MINE = 'algo-trading-backup-20261121';
const { id: RUN } = request();
const KEEP = 2;
let world: World;

beforeEach(async () => {
  world = new World();
  await world.open();
});
afterEach(leave);

const prune = (over: object = {}) => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof PruneSnapshots>('../../../../lambdas/prune-snapshots/handler'),
  );
  return call(handler, { ...BACKUP, keep: KEEP, ...over }, { seconds: 30, rounds: 1 });
};
/** The backup of this run, and older ones of ours by their age in days. */
const backups = async (...days: number[]) => {
  await world.table.intendSnapshot(RUN, { id: MINE, intendedAt: new Date(SATURDAY).toISOString() });
  world.addOurs(MINE, 0.001, { 'runbook:environment': 'prod', 'runbook:incident': RUN });
  for (const day of days) world.addOurs(dated(day), day);
};
const dated = (days: number) =>
  `algo-trading-backup-${new Date(SATURDAY - days * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')}`;
const left = () => world.rds.snapshots(INSTANCE).map(({ id }) => id);
const deleted = () =>
  world.sent.flatMap(({ name, input }) =>
    name === 'DeleteDBSnapshot' ? [(input as { DBSnapshotIdentifier: string }).DBSnapshotIdentifier] : [],
  );

test('the newest are kept, and the oldest are deleted first, one by one', async () => {
  await backups(7, 21, 14);
  await expect(prune()).resolves.toMatchObject({
    outcome: 'continue',
    finding: `Deleted ${dated(21)}, ${dated(14)}. The newest 2 of ours are kept.`,
  });
  expect(deleted()).toEqual([dated(21), dated(14)]);
  expect(left()).toEqual([dated(7), MINE]);
  expect(await world.table.lines(RUN)).toMatchObject([{ act: { action: 'delete-snapshot' } }]);
});

test('a second backup of a day is one of ours like the first', async () => {
  await backups(7);
  world.addOurs(`${dated(14)}-0610`, 14);
  await prune();
  expect(deleted()).toEqual([`${dated(14)}-0610`]);
});

test('as many as are kept: nothing is deleted', async () => {
  await backups(7);
  await expect(prune()).resolves.toMatchObject({
    outcome: 'continue',
    finding: expect.stringContaining('Nothing to delete'),
  });
  expect(deleted()).toEqual([]);
});

test('the one just taken stays, even where others say that they are newer', async () => {
  await world.table.intendSnapshot(RUN, { id: MINE, intendedAt: new Date(SATURDAY).toISOString() });
  world.addOurs(MINE, 3);
  for (const day of [1, 2]) world.addOurs(dated(day), day);
  await prune({ keep: 1 });
  expect(left()).toContain(MINE);
  expect(deleted()).toEqual([dated(2)]);
});

describe('what is not ours is never deleted, however old', () => {
  test.each([
    ['of another name', 'before-the-migration', { 'runbook:environment': 'prod' }],
    ['that begins like ours and goes on otherwise', 'algo-trading-backup-keep', { 'runbook:environment': 'prod' }],
    [
      'whose name begins with more than our prefix',
      'algo-trading-backup-2-20260101',
      { 'runbook:environment': 'prod' },
    ],
    [
      'that begins as ours and has something after its date',
      'algo-trading-backup-20260101-keep',
      { 'runbook:environment': 'prod' },
    ],
    ['of our name without our tag', 'algo-trading-backup-20260101', {}],
    ['of another environment', 'algo-trading-backup-20260101', { 'runbook:environment': 'staging' }],
  ])('a snapshot %s', async (_what, id, tags) => {
    await backups(7, 14);
    world.addOurs(id, 300, tags as Record<string, string>);
    await prune();
    expect(deleted()).toEqual([dated(14)]);
    expect(left()).toContain(id);
  });

  test('one of RDS’s own, and one that has failed', async () => {
    await backups(7, 14);
    world.rds.addSnapshot({ id: `rds:${INSTANCE}-2026-01-01-03-00`, instance: INSTANCE, at: SATURDAY - 3e10 });
    const tags = { 'runbook:environment': 'prod' };
    world.rds.addSnapshot({ id: dated(300), instance: INSTANCE, at: SATURDAY - 2.6e10, status: 'failed', tags });
    await prune();
    expect(deleted()).toEqual([dated(14)]);
  });
});

describe('nothing is deleted', () => {
  test('by a run that has no backup', async () => {
    for (const day of [7, 14, 21]) world.addOurs(dated(day), day);
    await expect(prune()).resolves.toMatchObject({
      outcome: 'escalate',
      finding: expect.stringContaining('Nothing was deleted'),
    });
    expect(deleted()).toEqual([]);
  });

  test('by a run whose backup is not available', async () => {
    await world.table.intendSnapshot(RUN, { id: MINE, intendedAt: new Date(SATURDAY).toISOString() });
    world.rds.addSnapshot({
      id: MINE,
      instance: INSTANCE,
      at: SATURDAY - 1000,
      status: 'failed',
      tags: { 'runbook:environment': 'prod' },
    });
    for (const day of [7, 14, 21]) world.addOurs(dated(day), day);
    await expect(prune()).resolves.toMatchObject({ outcome: 'escalate', verdict: 'not-fixed' });
    expect(deleted()).toEqual([]);
  });

  test('where only the first page of the list could be read', async () => {
    await backups(7, 14, 21);
    world.instead.push(
      { name: 'DescribeDBSnapshots', answer: async (act) => ({ ...((await act()) as object), Marker: 'more' }) },
      { name: 'DescribeDBSnapshots', answer: fails('ServerException', 500) },
    );
    await expect(prune()).resolves.toMatchObject({
      outcome: 'escalate',
      verdict: 'unknown',
      finding: expect.stringContaining('Could not list'),
    });
    expect(deleted()).toEqual([]);
  });

  test('where a list has no end', async () => {
    await backups(7, 14, 21);
    for (let page = 0; page < 60; page++) {
      world.instead.push({ name: 'DescribeDBSnapshots', answer: async () => ({ DBSnapshots: [], Marker: 'more' }) });
    }
    await expect(prune()).resolves.toMatchObject({ outcome: 'escalate', verdict: 'unknown' });
    expect(deleted()).toEqual([]);
  });

  test('where the runbook only observes: it says which would have gone, as if it had taken its own', async () => {
    world.held = parameters({ [SETTINGS.mode]: 'observe' });
    for (const day of [7, 14]) world.addOurs(dated(day), day);
    await expect(prune()).resolves.toMatchObject({
      outcome: 'continue',
      finding: `Would have done now: aws rds delete-db-snapshot --db-snapshot-identifier ${dated(14)}`,
    });
    expect(deleted()).toEqual([]);
  });

  test('after an answer that was lost: what came of that one is not known, and it is said', async () => {
    await backups(7, 14, 21);
    world.instead.push({ name: 'DeleteDBSnapshot', answer: fails('TimeoutError') });
    await expect(prune()).resolves.toMatchObject({
      outcome: 'escalate',
      finding: expect.stringMatching(
        new RegExp(`not deleted: ${dated(21)} \\(not known what came of it.*left for the next run: ${dated(14)}`),
      ),
    });
    expect(deleted()).toEqual([dated(21)]);
  });
});

test('one that RDS will not delete is said, and the next is deleted all the same', async () => {
  await backups(7, 14, 21);
  world.instead.push({ name: 'DeleteDBSnapshot', answer: fails('InvalidDBSnapshotState', 400) });
  await expect(prune()).resolves.toMatchObject({ outcome: 'escalate', verdict: 'not-fixed' });
  expect(left()).toEqual([dated(21), dated(7), MINE]);
});

test('every page of the list counts: the oldest may be on the last', async () => {
  await backups();
  for (let day = 1; day <= 120; day++) world.addOurs(dated(day), day);
  await prune({ keep: 120 });
  expect(deleted()).toEqual([dated(120)]);
  expect(world.sent.filter(({ name }) => name === 'DescribeDBSnapshots')).toHaveLength(2);
});
