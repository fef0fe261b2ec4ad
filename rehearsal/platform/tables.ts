import type { VirtualClock } from '../engine/clock';
import { USER } from './database';
import type { Queries } from './ports';

/** The trading system's tables, as SQL names them in full. */
export const TABLES = [
  'public.orders',
  'public.trades',
  'public.positions',
  'public.candles',
  'public."DailyPnl"',
  'audit.order_events',
] as const;
export type Table = (typeof TABLES)[number];

/** Owns the tables where `USER` does not. */
const SOMEBODY_ELSE = 'schema_owner';

const role = (name: string) =>
  `DO $$ BEGIN CREATE ROLE ${name} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$`;

/** Every row follows from its number, so that the tables are as large in every run. Statements that stand alone. */
const SCHEMA: readonly string[] = [
  `${role(USER)}; ${role(SOMEBODY_ELSE)};
  CREATE SCHEMA audit; GRANT USAGE ON SCHEMA public, audit TO ${USER}, ${SOMEBODY_ELSE};
  CREATE TABLE orders (order_id bigint PRIMARY KEY, placed_at timestamptz NOT NULL, symbol text NOT NULL,
    side text NOT NULL, quantity int NOT NULL, price numeric(12, 2) NOT NULL, status text NOT NULL);
  CREATE TABLE trades (trade_id bigint PRIMARY KEY, order_id bigint NOT NULL REFERENCES orders, executed_at timestamptz NOT NULL,
    quantity int NOT NULL, price numeric(12, 2) NOT NULL);
  CREATE TABLE positions (symbol text NOT NULL, product text NOT NULL, net_quantity int NOT NULL,
    average_price numeric(12, 2) NOT NULL, PRIMARY KEY (symbol, product));
  CREATE TABLE candles (symbol text NOT NULL, at timestamptz NOT NULL, open numeric(12, 2), high numeric(12, 2),
    low numeric(12, 2), close numeric(12, 2), volume bigint, PRIMARY KEY (symbol, at));
  CREATE TABLE "DailyPnl" (day date PRIMARY KEY, realised numeric(14, 2) NOT NULL);
  CREATE TABLE audit.order_events (event_id bigint PRIMARY KEY, order_id bigint NOT NULL, at timestamptz NOT NULL, event jsonb NOT NULL);
  INSERT INTO orders SELECT n, timestamptz '2026-10-01 03:45:00+00' + n * interval '7 minutes', 'SYMBOL' || n % 6,
    CASE n % 2 WHEN 0 THEN 'BUY' ELSE 'SELL' END, 10 + n % 90, 400 + n % 2700, 'PLACED' FROM generate_series(1, 3000) n;
  INSERT INTO trades SELECT n, n, timestamptz '2026-10-01 03:45:01+00' + n * interval '7 minutes', 10 + n % 90, 400 + n % 2700
    FROM generate_series(1, 2400) n;
  INSERT INTO positions SELECT 'SYMBOL' || n, 'DELIVERY', 10 * n, 400 + n FROM generate_series(1, 6) n;
  INSERT INTO candles SELECT 'SYMBOL' || n % 6, timestamptz '2026-10-01 03:45:00+00' + n / 6 * interval '1 minute', 400 + n % 9,
    405 + n % 9, 395 + n % 9, 401 + n % 9, 1000 + n FROM generate_series(1, 6000) n;
  INSERT INTO "DailyPnl" SELECT date '2026-10-01' + n, (n * 7919) % 20000 - 8000 FROM generate_series(0, 49) n;
  INSERT INTO audit.order_events SELECT n, n, timestamptz '2026-10-01 03:45:00+00' + n * interval '7 minutes',
    jsonb_build_object('status', 'PLACED', 'attempt', n % 3) FROM generate_series(1, 3000) n`,
  // Last week's maintenance, and what has died since.
  ...TABLES.map((table) => `VACUUM (ANALYZE) ${table}`),
  `UPDATE orders SET status = 'FILLED' WHERE order_id <= 2400;
  DELETE FROM candles WHERE at < timestamptz '2026-10-01 06:00:00+00';
  DELETE FROM audit.order_events WHERE event_id % 10 = 0`,
  // Otherwise PostgreSQL tells of dead rows a second later at the earliest, and by then nobody asks.
  'SELECT pg_stat_force_next_flush()',
];

const owned = (by: string): string => TABLES.map((table) => `ALTER TABLE ${table} OWNER TO ${by}`).join('; ');
const READ = `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public, audit TO ${USER}`;

/**
 * What is in the database. It is made when somebody first asks it something: in most stories nobody does. What was written
 * is remembered with its instant, as PostgreSQL does in its log: what a backup holds is what was written until then.
 */
export class Tables {
  private readonly log: { readonly at: number; readonly sql: string }[] = [];

  /** @param queries undefined where nobody can ask it anything. */
  constructor(
    private readonly clock: VirtualClock,
    private readonly queries: Queries | undefined,
  ) {}

  raise(): void {
    const { queries } = this;
    if (queries === undefined) return;
    queries.clock = this.clock;
    for (const sql of [...SCHEMA, owned(USER)]) {
      this.log.push({ at: Number.NEGATIVE_INFINITY, sql });
      queries.prepare(sql);
    }
  }

  /** Somebody writes: SQL that stands alone. */
  write(sql: string): void {
    this.log.push({ at: this.clock.now(), sql });
    this.queries?.prepare(sql);
  }

  /**
   * What was in it at an instant, in another server, where nothing was.
   * @param at milliseconds since the epoch.
   */
  copy(to: Queries | undefined, at: number): Tables {
    const copy = new Tables(this.clock, to);
    if (to !== undefined) to.clock = this.clock;
    for (const one of this.log.filter((entry) => entry.at <= at)) {
      copy.log.push(one);
      to?.prepare(one.sql);
    }
    return copy;
  }

  /** Who may look after the tables, and in whose words PostgreSQL says who may not. */
  ownedByUs(ours: boolean, words: Queries['words'] = 18): void {
    const { queries } = this;
    if (queries === undefined) return;
    queries.words = words;
    for (const sql of ours ? [owned(USER)] : [owned(SOMEBODY_ELSE), READ]) this.write(sql);
  }

  /** Somebody deletes so many rows of a table, whichever they are. */
  lose(table: Table, rows: number): void {
    this.write(`DELETE FROM ${table} WHERE ctid IN (SELECT ctid FROM ${table} ORDER BY ctid LIMIT ${rows})`);
  }

  /** @param ms virtual; 0: no time. */
  slowDown(table: Table, ms: number): void {
    this.queries?.slowDown(table, ms);
  }

  /** @param ms infinite for good. */
  lock(table: Table, ms: number): void {
    this.queries?.lock(table);
    if (Number.isFinite(ms)) this.clock.setTimeout(() => this.unlock(table), ms);
  }

  unlock(table: Table): void {
    this.queries?.unlock(table);
  }
}
