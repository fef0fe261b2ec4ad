import { KINDS, listTables } from '../shared/maintenance/tables';
import { isLost, type Session, sqlState } from '../shared/postgres';
import type { Count } from './decide';

/** What is left of the time for one more table to be worth beginning. */
const LEAST_MS = 500;
/** How much longer than the server's own time-out the driver waits for it to strike. */
const GRACE_MS = 1_000;

/** How long a table is waited for that somebody holds alone: the others have their turn, too. */
const LOCK_MS = 2_000;

const TOO_SLOW = 'there was no time left';

/**
 * Counts the rows of every table, exactly, all of them as they are at one instant: in one transaction that only reads and
 * sees what was committed when it began. A count that takes too long, or is not allowed, is undone by itself.
 * @throws when the connection is lost before any table was counted.
 */
export async function countRows(
  session: Session,
  { now, until }: { readonly now: () => number; readonly until: number },
): Promise<Count> {
  const left = () => until - now() - GRACE_MS;
  const at = new Date(now()).toISOString();
  const tables: Record<string, number> = {};
  const notCounted: Record<string, string> = {};
  await session.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
  await session.query(`SET LOCAL lock_timeout = ${LOCK_MS}`);
  const all = await listTables(session, KINDS.tables);
  let lost: string | undefined;
  for (const name of all) {
    if (lost !== undefined || left() < LEAST_MS) {
      notCounted[name] = lost ?? TOO_SLOW;
      continue;
    }
    try {
      tables[name] = await countOne(session, name, left());
    } catch (error) {
      if (isLost(error)) lost = 'the connection was lost';
      else await session.query('ROLLBACK TO SAVEPOINT one');
      notCounted[name] = lost ?? reasonOf(error);
    }
  }
  if (lost === undefined) await session.query('COMMIT');
  return { at, tables, notCounted };
}

async function countOne(session: Session, name: string, ms: number): Promise<number> {
  await session.query('SAVEPOINT one');
  await session.query(`SET LOCAL statement_timeout = ${Math.floor(ms)}`);
  const [row] = await session.query<{ rows: string }>(`SELECT count(*)::text AS rows FROM ${name}`, [], ms + GRACE_MS);
  await session.query('RELEASE SAVEPOINT one');
  return Number(row?.rows);
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html; never a message: it may quote anything. */
const REASONS: Readonly<Record<string, string>> = {
  '57014': TOO_SLOW,
  '55P03': 'somebody held it',
  '42501': 'the role may not read it',
  '42P01': 'it was dropped meanwhile',
};

function reasonOf(error: unknown): string {
  const state = sqlState(error) ?? '';
  return REASONS[state] ?? `PostgreSQL error ${state}`;
}
