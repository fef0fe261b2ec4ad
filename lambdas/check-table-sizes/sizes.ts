import * as v from 'valibot';

/** `maintenance/<incidentId>/sizes-before.json` and `sizes-after.json`: bytes of every table, largest first. */
export const Sizes = v.object({
  /** ISO 8601 in UTC. */
  at: v.string(),
  database: v.string(),
  totalBytes: v.number(),
  /** Named as the server quotes them; with indexes and what is stored out of line. */
  tables: v.array(v.object({ name: v.string(), bytes: v.number() })),
});
export type Sizes = v.InferOutput<typeof Sizes>;

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** `1.2 GB`: by 1024, as PostgreSQL's own pg_size_pretty counts. */
export function sizeInWords(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 1024 && unit < UNITS.length - 1) [value, unit] = [value / 1024, unit + 1];
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}
