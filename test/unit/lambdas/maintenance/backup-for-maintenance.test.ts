import type * as CreateSnapshot from '../../../../lambdas/create-snapshot/handler';
import { loadFunction } from '../../../support/dynamodb';
import { parameters, SETTINGS } from '../../../support/incidents';
import { BACKUP, call, fails, INSTANCE, ist, leave, request, World } from './world';

const SESSION = ist('2026-11-20T11:00');
let world: World;

beforeEach(() => {
  world = new World();
});
afterEach(leave);

const backUp = () => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof CreateSnapshot>('../../../../lambdas/create-snapshot/handler'),
  );
  return call(handler, BACKUP);
};
const taken = () => world.rds.snapshots(INSTANCE).length;
const line = async () => (await world.table.lines(request().id)).at(-1);

describe('a backup for maintenance is refused where the maintenance would be', () => {
  test('in the session: no snapshot is taken, and whoever asked is told how to ask again', async () => {
    await world.open();
    jest.setSystemTime(SESSION);
    await expect(backUp()).resolves.toMatchObject({ outcome: 'escalate', verdict: 'not-fixed' });
    expect(taken()).toBe(0);
    expect(await line()).toMatchObject({
      refused: { act: 'database-maintenance', because: 'the market phase forbids it' },
      advice:
        'It can wait until nothing trades. Close this incident; then start it again: npm run runbook -- start scheduled-maintenance --reason "…"',
    });
  });

  test('in a change freeze: it stands down', async () => {
    await world.open();
    const freezes = [{ from: '2026-11-20T20:00:00+05:30', to: '2026-11-22T20:00:00+05:30', because: 'audit' }];
    world.held = parameters({ [SETTINGS.overrides]: JSON.stringify({ freezes }) });
    await expect(backUp()).resolves.toMatchObject({ outcome: 'stand-down' });
    expect(taken()).toBe(0);
  });
});

test('a backup for its own sake is taken in the session, and in a change freeze', async () => {
  await world.open({ runbook: 'database-backup' });
  jest.setSystemTime(SESSION);
  const freezes = [{ from: '2026-11-20T10:00:00+05:30', to: '2026-11-20T20:00:00+05:30', because: 'audit' }];
  world.held = parameters({ [SETTINGS.overrides]: JSON.stringify({ freezes }) });
  await expect(backUp()).resolves.toMatchObject({ outcome: 'continue' });
  expect(taken()).toBe(1);
});

test('a permission that is missing is ours to mend, and nobody calls AWS for it', async () => {
  await world.open();
  world.instead.push({ name: 'CreateDBSnapshot', answer: fails('AccessDeniedException', 403) });
  await expect(backUp()).resolves.toMatchObject({ outcome: 'escalate' });
  expect(await line()).not.toHaveProperty('callOutside');
});
