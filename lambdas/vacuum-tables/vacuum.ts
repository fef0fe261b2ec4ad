import { isLost, type Notice, type Session, sqlState } from '../shared/postgres';

/** What came of one table. */
export type Vacuumed =
  | { readonly outcome: 'done' }
  | { readonly outcome: 'failed'; readonly because: string }
  /** The server has ended it because its time was over. */
  | { readonly outcome: 'timed-out' }
  /** The connection ended; what came of it is not known. */
  | { readonly outcome: 'lost' };

/** How long it waits for whoever holds the table; whoever comes later would wait behind it. */
const LOCK_MS = 10_000;
/** How much longer than the server's own time-out the driver waits for it to strike. */
const GRACE_MS = 2_000;
/** Before PostgreSQL 15 what a session has done shows in the statistics up to half a second later. */
const SHOWN_EVERY_MS = 500;
const SHOWN_TRIES = 6;

/**
 * Vacuums and analyses one table, and proves that it was done.
 *
 * VACUUM is a statement of its own, outside of any transaction; a session's settings are made by statements of their own
 * before it. Without the right to, PostgreSQL leaves a table out, warns, and reports success. So success is not asked for:
 * a warning, whatever its words, is a failure, and the server's own statistics must show that both took place since its
 * own clock was read.
 *
 * @param name as the server quotes it.
 * @param ms how long the statement may take.
 */
// https://www.postgresql.org/docs/current/sql-vacuum.html
export async function vacuumTable(
  session: Session,
  name: string,
  { ms, sleep }: { readonly ms: number; readonly sleep: (ms: number) => Promise<void> },
): Promise<Vacuumed> {
  try {
    session.notices();
    await session.query(`SET lock_timeout = ${LOCK_MS}`);
    await session.query(`SET statement_timeout = ${Math.floor(ms)}`);
    const [clock] = await session.query<{ at: string }>('SELECT extract(epoch FROM clock_timestamp())::text AS at');
    if (!clock) throw new Error('The server does not say what time it is.');
    await session.query(`VACUUM (ANALYZE) ${name}`, [], ms + GRACE_MS);
    const warning = session.notices().find(isWarning);
    if (warning) return { outcome: 'failed', because: warning.message };
    return await proved(session, name, clock.at, sleep);
  } catch (error) {
    return explain(error);
  }
}

/** Class 01; by the code, because the words, and the word WARNING itself, are in the language of the server. */
const isWarning = ({ code }: Notice): boolean => code.startsWith('01');

const PROOF = `
  SELECT coalesce(extract(epoch FROM last_vacuum)::numeric >= $2::numeric, false) AS vacuumed,
         coalesce(extract(epoch FROM last_analyze)::numeric >= $2::numeric, false) AS analysed
  FROM pg_catalog.pg_stat_all_tables
  WHERE relid = to_regclass($1)`;

async function proved(
  session: Session,
  name: string,
  since: string,
  sleep: (ms: number) => Promise<void>,
): Promise<Vacuumed> {
  for (let attempt = 1; ; attempt++) {
    const [shown] = await session.query<{ vacuumed: boolean; analysed: boolean }>(PROOF, [name, since]);
    if (shown?.vacuumed && shown.analysed) return { outcome: 'done' };
    if (attempt === SHOWN_TRIES) {
      const missing = shown
        ? [shown.vacuumed ? [] : 'last_vacuum', shown.analysed ? [] : 'last_analyze'].flat().join(' and ')
        : 'its statistics, which are gone,';
      return { outcome: 'failed', because: `the server reports success, and ${missing} did not advance` };
    }
    await sleep(SHOWN_EVERY_MS);
  }
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const FAILURES: Readonly<Record<string, string>> = {
  '55P03': `somebody held it for ${LOCK_MS / 1000} s`,
  '42501': 'the role may not',
  '42P01': 'it was dropped meanwhile',
};

function explain(error: unknown): Vacuumed {
  if (isLost(error)) return { outcome: 'lost' };
  const state = sqlState(error) ?? '';
  if (state === '57014') return { outcome: 'timed-out' };
  return { outcome: 'failed', because: FAILURES[state] ?? `PostgreSQL error ${state}` };
}
