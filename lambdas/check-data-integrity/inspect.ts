import { countRows } from '../count-rows/count';
import type { Count } from '../count-rows/decide';
import type { Session } from '../shared/postgres';

/** What the server itself knows about its data, at one look. */
export interface Inspection {
  readonly count: Count;
  /** Pages whose checksum was wrong, in this database, since its statistics began; null: it does not keep checksums. */
  readonly checksumFailures: number | null;
  /** Indexes the server does not use because they were not built to their end, or are broken; as it quotes their names. */
  readonly invalidIndexes: readonly string[];
}

/**
 * Asks what costs nothing first, and counts the rows then.
 * @throws what the server or the driver says.
 */
export async function inspect(
  session: Session,
  time: { readonly now: () => number; readonly until: number },
): Promise<Inspection> {
  // https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-DATABASE-VIEW
  const [failures] = await session.query<{ failures: string | null }>(
    'SELECT checksum_failures::text AS failures FROM pg_catalog.pg_stat_database WHERE datname = current_database()',
  );
  if (!failures) throw new Error('the database is not in pg_stat_database');
  // https://www.postgresql.org/docs/current/catalog-pg-index.html
  const invalid = await session.query<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE NOT i.indisvalid ORDER BY 1`,
  );
  const count = await countRows(session, time);
  return {
    count,
    checksumFailures: failures.failures === null ? null : Number(failures.failures),
    invalidIndexes: invalid.map(({ name }) => name),
  };
}
