import type * as WaitForSnapshot from '../../../../lambdas/wait-for-snapshot/handler';
import { loadFunction } from '../../../support/dynamodb';
import { parameters, SETTINGS } from '../../../support/incidents';
import { call, fails, GUARD, INSTANCE, leave, request, SATURDAY, World } from './world';

const ID = 'algo-trading-backup-20261121';
const { id: RUN } = request();
let world: World;

beforeEach(async () => {
  world = new World();
  await world.open();
});
afterEach(leave);

const wait = (o: Parameters<typeof call>[2] = {}) => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof WaitForSnapshot>('../../../../lambdas/wait-for-snapshot/handler'),
  );
  return call(handler, { guard: GUARD }, { seconds: 598, rounds: 3, ...o });
};
const take = async (incident = RUN) => {
  await world.table.intendSnapshot(RUN, { id: ID, intendedAt: new Date(SATURDAY).toISOString() });
  world.rds.operations.CreateDBSnapshot({
    DBInstanceIdentifier: INSTANCE,
    DBSnapshotIdentifier: ID,
    Tags: [{ Key: 'runbook:incident', Value: incident }],
  });
};
const snapshot = async () => (await world.table.get(RUN)).snapshot;

test('it waits until the snapshot is available, and writes on the incident that it is', async () => {
  await take();
  await expect(wait()).resolves.toMatchObject({
    outcome: 'continue',
    finding: expect.stringMatching(/^Snapshot algo-trading-backup-20261121 of 20 GB is available after 4 min/),
  });
  expect(await snapshot()).toMatchObject({ id: ID, availableAt: expect.stringMatching(/^2026-11-21T00:4[45]/) });
});

test('one that takes longer than a call is waited for in the next, with how far it is', async () => {
  await take();
  await expect(wait({ seconds: 100 })).resolves.toMatchObject({
    outcome: 'wait',
    finding: expect.stringMatching(/is being taken: \d\d % after 1 min .* Nothing goes on without its backup\.$/),
  });
  expect(await snapshot()).not.toHaveProperty('availableAt');
});

test('one that is never available ends the window before it has begun', async () => {
  world.rds.nextSnapshot('never');
  await take();
  await expect(wait({ round: 3 })).resolves.toMatchObject({
    outcome: 'escalate',
    verdict: 'not-fixed',
    finding: expect.stringMatching(/Nothing goes on without its backup\. The step's time is spent\.$/),
  });
  expect(await snapshot()).not.toHaveProperty('availableAt');
});

test('one that has failed is for people at once', async () => {
  world.rds.nextSnapshot('fails');
  await take();
  await expect(wait()).resolves.toMatchObject({ outcome: 'escalate', finding: expect.stringContaining('is "failed"') });
});

test('one that was deleted meanwhile is no backup', async () => {
  await world.table.intendSnapshot(RUN, { id: ID, intendedAt: new Date(SATURDAY).toISOString() });
  await expect(wait()).resolves.toMatchObject({
    outcome: 'escalate',
    finding: expect.stringMatching(/There is no snapshot .* 1 min.* after it was asked for/),
  });
});

test('one that another run has taken under this name is not ours', async () => {
  await take('another-run');
  await expect(wait()).resolves.toMatchObject({
    outcome: 'escalate',
    finding: expect.stringContaining('does not belong'),
  });
  expect(await snapshot()).not.toHaveProperty('availableAt');
});

test('an RDS that cannot be asked is unknown, and never a backup', async () => {
  await take();
  for (let look = 0; look < 60; look++)
    world.instead.push({ name: 'DescribeDBSnapshots', answer: fails('TimeoutError') });
  await expect(wait({ round: 3 })).resolves.toMatchObject({ outcome: 'escalate', verdict: 'unknown' });
});

describe('a run that has taken none', () => {
  test('goes on where it only observes', async () => {
    world.held = parameters({ [SETTINGS.runbookMode]: 'observe' });
    await expect(wait()).resolves.toMatchObject({ outcome: 'continue' });
  });

  test.each([
    ['may act by now', {}],
    ['has a mode that cannot be read', { [SETTINGS.mode]: undefined }],
  ])('goes no further where it %s', async (_what, over) => {
    world.held = parameters(over);
    await expect(wait()).resolves.toMatchObject({
      outcome: 'escalate',
      finding: expect.stringContaining('nothing goes on without one'),
    });
  });
});
