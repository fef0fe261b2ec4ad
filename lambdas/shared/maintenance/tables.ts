import type { Session } from '../postgres';

/** `relkind` of what holds rows itself. https://www.postgresql.org/docs/current/catalog-pg-class.html */
export const KINDS = {
  /** Ordinary tables; the partitions of a partitioned one are such tables. */
  tables: ['r'],
  /** Materialised views hold rows like tables, and may be vacuumed like them. */
  tablesAndViews: ['r', 'm'],
} as const;

/**
 * What is outside the server's own schemas. Not among it, whichever kinds are asked for: partitioned tables themselves
 * (their rows are in their partitions), foreign tables (their rows are in another database), and temporary tables (they
 * are other sessions').
 *
 * The server quotes the names: one with a capital or a quotation mark in it, put into a statement as it is, would be
 * another table or another statement.
 */
const FROM_TABLES = `
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind::text = ANY ($1)
    AND c.relpersistence <> 't'
    AND n.nspname NOT IN ('pg_catalog', 'information_schema')
    AND n.nspname NOT LIKE 'pg\\_toast%'`;

const NAME = "format('%I.%I', n.nspname, c.relname)";

/**
 * Names as the server quotes them (`public.trades`, `public."Mixed Case"`), smallest first by the pages the server has
 * counted of late: their true sizes cannot be had while somebody holds one of them alone.
 */
export async function listTables(session: Session, kinds: readonly string[]): Promise<string[]> {
  const rows = await session.query<{ name: string }>(`SELECT ${NAME} AS name ${FROM_TABLES} ORDER BY c.relpages, 1`, [
    kinds,
  ]);
  return rows.map(({ name }) => name);
}

/** Bytes of a table, with its indexes and what is stored out of line. */
export interface TableSize {
  readonly name: string;
  readonly bytes: number;
}

/** The files of thousands of tables are looked at one by one, and each waits for whoever holds its table alone. */
const MEASURING_MS = 15_000;

/** Sizes, largest first. @throws when one of them is held for too long. */
export async function measureTables(session: Session, kinds: readonly string[]): Promise<TableSize[]> {
  await session.query(`SET statement_timeout = ${MEASURING_MS - 2_000}`);
  // By oid, which needs no name; null is a table that was dropped meanwhile.
  const sizes = `SELECT ${NAME} AS name, pg_total_relation_size(c.oid)::text AS bytes ${FROM_TABLES}
    ORDER BY pg_total_relation_size(c.oid) DESC, 1`;
  const rows = await session.query<{ name: string; bytes: string | null }>(sizes, [kinds], MEASURING_MS);
  return rows.flatMap(({ name, bytes }) => (bytes === null ? [] : [{ name, bytes: Number(bytes) }]));
}
