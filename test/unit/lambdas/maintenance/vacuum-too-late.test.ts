import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Client } from 'pg';
import { GuardTable } from '../../../../lambdas/shared/guard/table';
import { describeVacuum } from '../../../../lambdas/vacuum-tables/decide';
import type * as VacuumTables from '../../../../lambdas/vacuum-tables/handler';
import { loadFunction, TABLE } from '../../../support/dynamodb';
import { call, GUARD, INSTANCE, ist, leave, request, SATURDAY, World } from './world';

const { id: RUN } = request();
const SNAPSHOT = 'algo-trading-backup-20261121';
let world: World;
/** Seconds until a table's VACUUM ends, cut short by the server where that is longer than its time-out. */
let takes: Record<string, number> = {};

beforeEach(async () => {
  world = new World();
  takes = {};
  await world.open();
  await world.table.intendSnapshot(RUN, { id: SNAPSHOT, intendedAt: new Date(SATURDAY).toISOString() });
  await world.table.snapshotAvailable(RUN, SNAPSHOT, new Date(SATURDAY).toISOString());
  jest
    .spyOn(SecretsManagerClient.prototype, 'send')
    .mockImplementation((async () => ({ SecretString: '{"username":"app","password":"hunter2"}' })) as never);
  jest.spyOn(Client.prototype, 'connect').mockImplementation((async () => {}) as never);
  jest.spyOn(Client.prototype, 'end').mockImplementation(async () => {});
  let timeOutMs = 0;
  jest.spyOn(Client.prototype, 'query').mockImplementation((async ({ text: sql }: { text: string }) => {
    if (sql.includes('relpages')) return { rows: [{ name: 'public.a' }, { name: 'public.b' }, { name: 'public.c' }] };
    if (sql.startsWith('SET statement_timeout')) timeOutMs = Number(sql.split('= ')[1]);
    if (sql.includes('clock_timestamp')) return { rows: [{ at: '1' }] };
    if (sql.includes('pg_stat_all_tables')) return { rows: [{ vacuumed: true, analysed: true }] };
    if (!sql.startsWith('VACUUM')) return { rows: [] };
    const ms = (takes[sql.replace('VACUUM (ANALYZE) ', '')] ?? 0) * 1000;
    await new Promise((resolve) => setTimeout(resolve, Math.min(ms, timeOutMs)));
    if (ms > timeOutMs) throw Object.assign(new Error('canceling statement'), { code: '57014' });
    return { rows: [] };
  }) as never);
});
afterEach(leave);

const vacuum = (o: Parameters<typeof call>[2] = {}) => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof VacuumTables>('../../../../lambdas/vacuum-tables/handler'),
  );
  const login = { instance: INSTANCE, database: 'algotrading_prod', secret: 's', connectTimeoutSeconds: 5 };
  return call(handler, { ...login, guard: GUARD }, { seconds: 838, rounds: 4, step: 'Vacuum analyze', ...o });
};

test('a table that the end of the window cuts short has not failed: it is left, and told so', async () => {
  jest.setSystemTime(ist('2026-11-21T07:55'));
  takes = { 'public.b': 600 };
  await expect(vacuum()).resolves.toMatchObject({
    outcome: 'escalate',
    finding: expect.stringMatching(
      /1 of 3 tables, .*clock\. Left, because the maintenance window ended at 08:00:00 IST: public\.b, public\.c\.$/,
    ),
  });
});

test('a table that the end of the last call cuts short is left as well, where it had only a part of the call', async () => {
  takes = { 'public.a': 500, 'public.b': 600 };
  await expect(vacuum({ round: 4 })).resolves.toMatchObject({
    outcome: 'escalate',
    finding: expect.stringMatching(
      /1 of 3 tables, .*clock\. Left, because the time of this call .*: public\.b, public\.c\.$/,
    ),
  });
});

test('once it has answered, nobody who is handed the instance waits for its function to end', async () => {
  await vacuum();
  const { lease } = await new GuardTable(world.modelled.client, TABLE).read(INSTANCE);
  expect(lease).toMatchObject({ incident: RUN });
  expect(lease?.actingUntil).toBeLessThanOrEqual(Date.now());
  expect(lease?.until).toBeGreaterThan(Date.now());
});

test('tables that failed alike are told together, in the server’s words about the first', () => {
  const because = (name: string) => `permission denied to vacuum "${name}", skipping it`;
  const progress = {
    tables: ['public.a', 'public.b', 'public.c', 'public.d'],
    done: [
      { outcome: 'failed' as const, because: because('a') },
      { outcome: 'done' as const },
      { outcome: 'failed' as const, because: because('c') },
      { outcome: 'failed' as const, because: 'somebody held it for 10 s' },
    ],
    begun: 0,
  };
  const { finding, advice } = describeVacuum(progress, { at: SATURDAY, because: 'it was over' });
  expect(finding).toContain(
    'Failed: public.a, public.c (each like permission denied to vacuum "a", skipping it); public.d (somebody held it for 10 s).',
  );
  expect(advice).toContain('VACUUM (ANALYZE) public.a, public.c, public.d;');
});
