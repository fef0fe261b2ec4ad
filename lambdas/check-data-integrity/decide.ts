import { type Seen as Unconnected, unconnected } from '../shared/connection';
import type { Look } from '../shared/step';
import { counted, dateAndTime } from '../shared/wording';
import type { Documented } from './documented';
import type { Inspection } from './inspect';

export interface Seen {
  /** Undefined: nobody has ever written any down. */
  readonly documented: Look<Documented | undefined>;
  /** What was seen of the database, or how the attempt to connect went. */
  readonly database: { readonly seen: Inspection } | { readonly unconnected: Unconnected };
}

/** `damaged` is seen; `unknown` is what could not be looked at. Neither lets anybody resume. */
export interface Integrity {
  readonly state: 'whole' | 'damaged' | 'unknown';
  /** Sentences, with their numbers. */
  readonly says: string;
}

/** How many names a sentence bears. */
const MOST_NAMED = 8;

/**
 * Whether the data are all there.
 *
 * - Damaged: a table that was counted once is gone or has fewer rows than then, a checksum has failed, or an index is
 *   invalid. Fewer rows can be somebody's tidying up: it is for people to say so, not for a machine to assume it.
 * - Unknown: the database, the last counts, or one of its tables could not be looked at.
 * - Whole otherwise. What there is nothing to compare with is said, and is not what was found well: nobody has counted
 *   before, or the instance keeps no checksums.
 */
export function judgeIntegrity({ documented, database }: Seen): Integrity {
  if ('unconnected' in database) {
    const why = unconnected(database.unconnected)?.finding ?? 'It could not be asked.';
    return { state: 'unknown', says: `Could not check the data: ${why}` };
  }
  const { count, checksumFailures, invalidIndexes } = database.seen;
  const rows = judgeRows(documented, database.seen);
  const checksums: Part =
    checksumFailures === null
      ? { state: 'whole', says: 'Checksum failures are not known: the instance keeps no checksums.' }
      : {
          state: checksumFailures === 0 ? 'whole' : 'damaged',
          says:
            checksumFailures === 0
              ? 'No checksum has failed.'
              : `${counted(checksumFailures, 'page')} failed the checksum.`,
        };
  const indexes: Part =
    invalidIndexes.length === 0
      ? { state: 'whole', says: 'Every index is valid.' }
      : {
          state: 'damaged',
          says: `${counted(invalidIndexes.length, 'index').replace(/indexs$/, 'indexes')} not valid: ${some(invalidIndexes)}.`,
        };
  const parts = [rows, checksums, indexes];
  const state = (['damaged', 'unknown'] as const).find((one) => parts.some((part) => part.state === one)) ?? 'whole';
  const total = Object.values(count.tables).reduce((sum, each) => sum + each, 0);
  const now = `${total.toLocaleString('en-US')} rows in ${counted(Object.keys(count.tables).length, 'table')}.`;
  return { state, says: [now, ...parts.map(({ says }) => says)].join(' ') };
}

interface Part {
  readonly state: Integrity['state'];
  readonly says: string;
}

function judgeRows(documented: Seen['documented'], { count }: Pick<Inspection, 'count'>): Part {
  if ('unseen' in documented)
    return { state: 'unknown', says: `Could not read the last row counts (${documented.unseen}).` };
  if (!documented.seen)
    return { state: 'whole', says: 'Not compared: nobody has written row counts down before (no backup of ours).' };
  const { at, key, tables: before } = documented.seen;
  const { tables, notCounted } = count;
  const names = Object.keys(before).sort();
  const gone = names.filter((name) => tables[name] === undefined && notCounted[name] === undefined);
  const fewer = names.filter((name) => (tables[name] ?? Number.POSITIVE_INFINITY) < (before[name] ?? 0));
  const uncounted = names.filter((name) => notCounted[name] !== undefined);
  const than = `than at ${dateAndTime(at)} (${key})`;
  const says = [
    ...(gone.length > 0
      ? [`${counted(gone.length, 'table')} gone: ${some(gone.map((name) => `${name} (${before[name]} rows)`))}.`]
      : []),
    ...(fewer.length > 0
      ? [`Fewer rows ${than}: ${some(fewer.map((name) => `${name} ${tables[name]} instead of ${before[name]}`))}.`]
      : []),
    ...(uncounted.length > 0
      ? [`Could not count ${some(uncounted.map((name) => `${name} (${notCounted[name]})`))}.`]
      : []),
    ...(gone.length + fewer.length + uncounted.length === 0 ? [`No table is gone or has fewer rows ${than}.`] : []),
  ];
  const state = gone.length + fewer.length > 0 ? 'damaged' : uncounted.length > 0 ? 'unknown' : 'whole';
  return { state, says: says.join(' ') };
}

const some = (names: readonly string[]): string =>
  names.length <= MOST_NAMED
    ? names.join(', ')
    : `${names.slice(0, MOST_NAMED).join(', ')} and ${names.length - MOST_NAMED} more`;
