import type { Look, StepResult } from '../shared/step';
import { counted } from '../shared/wording';
import { type Sizes, sizeInWords } from './sizes';

/** How many of the largest tables a sentence bears. */
const MOST_NAMED = 3;

/** Before: how large they are. Nothing depends on it; it is for the comparison at the end and for whoever plans the disk. */
export const describeBefore = ({ tables, totalBytes }: Sizes, key: string): StepResult => ({
  outcome: 'continue',
  finding: [
    `${counted(tables.length, 'table')}, ${sizeInWords(totalBytes)} in all`,
    ...(tables.length > 0
      ? [
          `; the largest: ${tables
            .slice(0, MOST_NAMED)
            .map(({ name, bytes }) => `${name} ${sizeInWords(bytes)}`)
            .join(', ')}`,
        ]
      : []),
    `. Kept in ${key}.`,
  ].join(''),
});

/**
 * After: VACUUM gives space back for new rows and seldom to the disk, so a total that is the same is no failure. What was
 * measured is never worse for the comparison that is missing.
 * @param picture its key, where there is one.
 */
export function describeAfter(
  before: Look<Sizes>,
  { totalBytes }: Sizes,
  keys: { sizes: string; picture?: string },
): StepResult {
  if ('unseen' in before) {
    return {
      outcome: 'continue',
      finding: `Total ${sizeInWords(totalBytes)} after; what it was before could not be read (${before.unseen}). Kept in ${keys.sizes}.`,
    };
  }
  return {
    outcome: 'continue',
    finding: `Total ${sizeInWords(before.seen.totalBytes)} before, ${sizeInWords(totalBytes)} after. Kept in ${keys.sizes}${keys.picture ? `, drawn in ${keys.picture}` : ''}.`,
  };
}

/** The database answers, and its sizes cannot be had now: nothing depends on them. */
export const unmeasured = (phase: 'before' | 'after', because: string): StepResult => ({
  outcome: 'continue',
  finding: `Could not measure the tables ${phase} the maintenance: ${because}.`,
  advice:
    'If the sizes matter: SELECT pg_size_pretty(pg_total_relation_size(oid)), relname FROM pg_class; and see who holds a table alone (pg_locks).',
});
