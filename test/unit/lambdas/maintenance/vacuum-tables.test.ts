import { RDSClient } from '@aws-sdk/client-rds';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Client } from 'pg';
import { compactCalendar } from '../../../../environments/calendar-schema';
import { GuardTable } from '../../../../lambdas/shared/guard/table';
import type * as VacuumTables from '../../../../lambdas/vacuum-tables/handler';
import { loadFunction, TABLE } from '../../../support/dynamodb';
import { CALENDAR, parameters, SETTINGS } from '../../../support/incidents';
import { call, GUARD, INSTANCE, ist, leave, request, SATURDAY, World } from './world';

const { id: RUN } = request();
let world: World;
/** What the server has been asked to vacuum, in order; and for each table, how it takes it (done in no time). */
let vacuumed: string[] = [];
let timeouts: number[] = [];
let tables = ['public.a', 'public.b', 'public.c'];
let takes: Record<string, (() => unknown)[]> = {};
let connects: (() => void)[] = [];

const passes = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
const fails = (code?: string) => () => {
  throw Object.assign(new Error('no'), { code });
};

beforeEach(async () => {
  world = new World();
  [vacuumed, timeouts, tables, takes, connects] = [[], [], ['public.a', 'public.b', 'public.c'], {}, []];
  await world.open();
  await world.table.intendSnapshot(RUN, {
    id: 'algo-trading-backup-20261121',
    intendedAt: new Date(SATURDAY).toISOString(),
  });
  await world.table.snapshotAvailable(RUN, 'algo-trading-backup-20261121', new Date(SATURDAY).toISOString());
  jest.spyOn(RDSClient.prototype, 'send').mockImplementation((async () => ({
    DBInstances: [{ DBInstanceStatus: 'available', Endpoint: { Address: 'db', Port: 5432 } }],
  })) as never);
  jest
    .spyOn(SecretsManagerClient.prototype, 'send')
    .mockImplementation((async () => ({ SecretString: '{"username":"app","password":"hunter2"}' })) as never);
  jest.spyOn(Client.prototype, 'connect').mockImplementation((async () => connects.shift()?.()) as never);
  jest.spyOn(Client.prototype, 'end').mockImplementation(async () => {});
  jest
    .spyOn(Client.prototype, 'query')
    .mockImplementation((async ({ text }: { text: string }) => serve(text)) as never);
});
afterEach(leave);

/** The server, as far as this step speaks to it. */
async function serve(sql: string): Promise<{ rows: object[] }> {
  if (sql.includes('relpages')) return { rows: tables.map((name) => ({ name })) };
  if (sql.startsWith('SET statement_timeout')) timeouts.push(Number(sql.split('= ')[1]));
  if (sql.includes('clock_timestamp')) return { rows: [{ at: '1' }] };
  if (sql.includes('pg_stat_all_tables')) return { rows: [{ vacuumed: true, analysed: true }] };
  if (!sql.startsWith('VACUUM')) return { rows: [] };
  const name = sql.replace('VACUUM (ANALYZE) ', '');
  vacuumed.push(name);
  await takes[name]?.shift()?.();
  return { rows: [] };
}

const input = { instance: INSTANCE, database: 'algotrading_prod', secret: 's', connectTimeoutSeconds: 5, guard: GUARD };
const vacuum = (o: Parameters<typeof call>[2] = {}) => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof VacuumTables>('../../../../lambdas/vacuum-tables/handler'),
  );
  return call(handler, input, { seconds: 838, rounds: 4, step: 'Vacuum analyze', ...o });
};

test('every table has its turn, each under a time-out that ends inside the call', async () => {
  await expect(vacuum()).resolves.toMatchObject({
    outcome: 'continue',
    finding:
      "Vacuumed and analysed 3 of 3 tables, each proved by last_vacuum and last_analyze on the server's own clock.",
  });
  expect(vacuumed).toEqual(['public.a', 'public.b', 'public.c']);
  for (const ms of timeouts) expect(ms).toBeLessThanOrEqual((838 - 15) * 1000);
});

test('one that fails keeps none of the others from their turn, and is named at the end, for people', async () => {
  takes = { 'public.b': [fails('55P03')] };
  await expect(vacuum()).resolves.toMatchObject({
    outcome: 'escalate',
    verdict: 'not-fixed',
    finding: expect.stringMatching(
      /^Vacuumed and analysed 2 of 3 tables.* Failed: public\.b \(somebody held it for 10 s\)\.$/,
    ),
  });
  expect(vacuumed).toEqual(['public.a', 'public.b', 'public.c']);
});

describe('the next call goes on where the last has stopped: no table twice, and none forgotten', () => {
  test('when the time of the call is over', async () => {
    takes = { 'public.a': [() => passes(400)], 'public.b': [() => passes(420)] };
    await expect(vacuum()).resolves.toMatchObject({
      outcome: 'wait',
      finding: expect.stringMatching(/^2 tables of 3/),
    });
    // What comes into being meanwhile is for the next window.
    tables = ['public.new', 'public.a', 'public.b', 'public.c'];
    await expect(vacuum({ round: 2 })).resolves.toMatchObject({ outcome: 'continue' });
    expect(vacuumed).toEqual(['public.a', 'public.b', 'public.c']);
  });

  test('when a later table is too slow for what is left: it has the whole of the next call', async () => {
    takes = { 'public.a': [() => passes(600)], 'public.b': [() => passes(200).then(fails('57014'))] };
    await expect(vacuum()).resolves.toMatchObject({ outcome: 'wait' });
    await expect(vacuum({ round: 2 })).resolves.toMatchObject({ outcome: 'continue' });
    expect(vacuumed).toEqual(['public.a', 'public.b', 'public.b', 'public.c']);
    expect(timeouts[2]).toBeGreaterThan(800_000);
  });

  test('when a table is too slow for a whole call: it is left, and the others have their turn', async () => {
    takes = { 'public.a': [() => passes(823).then(fails('57014'))] };
    await expect(vacuum()).resolves.toMatchObject({ outcome: 'wait' });
    await expect(vacuum({ round: 2 })).resolves.toMatchObject({
      outcome: 'escalate',
      finding: expect.stringMatching(/2 of 3 tables.* Failed: public\.a \(not done in 82\d s\)/),
    });
    expect(vacuumed).toEqual(['public.a', 'public.b', 'public.c']);
  });

  test('when the connection is lost: its table has its turn once more', async () => {
    takes = { 'public.b': [fails('ECONNRESET')] };
    await expect(vacuum()).resolves.toMatchObject({
      outcome: 'wait',
      finding: expect.stringContaining('the connection ended at public.b'),
    });
    await expect(vacuum({ round: 2 })).resolves.toMatchObject({ outcome: 'continue' });
    expect(vacuumed).toEqual(['public.a', 'public.b', 'public.b', 'public.c']);
  });

  test('when it is lost at the same table again: that one is left, and the others have their turn', async () => {
    takes = { 'public.b': [fails('57P01'), fails('57P02')] };
    for (const round of [1, 2]) await expect(vacuum({ round })).resolves.toMatchObject({ outcome: 'wait' });
    await expect(vacuum({ round: 3 })).resolves.toMatchObject({
      outcome: 'escalate',
      finding: expect.stringMatching(/Failed: public\.b \(the connection ended 2 times while it was vacuumed\)/),
    });
    expect(vacuumed).toEqual(['public.a', 'public.b', 'public.b', 'public.c']);
  });

  test('and after the last call what is left is named', async () => {
    takes = { 'public.b': [fails('ECONNRESET')] };
    await expect(vacuum({ round: 4 })).resolves.toMatchObject({
      outcome: 'escalate',
      finding: expect.stringMatching(
        /1 of 3 tables.*Left, because the connection ended at public\.b.*: public\.b, public\.c\.$/,
      ),
    });
  });
});

describe('it stops when the window ends', () => {
  test('a statement ends before it, and what is left is named', async () => {
    jest.setSystemTime(ist('2026-11-21T07:55'));
    takes = { 'public.a': [() => passes(297)] };
    await expect(vacuum()).resolves.toMatchObject({
      outcome: 'escalate',
      finding: expect.stringMatching(
        /1 of 3 tables.* Left, because the maintenance window ended at 08:00:00 IST: public\.b, public\.c\.$/,
      ),
    });
    for (const ms of timeouts) expect(ms).toBeLessThanOrEqual(300_000);
    expect(vacuumed).toEqual(['public.a']);
  });

  test('a call that comes when it is over touches nothing', async () => {
    jest.setSystemTime(ist('2026-11-21T08:00'));
    await expect(vacuum({ round: 2 })).resolves.toMatchObject({
      outcome: 'escalate',
      finding: expect.stringMatching(/0 of 3 tables/),
    });
    expect(vacuumed).toEqual([]);
  });

  test('a run that was started outside a window has two hours from its beginning', async () => {
    // The environment has no window.
    world.held = parameters({ [SETTINGS.calendar]: compactCalendar({ ...CALENDAR, maintenance: null }) });
    jest.setSystemTime(ist('2026-11-21T08:05'));
    await expect(vacuum()).resolves.toMatchObject({ outcome: 'continue' });
  });

  test('a freeze that follows upon the window does not lengthen it', async () => {
    const freezes = [{ from: '2026-11-21T08:00:00+05:30', to: '2026-11-21T20:00:00+05:30', because: 'a release' }];
    world.held = parameters({ [SETTINGS.overrides]: JSON.stringify({ freezes }) });
    jest.setSystemTime(ist('2026-11-21T07:55'));
    await vacuum();
    for (const ms of timeouts) expect(ms).toBeLessThanOrEqual(300_000);
    expect(timeouts.length).toBeGreaterThan(0);
  });
});

describe('no table is touched', () => {
  test('without a backup of this run that is available', async () => {
    await world.table.intendSnapshot(RUN, { id: 'another', intendedAt: new Date(SATURDAY).toISOString() });
    await expect(vacuum()).resolves.toMatchObject({
      outcome: 'escalate',
      finding: expect.stringContaining('no backup that is available (another)'),
    });
    expect(vacuumed).toEqual([]);
  });

  test('where the runbook only observes', async () => {
    world.held = parameters({ [SETTINGS.mode]: 'observe' });
    await expect(vacuum()).resolves.toMatchObject({
      outcome: 'continue',
      finding: expect.stringContaining('Would have done now: psql'),
    });
    expect([vacuumed, (Client.prototype.connect as jest.Mock).mock.calls]).toEqual([[], []]);
  });

  test('while anything trades, whoever asks', async () => {
    jest.setSystemTime(ist('2026-11-20T11:00'));
    await expect(vacuum()).resolves.toMatchObject({
      outcome: 'escalate',
      finding: expect.stringContaining('Forbidden now'),
    });
    expect(vacuumed).toEqual([]);
  });

  test('under a person’s hand', async () => {
    const hand = { by: 'asha', reason: 'migrating', since: SATURDAY, until: SATURDAY + 3_600_000 };
    await new GuardTable(world.modelled.client, TABLE).take(INSTANCE, hand);
    await expect(vacuum()).resolves.toMatchObject({ outcome: 'stand-down' });
    expect(vacuumed).toEqual([]);
  });

  test('in a change freeze', async () => {
    const freezes = [{ from: '2026-11-20T00:00:00+05:30', to: '2026-11-22T00:00:00+05:30', because: 'a release' }];
    world.held = parameters({ [SETTINGS.overrides]: JSON.stringify({ freezes }) });
    await expect(vacuum()).resolves.toMatchObject({
      outcome: 'stand-down',
      finding: expect.stringContaining('a release'),
    });
    expect(vacuumed).toEqual([]);
  });

  test('where the database lets nobody in: it says which way', async () => {
    connects = [fails('28P01')];
    await expect(vacuum()).resolves.toMatchObject({
      outcome: 'escalate',
      finding: expect.stringContaining('refuses the credentials'),
    });
    expect(vacuumed).toEqual([]);
  });
});
