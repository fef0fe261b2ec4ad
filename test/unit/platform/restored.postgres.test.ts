import { join } from 'node:path';
import { latency } from '../../../rehearsal/engine/latency';
import { type DatabaseServer, startDatabase } from '../../../rehearsal/platform/postgres';
import { bundled } from '../../support/bundled';
import { bench, finish, invocation } from '../engine/bundles/support';
import type { Asked, Told } from './fixtures/vacuum';
import { DATABASE } from './system';
import { FRIDAY, telling } from './telling';

jest.mock('@electric-sql/pglite', () => jest.requireActual('../../support/pglite-outside'));

// It starts PostgreSQL twice: some seconds, more on a machine that is busy.
jest.setTimeout(120_000);

const bundle = bundled(join(__dirname, 'fixtures', 'vacuum.ts'));
const env = { NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem' };

let server: DatabaseServer;
beforeAll(async () => {
  server = await startDatabase();
  for (const one of [server, ...server.beside]) await one.ready();
});
afterAll(() => server.stop());
beforeEach(() => server.reset());

const COPY = 'the-copy';
const MINUTE = 60_000;

/** A platform with a database that is backed up, and somebody who restores and asks. */
function world() {
  const seen = telling(`${FRIDAY}T17:00`, { server });
  const { rds, clock } = seen;
  const { CreateDBSnapshot, DescribeDBInstances, ModifyDBInstance } = rds.operations;
  const source = DescribeDBInstances({ DBInstanceIdentifier: DATABASE }).DBInstances?.[0];
  const VpcSecurityGroupIds = (source?.VpcSecurityGroups ?? []).flatMap(({ VpcSecurityGroupId: id }) => id ?? []);
  const pass = (ms: number) => seen.pass(ms / 1000);
  const endpointOf = (id: string) =>
    DescribeDBInstances({ DBInstanceIdentifier: id }).DBInstances?.[0]?.Endpoint?.Address ?? '';
  const ask = async (host: string, ...statements: string[]) => {
    const { sandbox } = bench(bundle, { env, database: server, clock });
    const { user, password, database } = server;
    const asked: Asked = { host, user, password, database, statements };
    return finish(clock, sandbox.invoke(asked, invocation(120_000)) as Promise<Told[]>);
  };
  return {
    ...seen,
    pass,
    ask,
    endpointOf,
    count: async (host: string, table = 'orders') =>
      (await ask(host, `SELECT count(*)::int AS rows FROM ${table}`))[0]?.rows?.[0]?.rows,
    snapshot: (id: string) => {
      CreateDBSnapshot({ DBInstanceIdentifier: DATABASE, DBSnapshotIdentifier: id });
      pass(latency.rdsSnapshot.ms);
    },
    restore: (DBSnapshotIdentifier: string, over: object = { VpcSecurityGroupIds }) => {
      rds.operations.RestoreDBInstanceFromDBSnapshot({ DBInstanceIdentifier: COPY, DBSnapshotIdentifier, ...over });
      pass(latency.rdsRestore.ms + latency.rdsSnapshot.ms);
    },
    rename: (from: string, to: string) => {
      ModifyDBInstance({ DBInstanceIdentifier: from, NewDBInstanceIdentifier: to, ApplyImmediately: true });
      pass(latency.rdsModification.ms);
      return () => pass(latency.rdsRename.ms);
    },
  };
}

describe('an instance that was restored', () => {
  it('has what its snapshot had, whatever became of the original, and a name and a port of its own', async () => {
    const { platform, ask, snapshot, restore, count, endpointOf } = world();
    snapshot('kept');
    platform.inject({ kind: 'rows-deleted', table: 'public.orders', rows: 500 });
    restore('kept');
    expect(await count(endpointOf(COPY))).toBe(3000);
    expect(await count(endpointOf(DATABASE))).toBe(2500);
    const write = "INSERT INTO orders SELECT 9999, now(), 'X', 'BUY', 1, 1, 'PLACED'";
    expect((await ask(endpointOf(COPY), write))[0]?.code).toBeUndefined();
    expect(await count(endpointOf(COPY))).toBe(3001);
    expect(await count(endpointOf(DATABASE))).toBe(2500);
  });

  it('has, to a point in time, what had been written by then', async () => {
    const { platform, rds, clock, pass, count, endpointOf } = world();
    platform.inject({ kind: 'rows-deleted', rows: 100 });
    const RestoreTime = new Date(clock.now());
    pass(MINUTE);
    platform.inject({ kind: 'rows-deleted', rows: 200 });
    pass(10 * MINUTE);
    rds.operations.RestoreDBInstanceToPointInTime({
      SourceDBInstanceIdentifier: DATABASE,
      TargetDBInstanceIdentifier: COPY,
      VpcSecurityGroupIds: ['sg-0d5e6f708192a3b4c'],
      RestoreTime,
    });
    pass(latency.rdsPointInTimeRestore.ms);
    expect(await count(endpointOf(COPY))).toBe(2900);
    expect(await count(endpointOf(DATABASE))).toBe(2700);
  });

  it('lacks rows where a story says so', async () => {
    const { platform, snapshot, restore, count, endpointOf } = world();
    platform.inject({ kind: 'restored-rows-lost', table: 'audit.order_events', rows: 7 });
    snapshot('kept');
    restore('kept');
    expect(await count(endpointOf(COPY), 'audit.order_events')).toBe(2693);
    expect(await count(endpointOf(COPY))).toBe(3000);
  });
});

describe('who gets through to it', () => {
  const timedOut = /ETIMEDOUT|timeout|timed out/i;

  it('is nobody while it has the default security group, and the services once it has the database’s', async () => {
    const { rds, pass, snapshot, restore, count, endpointOf } = world();
    snapshot('kept');
    restore('kept', {});
    await expect(count(endpointOf(COPY))).rejects.toThrow(timedOut);
    rds.operations.ModifyDBInstance({ DBInstanceIdentifier: COPY, VpcSecurityGroupIds: ['sg-0d5e6f708192a3b4c'] });
    pass(latency.rdsModification.ms);
    expect(await count(endpointOf(COPY))).toBe(3000);
  });

  it('is nobody where its subnet lets nobody in', async () => {
    const { platform, snapshot, restore, count, endpointOf } = world();
    platform.inject({ kind: 'restored-unreachable' });
    snapshot('kept');
    restore('kept');
    await expect(count(endpointOf(COPY))).rejects.toThrow(timedOut);
    platform.mend('restored-unreachable');
    expect(await count(endpointOf(COPY))).toBe(3000);
  });
});

describe('renaming', () => {
  it('takes the database from the services until another instance has its name', async () => {
    const { platform, snapshot, restore, rename, count, endpointOf } = world();
    snapshot('kept');
    platform.inject({ kind: 'rows-deleted', rows: 500 });
    restore('kept');
    const known = endpointOf(DATABASE);
    expect(platform.serves('database')).toBe(true);
    const replaced = rename(DATABASE, 'replaced');
    await expect(count(known)).rejects.toThrow(`getaddrinfo ENOTFOUND ${known}`);
    expect(platform.serves('database')).toBe(false);
    replaced();
    expect(platform.serves('database')).toBe(false);
    expect(await count(endpointOf('replaced'))).toBe(2500);
    rename(COPY, DATABASE)();
    expect(endpointOf(DATABASE)).toBe(known);
    expect(await count(known)).toBe(3000);
    expect(platform.serves('database')).toBe(true);
  });

  it('back again gives the services the one they had', async () => {
    const { platform, rename, count, endpointOf } = world();
    const known = endpointOf(DATABASE);
    rename(DATABASE, 'replaced')();
    rename('replaced', DATABASE)();
    expect([endpointOf(DATABASE), platform.serves('database')]).toEqual([known, true]);
    expect(await count(known)).toBe(3000);
  });
});

test('faults of restores are those of RDS', () => {
  const { platform, rds, snapshot, restore } = world();
  snapshot('kept');
  platform.inject({ kind: 'instance-quota-full' });
  expect(() => restore('kept')).toThrow('DB Instance quota exceeded');
  platform.mend('instance-quota-full');
  platform.inject({ kind: 'restore-fails' });
  restore('kept');
  expect(rds.status(COPY)).toBe('restore-error');
});
