import type { PGlite } from '@electric-sql/pglite';
import type { TimeOuts } from './conditions';
import { parameterStatus, query } from './messages';
import { startPostgres } from './prepared';

/** Who runs queries, over one connection. */
export interface Session {
  readonly user: string;
  readonly database: string;
  /** Run-time parameters of the start-up message. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A query that would need a second PostgreSQL session at work beside one that is in a transaction. */
export class Occupied extends Error {}

const SUPERUSER = 'postgres';

/** What a session is told at its start; the others are the superuser's. */
const REPORTED = [
  'server_version',
  'server_encoding',
  'client_encoding',
  'DateStyle',
  'IntervalStyle',
  'TimeZone',
  'integer_datetimes',
  'standard_conforming_strings',
];

const EMPTY = `DO $$ DECLARE one text; BEGIN
  FOR one IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
    EXECUTE format('DROP SCHEMA %I CASCADE', one);
  END LOOP;
END $$; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC`;

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

/**
 * PostgreSQL 18 in this process (PGlite). It starts with the first session (a second or two), and has one session only, which the
 * connections take turns at: whoever comes gets a session made anew, with its own user, parameters and settings (SET). So
 * prepared statements and temporary tables of a session are gone once another had its turn, and a transaction that is open
 * while another wants its turn is refused. PostgreSQL's clock is the machine's, and no `statement_timeout` strikes here.
 */
export class Backend {
  private engine: Promise<PGlite> | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  private current: Session | undefined;
  private inTransaction = false;
  private readonly preparations: string[] = [];
  /** What sessions that are not at work have set: name and value. */
  private readonly settings = new WeakMap<Session, readonly (readonly [string, string])[]>();

  async ready(): Promise<void> {
    await this.start();
  }

  /** SQL that the superuser runs before the next query of anybody. */
  prepare(sql: string): void {
    this.preparations.push(sql);
  }

  /** Forgets tables and data. */
  reset(): void {
    this.preparations.length = 0;
    if (this.engine !== undefined) this.prepare(EMPTY);
  }

  /** ParameterStatus messages for a session that begins. */
  async greet(session: Session): Promise<Buffer> {
    return this.inTurn(session, async () => {
      const names = REPORTED.map((name) => `current_setting(${literal(name)}) AS ${quoted(name)}`).join(', ');
      const { rows } = await (await this.start()).query<Record<string, string>>(`SELECT ${names}`);
      return Buffer.concat(Object.entries(rows[0] ?? {}).map(([name, value]) => parameterStatus(name, value)));
    });
  }

  /**
   * Hands messages of a session to PostgreSQL. @returns its messages.
   * @throws Occupied.
   */
  async run(session: Session, messages: Buffer): Promise<Buffer> {
    return this.inTurn(session, () => this.send(messages));
  }

  /** What a session has set for its statements; undefined within a transaction. */
  async timeOuts(session: Session): Promise<TimeOuts | undefined> {
    return this.inTurn(session, async () => {
      if (this.inTransaction) return undefined;
      const of = (name: string) => `(SELECT setting::int FROM pg_settings WHERE name = '${name}')`;
      const sql = `SELECT ${of('statement_timeout')} AS "statementMs", ${of('lock_timeout')} AS "lockMs"`;
      return (await (await this.start()).query<TimeOuts>(sql)).rows[0];
    });
  }

  /** The session is over; what it left open is undone. */
  async leave(session: Session): Promise<void> {
    if (this.current !== session) return;
    await this.inTurn(session, async () => {
      if (this.inTransaction) await this.send(query('ROLLBACK'));
      this.current = undefined;
    });
  }

  async stop(): Promise<void> {
    await this.turn.catch(() => undefined);
    await (await this.engine)?.close();
    this.engine = undefined;
  }

  private inTurn<T>(session: Session, act: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(async () => {
      await this.begin(session);
      return act();
    });
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  /** Makes the session anew, if somebody else had it. */
  private async begin(session: Session): Promise<void> {
    if (this.current === session && this.preparations.length === 0) return;
    if (this.inTransaction) {
      throw new Occupied(
        'the rehearsal has one PostgreSQL session, and a transaction of another connection is open in it',
      );
    }
    await this.keepSettings();
    const role = quoted(session.user);
    await this.sql(`SET SESSION AUTHORIZATION ${SUPERUSER}`);
    await this.sql('DISCARD ALL');
    for (const preparation of this.preparations.splice(0)) await this.sql(preparation);
    await this.sql(
      `DO $$ BEGIN CREATE ROLE ${role} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
      `UPDATE pg_database SET datname = ${literal(session.database)} WHERE datname = current_database()`,
      ...Object.entries(session.parameters).map(([name, value]) => `SET ${quoted(name)} TO ${literal(value)}`),
      `SET SESSION AUTHORIZATION ${role}`,
      ...(this.settings.get(session) ?? []).map(
        ([name, value]) => `SELECT set_config(${literal(name)}, ${literal(value)}, false)`,
      ),
    );
    this.current = session;
  }

  /** Remembers what the session at work has set, before another takes its turn. */
  private async keepSettings(): Promise<void> {
    if (this.current === undefined) return;
    const engine = await this.start();
    const sql = "SELECT name, setting FROM pg_settings WHERE source = 'session'";
    const { rows } = await engine.query<{ name: string; setting: string }>(sql);
    this.settings.set(
      this.current,
      rows.map(({ name, setting }) => [name, setting] as const),
    );
    this.current = undefined;
  }

  /** @throws the first error PostgreSQL answers. */
  private async sql(...statements: readonly string[]): Promise<void> {
    const engine = await this.start();
    for (const statement of statements) await engine.exec(statement);
  }

  private async send(messages: Buffer): Promise<Buffer> {
    const answer = Buffer.from(await (await this.start()).execProtocolRaw(messages));
    // ReadyForQuery ends an answer, and its last byte says whether a transaction is open.
    if (answer.at(-6) === 'Z'.charCodeAt(0)) this.inTransaction = answer.at(-1) !== 'I'.charCodeAt(0);
    return answer;
  }

  private start(): Promise<PGlite> {
    const { PGlite } = require('@electric-sql/pglite') as typeof import('@electric-sql/pglite');
    this.engine ??= startPostgres(PGlite);
    return this.engine;
  }
}
