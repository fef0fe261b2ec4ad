import type { PGlite } from '@electric-sql/pglite';
import { countRows } from '../../../../lambdas/count-rows/count';
import { KINDS, listTables, measureTables } from '../../../../lambdas/shared/maintenance/tables';
import type { Notice, Session } from '../../../../lambdas/shared/postgres';
import { vacuumTable } from '../../../../lambdas/vacuum-tables/vacuum';
import { PGlite as outside } from '../../../support/pglite-outside';

// PostgreSQL 18 itself, in this process: some seconds to start.
jest.setTimeout(120_000);

let db: PGlite;
const said: Notice[] = [];

const session: Session = {
  query: async <Row extends object>(sql: string, values: readonly unknown[] = []) => {
    const onNotice = (notice: { code: string | undefined; message: string | undefined }) => {
      said.push({ code: notice.code ?? '', message: notice.message ?? '' });
    };
    return (await db.query<Row>(sql, [...values], { onNotice })).rows;
  },
  notices: () => said.splice(0),
};
const as = (role: string) => db.exec(`SET SESSION AUTHORIZATION ${role}`);
const ODD = '"Odd ""schema"."Mixed; Case"';

beforeAll(async () => {
  db = await outside.create();
  await db.exec(`
    CREATE ROLE app LOGIN;
    CREATE SCHEMA "Odd ""schema" AUTHORIZATION app;
    CREATE TABLE ours (n int); INSERT INTO ours SELECT generate_series(1, 5000); ALTER TABLE ours OWNER TO app;
    CREATE TABLE theirs (n int); INSERT INTO theirs VALUES (1); GRANT SELECT ON theirs TO app;
    CREATE TABLE hidden (n int);
    CREATE TABLE ${ODD} (n int); INSERT INTO ${ODD} VALUES (1), (2); ALTER TABLE ${ODD} OWNER TO app;
    CREATE TABLE whole (n int) PARTITION BY RANGE (n); ALTER TABLE whole OWNER TO app;
    CREATE TABLE part PARTITION OF whole FOR VALUES FROM (0) TO (10); ALTER TABLE part OWNER TO app;
    INSERT INTO whole VALUES (1), (2), (3);
    CREATE MATERIALIZED VIEW view_of_ours AS SELECT * FROM ours; ALTER MATERIALIZED VIEW view_of_ours OWNER TO app;
    CREATE TEMPORARY TABLE passing (n int)`);
});
afterAll(() => db.close());
beforeEach(() => as('app'));

describe('which tables there are', () => {
  test('every one that holds rows, in whatever schema, by the name the server quotes', async () => {
    const names = await listTables(session, KINDS.tables);
    expect([...names].sort()).toEqual([ODD, 'public.hidden', 'public.ours', 'public.part', 'public.theirs']);
    expect(await listTables(session, KINDS.tablesAndViews)).toContain('public.view_of_ours');
  });

  test('with their sizes, largest first', async () => {
    const sizes = await measureTables(session, KINDS.tablesAndViews);
    expect(
      sizes
        .slice(0, 2)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['public.ours', 'public.view_of_ours']);
    expect(sizes.map(({ bytes }) => bytes)).toEqual(sizes.map(({ bytes }) => bytes).sort((a, b) => b - a));
    expect(sizes[0]?.bytes).toBeGreaterThan(100_000);
  });
});

describe('counting rows', () => {
  const count = (until = Date.now() + 20_000) => countRows(session, { now: Date.now, until });

  test('is exact, table by table; what the role may not read is said, and stops nothing', async () => {
    await expect(count()).resolves.toMatchObject({
      tables: { [ODD]: 2, 'public.ours': 5000, 'public.part': 3, 'public.theirs': 1 },
      notCounted: { 'public.hidden': 'the role may not read it' },
    });
  });

  test('is done in a transaction that may not write, and leaves none open', async () => {
    const asked: string[] = [];
    const watched = {
      ...session,
      query: (sql: string, values?: readonly unknown[]) => {
        asked.push(sql);
        return session.query(sql, values);
      },
    };
    await countRows(watched as Session, { now: Date.now, until: Date.now() + 20_000 });
    expect([asked[0], asked.at(-1)]).toEqual(['BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY', 'COMMIT']);
    await expect(session.query('INSERT INTO ours VALUES (0)')).resolves.toEqual([]);
    await session.query('DELETE FROM ours WHERE n = 0');
  });

  test('without time left names every table it has not counted', async () => {
    const { tables, notCounted } = await count(Date.now());
    expect(tables).toEqual({});
    expect(new Set(Object.values(notCounted))).toEqual(new Set(['there was no time left']));
    expect(Object.keys(notCounted)).toHaveLength(5);
  });

  test('goes on after one that took too long', async () => {
    const slow: Session = {
      ...session,
      query: (sql: string, values?: readonly unknown[]) => {
        if (sql.includes('FROM public.ours')) throw Object.assign(new Error('canceled'), { code: '57014' });
        return session.query(sql, values) as never;
      },
    };
    const { tables, notCounted } = await countRows(slow, { now: Date.now, until: Date.now() + 20_000 });
    expect(notCounted).toMatchObject({ 'public.ours': 'there was no time left' });
    expect(tables).toMatchObject({ 'public.part': 3 });
  });
});

describe('vacuuming one table', () => {
  const sleep = async () => {};
  const vacuum = (name: string, over: Partial<Session> = {}) =>
    vacuumTable({ ...session, ...over } as Session, name, { ms: 10_000, sleep });

  test.each([['public.ours'], [ODD], ['public.part'], ['public.view_of_ours']])(
    'is proved by the server’s own statistics: %s',
    async (name) => {
      await expect(vacuum(name)).resolves.toEqual({ outcome: 'done' });
      const [shown] = await session.query<{ vacuumed: boolean }>(
        'SELECT last_vacuum IS NOT NULL AND last_analyze IS NOT NULL AS vacuumed FROM pg_stat_all_tables WHERE relid = to_regclass($1)',
        [name],
      );
      expect(shown?.vacuumed).toBe(true);
    },
  );

  test('without the right to: the server warns and reports success, and it has failed', async () => {
    await expect(vacuum('public.theirs')).resolves.toEqual({
      outcome: 'failed',
      because: 'permission denied to vacuum "theirs", skipping it',
    });
  });

  test('with any other warning, in whatever words and language, it has failed', async () => {
    const words = 'überspringe »ours« --- nur der Eigentümer der Tabelle kann sie vacuumen';
    const notices = jest
      .fn(session.notices)
      .mockReturnValueOnce([])
      .mockReturnValueOnce([{ code: '01000', message: words }]);
    await expect(vacuum('public.ours', { notices })).resolves.toEqual({ outcome: 'failed', because: words });
  });

  test('a notice that is no warning is none', async () => {
    const notices = jest
      .fn(session.notices)
      .mockReturnValueOnce([])
      .mockReturnValueOnce([{ code: '00000', message: 'by the way' }]);
    await expect(vacuum('public.ours', { notices })).resolves.toEqual({ outcome: 'done' });
  });

  test.each([
    ['VACUUM', 'last_analyze'],
    ['ANALYZE', 'last_vacuum'],
  ])('success that the statistics do not show is none, and says which is missing: only %s', async (only, missing) => {
    await vacuum('public.ours');
    const query = (sql: string, values?: readonly unknown[]) =>
      session.query(sql.replace('VACUUM (ANALYZE)', only), values) as never;
    await expect(vacuum('public.ours', { query })).resolves.toEqual({
      outcome: 'failed',
      because: `the server reports success, and ${missing} did not advance`,
    });
  });

  test('a vacuum of another day proves nothing', async () => {
    await vacuum('public.ours');
    const query = (sql: string, values?: readonly unknown[]) =>
      (sql.startsWith('VACUUM') ? Promise.resolve([]) : session.query(sql, values)) as never;
    await expect(vacuum('public.ours', { query })).resolves.toMatchObject({ outcome: 'failed' });
  });

  test('is a statement of its own, after its settings and outside of any transaction', async () => {
    const asked: string[] = [];
    const query = (sql: string, values?: readonly unknown[]) => {
      asked.push(sql);
      return session.query(sql, values) as never;
    };
    await vacuum('public.ours', { query });
    expect(asked.slice(0, 2)).toEqual(['SET lock_timeout = 10000', 'SET statement_timeout = 10000']);
    expect(asked.filter((sql) => /VACUUM/.test(sql))).toEqual(['VACUUM (ANALYZE) public.ours']);
    expect(asked.join()).not.toMatch(/BEGIN/);
  });

  test.each([
    ['57014', { outcome: 'timed-out' }],
    ['55P03', { outcome: 'failed', because: 'somebody held it for 10 s' }],
    ['42P01', { outcome: 'failed', because: 'it was dropped meanwhile' }],
    ['XX001', { outcome: 'failed', because: 'PostgreSQL error XX001' }],
    ['57P01', { outcome: 'lost' }],
    ['08006', { outcome: 'lost' }],
    ['ECONNRESET', { outcome: 'lost' }],
    [undefined, { outcome: 'lost' }],
  ])('an error %s', async (code, outcome) => {
    const query = async (sql: string, values?: readonly unknown[]) => {
      if (sql.startsWith('VACUUM')) throw Object.assign(new Error('no'), { code });
      return session.query(sql, values) as never;
    };
    await expect(vacuum('public.ours', { query })).resolves.toEqual(outcome);
  });
});
