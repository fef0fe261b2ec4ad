import * as v from 'valibot';
import type { StepResult } from '../shared/step';
import { counted } from '../shared/wording';

export type When = 'before' | 'after';

const Count = v.object({
  /** ISO 8601 in UTC. */
  at: v.string(),
  /** Rows by table, as the server quotes its name. */
  tables: v.record(v.string(), v.number()),
  /** Why a table was not counted. */
  notCounted: v.record(v.string(), v.string()),
});
export type Count = v.InferOutput<typeof Count>;

/** What lies beside a snapshot: how many rows its tables had before it was asked for, and after it was there. */
export const RowCounts = v.object({
  snapshot: v.nullable(v.string()),
  instance: v.string(),
  /** Id of the incident. */
  takenFor: v.string(),
  before: v.optional(Count),
  after: v.optional(Count),
});
export type RowCounts = v.InferOutput<typeof RowCounts>;

/** How many names a sentence bears; the document has them all. */
const MOST_NAMED = 5;

const some = (names: readonly string[]): string =>
  names.length <= MOST_NAMED
    ? names.join(', ')
    : `${names.slice(0, MOST_NAMED).join(', ')} and ${names.length - MOST_NAMED} more`;

/**
 * What the counts say. They are for whoever restores the snapshot one day and asks whether everything is there; a table
 * that could not be counted, or whose count has changed meanwhile, is no reason to stop: it is said.
 */
export function describeCount(when: When, { before, after }: RowCounts, key: string): StepResult {
  const count = when === 'before' ? before : after;
  const { tables = {}, notCounted = {} } = count ?? {};
  const rows = Object.values(tables).reduce((sum, each) => sum + each, 0);
  const missing = Object.keys(notCounted);
  const reasons = [...new Set(Object.values(notCounted))].join('; ');
  const findings = [
    `Counted ${rows.toLocaleString('en-US')} rows in ${counted(Object.keys(tables).length, 'table')} ${when} the backup.`,
    ...(missing.length > 0 ? [`Not counted: ${some(missing)} (${reasons}).`] : []),
    ...(when === 'after' ? [compared(before, after)] : []),
    `Kept in ${key}.`,
  ];
  return {
    outcome: 'continue',
    finding: findings.join(' '),
    ...(missing.length > 0
      ? { advice: `Count by hand what was left out, if it matters: SELECT count(*) FROM ${missing[0]};` }
      : {}),
  };
}

function compared(before: Count | undefined, after: Count | undefined): string {
  if (!before || !after) return 'There is no count from before the backup to compare it with.';
  const names = [...new Set([...Object.keys(before.tables), ...Object.keys(after.tables)])].sort();
  const changed = names.filter((name) => before.tables[name] !== after.tables[name]);
  if (changed.length === 0) return 'The same as before it.';
  const words = changed.map((name) => `${name} ${before.tables[name] ?? 'none'} to ${after.tables[name] ?? 'none'}`);
  return `Changed during the backup: ${some(words)}.`;
}
