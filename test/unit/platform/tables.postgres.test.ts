import { join } from 'node:path';
import { type DatabaseServer, startDatabase } from '../../../rehearsal/platform/postgres';
import { inWordsOf15 } from '../../../rehearsal/platform/postgres/wording';
import { TABLES } from '../../../rehearsal/platform/tables';
import { bundled } from '../../support/bundled';
import { bench, finish, invocation } from '../engine/bundles/support';
import type { Asked, Told } from './fixtures/vacuum';
import { FRIDAY, telling } from './telling';

jest.mock('@electric-sql/pglite', () => jest.requireActual('../../support/pglite-outside'));

// It starts PostgreSQL: some seconds, more on a machine that is busy.
jest.setTimeout(120_000);

const bundle = bundled(join(__dirname, 'fixtures', 'vacuum.ts'));
const env = { NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem' };

let server: DatabaseServer;
beforeAll(async () => {
  server = await startDatabase();
  await server.ready();
});
afterAll(() => server.stop());
beforeEach(() => server.reset());

/** A started platform whose database somebody can ask. */
const world = () => {
  const seen = telling(`${FRIDAY}T17:00`, { server });
  const { host, user, password, database } = server;
  const asking = (statements: readonly string[], more: Partial<Asked> = {}): Promise<Told[]> => {
    const { sandbox } = bench(bundle, { env, database: server, clock: seen.clock });
    const asked: Asked = { host, user, password, database, statements, ...more };
    return sandbox.invoke(asked, invocation(900_000)) as Promise<Told[]>;
  };
  const ask = (...statements: string[]) => finish(seen.clock, asking(statements));
  return { ...seen, asking, ask };
};

const vacuum = (table: string) => `VACUUM (ANALYZE) ${table}`;
const SKIPPED_18 = 'permission denied to vacuum "orders", skipping it';
const SKIPPED_15 = 'skipping "orders" --- only table or database owner can vacuum it';

describe('the tables of the trading system', () => {
  it('belong to the user in the secret, in two schemas, one with a name in capitals', async () => {
    const { ask } = world();
    const [owned] = await ask(
      `SELECT format('%I.%I', schemaname, tablename) AS name, tableowner AS owner FROM pg_tables
        WHERE schemaname IN ('public', 'audit')`,
    );
    expect(owned?.rows?.map(({ name }) => name).sort()).toEqual([...TABLES].sort());
    expect(new Set(owned?.rows?.map(({ owner }) => owner))).toEqual(new Set([server.user]));
  });

  it('have rows, the same in every run, and dead ones among them', async () => {
    const count = `SELECT (SELECT count(*)::int FROM orders) AS orders, (SELECT count(*)::int FROM candles) AS candles,
      (SELECT count(*)::int FROM "DailyPnl") AS days, (SELECT count(*)::int FROM audit.order_events) AS events`;
    const dead = 'SELECT relname FROM pg_stat_user_tables WHERE n_dead_tup > 100 ORDER BY relname';
    const [rows, withDead] = await world().ask(count, dead);
    expect(rows?.rows).toEqual([{ orders: 3000, candles: 5191, days: 50, events: 2700 }]);
    expect(withDead?.rows?.map(({ relname }) => relname)).toEqual(['candles', 'order_events', 'orders']);
  });

  it('are gone, with their schemas, in a story that has none', async () => {
    await world().ask('SELECT 1');
    server.reset();
    const [left] = await finishWithout();
    expect(left?.rows).toEqual([]);
  });

  it.each(TABLES)('VACUUM (ANALYZE) of %s is proved on the server’s own clock, in no virtual time', async (table) => {
    const seen = `SELECT last_vacuum::text AS vacuumed, last_analyze::text AS analyzed, n_dead_tup::int AS dead,
      clock_timestamp()::text AS now FROM pg_stat_user_tables WHERE relid = '${table}'::regclass`;
    const [before, done, after] = await world().ask(seen, vacuum(table), seen);
    expect(done).toMatchObject({ ms: 0, notices: [] });
    const [was, is] = [before?.rows?.[0], after?.rows?.[0]] as Record<string, string>[];
    expect(Date.parse(is?.vacuumed ?? '')).toBeGreaterThanOrEqual(Date.parse(was?.now ?? ''));
    expect(Date.parse(is?.analyzed ?? '')).toBeLessThanOrEqual(Date.parse(is?.now ?? ''));
    expect(is?.vacuumed).not.toBe(was?.vacuumed);
    expect(is).toMatchObject({ dead: 0 });
  });
});

/** What is left when the tables of a story are gone. */
async function finishWithout(): Promise<Told[]> {
  const { sandbox, clock } = bench(bundle, { env, database: server });
  const { host, user, password, database } = server;
  const statements = ["SELECT schemaname FROM pg_tables WHERE schemaname !~ '^(pg_|information_schema)'"];
  return finish(clock, sandbox.invoke({ host, user, password, database, statements }, invocation())) as Promise<Told[]>;
}

describe('vacuum-without-rights', () => {
  // https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/commands/vacuum.c and REL_18_STABLE: the words;
  // both are a WARNING without a code of its own.
  it.each([
    [18, SKIPPED_18],
    [15, SKIPPED_15],
  ] as const)('reports success and warns in the words of PostgreSQL %i', async (words, message) => {
    const { platform, ask } = world();
    platform.inject({ kind: 'vacuum-without-rights', words });
    const [done, counted] = await ask(vacuum('orders'), 'SELECT count(*)::int AS n FROM orders');
    expect(done).toMatchObject({ ms: 0, rows: [], notices: [{ severity: 'WARNING', code: '01000', message }] });
    expect(counted?.rows).toEqual([{ n: 3000 }]);
    platform.mend('vacuum-without-rights');
    expect(await ask(vacuum('orders'))).toMatchObject([{ notices: [] }]);
  });

  it('leaves every other message of the server as it is', () => {
    const others = Buffer.from('C\0\0\0\x0bVACUUM\0Z\0\0\0\x05I');
    expect(inWordsOf15(others)).toEqual(others);
  });
});

describe('vacuum-slow', () => {
  const slow = (takesSeconds = 400) => {
    const seen = world();
    seen.platform.inject({ kind: 'vacuum-slow', takesSeconds });
    return seen;
  };

  it('is cancelled by the session’s statement_timeout, after that much virtual time, and the session goes on', async () => {
    const told = await slow().ask(
      `SET statement_timeout = '120s'`,
      vacuum('candles'),
      'SELECT 1 AS one',
      vacuum('orders'),
    );
    expect(told.slice(1)).toMatchObject([
      { ms: 120_000, code: '57014', message: 'canceling statement due to statement timeout' },
      { ms: 0, rows: [{ one: 1 }] },
      { ms: 0, notices: [] },
    ]);
  });

  it('is answered after the time it takes where there is no statement_timeout, or a longer one', async () => {
    const told = await slow().ask(
      vacuum('public.candles'),
      'SET statement_timeout = 400001',
      'VACUUM ANALYZE candles;',
    );
    expect(told.map(({ ms, code }) => [ms, code])).toEqual([
      [400_000, undefined],
      [0, undefined],
      [400_000, undefined],
    ]);
  });

  it('is so too when it is asked by the extended protocol', async () => {
    const { clock, asking } = slow();
    const told = asking(['SET statement_timeout = 5000', vacuum('candles')], { extended: true });
    expect(await finish(clock, told)).toMatchObject([{ ms: 0 }, { ms: 5000, code: '57014' }]);
  });

  it('lets others work meanwhile, and the session keeps what it has set', async () => {
    const { clock, asking } = slow(60);
    const show = 'SHOW statement_timeout';
    const first = asking(['SET statement_timeout = 90000', vacuum('candles'), show]);
    const second = asking(['SELECT count(*)::int AS n FROM orders', show]);
    const [slowly, quickly] = await finish(clock, Promise.all([first, second]));
    expect(quickly).toMatchObject([{ ms: 0, rows: [{ n: 3000 }] }, { rows: [{ statement_timeout: '0' }] }]);
    expect(slowly?.[1]).toMatchObject({ ms: 60_000, rows: [] });
    expect(slowly?.[2]?.rows).toEqual([{ statement_timeout: '90s' }]);
  });

  it('strikes the table it names, as SQL names it, until it is mended', async () => {
    const { platform, ask } = world();
    platform.inject({ kind: 'vacuum-slow', table: 'public."DailyPnl"', takesSeconds: 30 });
    const told = await ask(vacuum('"DailyPnl"'), vacuum('candles'), 'ANALYZE "DailyPnl"');
    expect(told.map(({ ms }) => ms)).toEqual([30_000, 0, 0]);
    platform.mend('vacuum-slow');
    expect(await ask(vacuum('"DailyPnl"'))).toMatchObject([{ ms: 0 }]);
  });

  it('hears nothing before it is done, and virtual time goes on for a client that says more meanwhile', async () => {
    const { clock, asking } = slow();
    const told = asking([vacuum('candles')], { nudgesAfterMs: 1000 });
    expect(await finish(clock, told)).toMatchObject([{ ms: 400_000, rows: [] }]);
  });

  it('goes on when its client has lost patience: the function times out, and the database serves the next', async () => {
    const { clock, ask, asking } = slow(3000);
    const lost = asking([vacuum('candles')]).catch((error: unknown) => error);
    expect(await finish(clock, lost)).toMatchObject({ errorType: 'Sandbox.Timedout' });
    expect(await ask('SELECT 1 AS one')).toMatchObject([{ rows: [{ one: 1 }] }]);
    await clock.run(() => false, clock.now() + 3_600_000);
    expect(await ask('SELECT 2 AS two')).toMatchObject([{ rows: [{ two: 2 }] }]);
  });
});

describe('table-locked', () => {
  const locked = (forSeconds?: number) => {
    const seen = world();
    seen.platform.inject({ kind: 'table-locked', ...(forSeconds && { forSeconds }) });
    return seen;
  };

  it('keeps VACUUM out until lock_timeout, and lets everybody read', async () => {
    const told = await locked().ask(
      `SET lock_timeout = '10s'`,
      vacuum('orders'),
      'SELECT count(*)::int AS n FROM orders',
    );
    expect(told.slice(1)).toMatchObject([
      { ms: 10_000, code: '55P03', message: 'canceling statement due to lock timeout' },
      { ms: 0, rows: [{ n: 3000 }] },
    ]);
  });

  it.each([
    ['statement_timeout comes first', 5000, 10_000, '57014'],
    ['both come at once', 5000, 5000, '55P03'],
  ])('says which time-out ended it: %s', async (_, statementMs, lockMs, code) => {
    const settings = [`SET statement_timeout = ${statementMs}`, `SET lock_timeout = ${lockMs}`];
    expect((await locked().ask(...settings, vacuum('orders')))[2]).toMatchObject({ ms: 5000, code });
  });

  it('is waited for where nothing limits it, and the wait counts against statement_timeout', async () => {
    const { platform, ask } = locked(70);
    platform.inject({ kind: 'vacuum-slow', table: 'public.orders', takesSeconds: 50 });
    expect(await ask(vacuum('orders'))).toMatchObject([{ ms: 120_000, rows: [] }]);
    platform.inject({ kind: 'table-locked', forSeconds: 70 });
    expect((await ask('SET statement_timeout = 100000', vacuum('orders')))[1]).toMatchObject({
      ms: 100_000,
      code: '57014',
    });
  });
});
