import type { DBSnapshot } from '@aws-sdk/client-rds';
import { scheduledMaintenance } from '../../runbooks/scheduled-maintenance';
import type { Calendar } from '../shared/calendar';
import { dateAt } from '../shared/calendar';
import { timeInWords } from '../shared/calendar/zone';
import { type Database, decideDatabase, stateOf } from '../shared/database';
import type { DatabaseAsk } from '../shared/guard/decide-database';
import { type Finished, isOfRun, TAGS } from '../shared/maintenance/snapshots';
import type { Look, StepResult } from '../shared/step';
import { dateAndTime, named } from '../shared/wording';

/** What a snapshot of this run is about. */
export interface Wanted {
  readonly instance: string;
  readonly environment: string;
  readonly owner: string;
  readonly incidentId: string;
  readonly runbook: string;
}

/**
 * What a snapshot is called, by the clock of the market: whoever looks for Saturday's backup looks under Saturday. The
 * second name is for a day that has a backup already. Without a calendar it is the name as a person types it in a shell.
 */
export function namesFor(prefix: string, calendar: Calendar | undefined, at: number): [string, ...string[]] {
  if (!calendar) return [`${prefix}-$(date +%Y%m%d)`];
  const ofTheDay = `${prefix}-${dateAt(calendar, at).replaceAll('-', '')}`;
  return [ofTheDay, `${ofTheDay}-${timeInWords(calendar, at).slice(0, 5).replace(':', '')}`];
}

export const tagsOf = ({ environment, incidentId, owner }: Wanted) => [
  { Key: TAGS.environment, Value: environment },
  { Key: TAGS.incident, Value: incidentId },
  { Key: TAGS.owner, Value: owner },
];

/**
 * The same wish in the words of the guard. Where the backup is for maintenance, maintenance is what is asked for: what would
 * be refused afterwards needs no backup, and none is taken for it.
 */
export const askToBackUp = (wanted: Wanted, id: string): DatabaseAsk => ({
  act: wanted.runbook === scheduledMaintenance.id ? 'database-maintenance' : 'database-backup',
  resource: wanted.instance,
  command: [
    `aws rds create-db-snapshot --db-instance-identifier ${wanted.instance} --db-snapshot-identifier ${id} --tags`,
    ...tagsOf(wanted).map(({ Key, Value }) => `Key=${Key},Value=${Value}`),
  ].join(' '),
  effect: 'A snapshot is taken; a Single-AZ instance pauses its I/O for a moment.',
});

/** What stands under a name. */
export type Under =
  /** Nothing: it can be taken under that name. */
  | 'free'
  /** A snapshot of this run: an attempt whose answer was lost, or that died after it. */
  | 'this-run'
  /** Somebody else's. */
  | 'taken';

export const whatIsUnder = (snapshot: DBSnapshot | undefined, incidentId: string): Under =>
  snapshot === undefined ? 'free' : isOfRun(snapshot, incidentId) ? 'this-run' : 'taken';

export const asked = (id: string, instance: string): StepResult => ({
  outcome: 'continue',
  finding: `Snapshot ${id} of ${instance} is being taken.`,
  act: { action: 'create-snapshot', resource: id },
});

export const askedBefore = (id: string, intendedAt: string): StepResult => ({
  outcome: 'continue',
  finding: `Snapshot ${id} was asked for before, by this run, at ${dateAndTime(intendedAt)}: none is taken again.`,
  act: { action: 'create-snapshot', resource: id },
});

/** Nothing is known about its effect, and asking again blindly could take two. */
export const answerLost = (id: string, error: unknown): StepResult => ({
  outcome: 'wait',
  finding: `Whether snapshot ${id} is being taken is not known yet (${named(error)}); looking for it, no longer than this step may.`,
  verdict: 'unknown',
  advice: `Look for it: aws rds describe-db-snapshots --db-snapshot-identifier ${id}`,
});

export const namesTaken = (names: readonly string[]): StepResult => ({
  outcome: 'escalate',
  finding: `No snapshot was taken: ${names.join(' and ')} belong to other runs, or to somebody else.`,
  verdict: 'not-fixed',
  refused: { act: 'database-backup', because: 'the names are taken' },
  advice: 'See who else takes snapshots under these names; close this incident, and start the runbook again.',
});

/**
 * RDS takes snapshots of an instance that is `available` (or optimising its storage) only. What changes by itself is waited
 * for; what does not is for people, with what they can do about it (shared/database.ts).
 */
export function wrongState(instance: string, database: Look<Database | undefined>): StepResult {
  const refused = { act: 'database-backup', because: 'the database is not available' };
  const seen = 'seen' in database ? database.seen : undefined;
  const state = seen && stateOf(seen.status);
  if ('seen' in database && (state === 'broken' || state === undefined)) {
    return { ...decideDatabase(instance, database), outcome: 'escalate', refused };
  }
  const is = 'unseen' in database ? `could not be read (${database.unseen})` : `is "${seen?.status}"`;
  return {
    outcome: 'wait',
    finding: `RDS takes no snapshot of ${instance} now: its status ${is}. Waiting until it is available, no longer than this step may.`,
    verdict: 'not-fixed',
    refused,
    advice: `Find out what is changing or backing up the database, and how long it takes: aws rds describe-events --source-type db-instance --source-identifier ${instance}`,
  };
}

/** @param ours oldest first; unseen where they could not be listed. */
export function quotaReached(ours: Look<readonly Finished[]>): StepResult {
  const oldest = 'seen' in ours ? ours.seen[0] : undefined;
  const number = 'seen' in ours ? ours.seen.length : `could not be read (${ours.unseen})`;
  const which = oldest ? `, the oldest ${oldest.id} of ${dateAndTime(oldest.takenAt)}` : '';
  return {
    outcome: 'escalate',
    finding: `No snapshot was taken: the account may have no more manual snapshots in this region. Of this database, ours: ${number}${which}. Nothing was deleted, and nothing goes on without a backup.`,
    verdict: 'not-fixed',
    refused: { act: 'database-backup', because: 'the snapshot quota is reached' },
    advice: [
      'A person may delete manual snapshots that nobody needs, whoever took them, or ask AWS for a higher quota (Service Quotas, Amazon RDS, "Manual DB instance snapshots").',
      oldest
        ? `The oldest of ours: aws rds delete-db-snapshot --db-snapshot-identifier ${oldest.id}`
        : 'See them all: aws rds describe-db-snapshots --snapshot-type manual --query "DBSnapshots[].[DBSnapshotIdentifier,SnapshotCreateTime]"',
    ].join(' '),
    ...('seen' in ours
      ? { evidence: { ours: ours.seen.map(({ id, takenAt }) => ({ id, takenAt: dateAndTime(takenAt) })) } }
      : {}),
  };
}

export const refusedByRds = (error: unknown): StepResult => ({
  outcome: 'escalate',
  finding: `The snapshot was refused: ${named(error)}.`,
  verdict: 'not-fixed',
  refused: { act: 'database-backup', because: error instanceof Error ? error.name : 'refused' },
  advice:
    'Mend the permission or the name the error speaks of; close this incident, and start the runbook again. Nothing else is done without its backup.',
});
