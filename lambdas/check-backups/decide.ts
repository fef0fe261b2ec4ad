import type { ItemAnswer } from '../shared/checklist/item';
import { attention, failed, ok, unchecked } from '../shared/checklist/item';
import { type BackupWindow, isInWindow, windowInWords } from '../shared/checks/backup-window';
import type { Database } from '../shared/database';
import type { Look } from '../shared/step';
import { dateAndTime } from '../shared/wording';
import { type Leftover, withLeftovers } from './leftovers';

export interface Snapshot {
  readonly id: string;
  /** `automated`: taken by RDS every day. */
  readonly type: string;
  readonly status: string;
  /** Instant in milliseconds since the epoch; absent until it has begun. */
  readonly takenAt?: number;
}

export interface Seen {
  readonly instance: string;
  readonly snapshots: Look<readonly Snapshot[]>;
  readonly database: Look<Database | undefined>;
  /** What restores have left. */
  readonly leftovers: Look<readonly Leftover[]>;
  /** Snapshots of our own are called `<prefix>-…`. */
  readonly prefix: string;
  readonly maxAgeHours: number;
  readonly window: BackupWindow;
  readonly now: number;
}

/**
 * The newest snapshot that could be restored, RDS's own or ours, is young enough. What people took by hand does not count:
 * nobody promises that it stays.
 *
 * A backup under way is no failure, whatever the age of the one before it; in the window it is the daily work. It needs
 * attention at another hour, and where the one before it is too old: a backup that has begun has not yet succeeded.
 *
 * Instances that were restored, and the one that a restored one has replaced, are told from the day before they expire
 * until somebody deletes them: they cost money, they hold all the data, and nothing deletes them by itself.
 */
export function decideBackups(seen: Seen): ItemAnswer {
  return withLeftovers(ofBackups(seen), seen.leftovers, seen.now);
}

function ofBackups(seen: Seen): ItemAnswer {
  const { instance, snapshots, database, maxAgeHours, window, now } = seen;
  if ('unseen' in snapshots) return unchecked(`The snapshots of ${instance} could not be read (${snapshots.unseen}).`);
  if ('unseen' in database) return unchecked(`The database ${instance} could not be checked (${database.unseen}).`);
  if (!database.seen) return unchecked(`The backup could not be checked: there is no database ${instance}.`);

  const counted = snapshots.seen.filter((snapshot) => counts(snapshot, seen.prefix));
  const newest = newestOf(counted);
  const hours = newest ? hoursSince(newest.takenAt, now) : undefined;
  const more = {
    numbers: {
      'age hours': hours ?? null,
      'at most hours': maxAgeHours,
      available: counted.filter(isAvailable).length,
    },
    details: counted.filter((snapshot) => !isAvailable(snapshot)).map(({ id, status }) => `${id} is "${status}"`),
  };
  const old = hours === undefined || hours > maxAgeHours;
  const newestSays =
    newest && hours !== undefined
      ? `The newest backup (${newest.id}, ${dateAndTime(newest.takenAt)}) is ${hours} h old, ${old ? `more than the ${maxAgeHours} h wanted` : `at most ${maxAgeHours} h wanted`}`
      : `There is no backup of ${instance} that could be restored`;

  const underWay = backupUnderWay(counted, database.seen);
  if (underWay === undefined) return old ? failed(`${newestSays}.`, more) : ok(`${newestSays}.`, more);
  const inside = isInWindow(window, now);
  const says = `${newestSays}; one is under way (${underWay}), ${inside ? 'in' : 'outside'} the window (${windowInWords(window)}).`;
  return inside && !old ? ok(says, more) : attention(says, more);
}

const counts = ({ id, type }: Snapshot, prefix: string): boolean => type === 'automated' || id.startsWith(`${prefix}-`);

const isAvailable = ({ status }: Snapshot): boolean => status === 'available';

function newestOf(snapshots: readonly Snapshot[]): (Snapshot & { readonly takenAt: number }) | undefined {
  return snapshots
    .filter(isAvailable)
    .flatMap(({ takenAt, ...snapshot }) => (takenAt === undefined ? [] : [{ ...snapshot, takenAt }]))
    .sort((a, b) => b.takenAt - a.takenAt)[0];
}

function backupUnderWay(snapshots: readonly Snapshot[], { instance, status }: Database): string | undefined {
  const creating = snapshots.find((snapshot) => snapshot.status === 'creating');
  if (creating) return `${creating.id} is "creating"`;
  return status === 'backing-up' ? `${instance} is "backing-up"` : undefined;
}

/** With one decimal, rounded up: one that is a minute too old is not shown as just right. */
const hoursSince = (at: number, now: number): number => Math.ceil((now - at) / 360_000) / 10;
