import { failed, type ItemAnswer, ok, unchecked } from '../shared/checklist/item';
import { dateInWords } from '../shared/day-signals';
import { counted } from '../shared/wording';
import type { Fate } from './work';

/** What became of one file, by its name. */
export interface Done {
  readonly name: string;
  readonly fate: Fate;
}

export interface Seen {
  readonly date: string;
  /** How many files the manifest names, and their bytes. */
  readonly files: number;
  readonly bytes: number;
  /** In the manifest's order; short where the time was up. */
  readonly verified: readonly Done[];
  /** The same for the copies, the manifest's own last; empty where not every file is right. */
  readonly copied: readonly Done[];
  /** Where the copies are, for people. */
  readonly to: string;
}

/**
 * Whether the day's export is backed up. Nothing is copied before every file is what its manifest says, and the manifest is
 * copied last: a backup with a manifest is a whole one. A file that is wrong, or whose copy is there already as something else,
 * fails; what could not be read or copied, or not in time, could not be checked. Either way it is said how many of how many
 * are done.
 */
export function decideBackup({ date, files, bytes, verified, copied, to }: Seen): ItemAnswer {
  const copies = copied.filter(({ fate }) => fate.is === 'copied').length;
  const there = copied.filter(({ fate }) => fate.is === 'there').length;
  const right = verified.filter(({ fate }) => fate.is === 'right').length;
  const numbers = { date, files, bytes, verified: right, copied: copies, alreadyThere: there };
  const wrong = [...verified, ...copied].flatMap(saying('wrong'));
  const unknown = [...verified, ...copied].flatMap(saying('unknown'));
  const done = `${right} of ${counted(files, 'file')} of ${dateInWords(date)} verified, ${copies + there} of ${files + 1} copied to ${to} (its manifest last)`;
  if (wrong.length > 0) {
    return failed(`${wrong.slice(0, TOLD).join('; ')}. ${done}.`, { numbers, details: [...wrong, ...unknown] });
  }
  if (unknown.length > 0)
    return unchecked(`${unknown.slice(0, TOLD).join('; ')}. ${done}.`, { numbers, details: unknown });
  if (right < files || copies + there < files + 1) return unchecked(`The time was up. ${done}.`, { numbers });
  const before = there > 0 ? `; ${there} of the copies were there already` : '';
  return ok(
    `${counted(files, 'file')} of ${dateInWords(date)} (${bytes} bytes) and the manifest copied to ${to} and read back${before}.`,
    { numbers },
  );
}

const TOLD = 3;

const saying =
  (which: 'wrong' | 'unknown') =>
  ({ name, fate }: Done): string[] =>
    fate.is === which ? [`${name} ${fate.says}`] : [];
