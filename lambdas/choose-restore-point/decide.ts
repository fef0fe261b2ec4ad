import type { DBInstance, DBSnapshot } from '@aws-sdk/client-rds';
import type { Options } from '../../runbooks/options';
import { isOurs, type Ours } from '../shared/maintenance/snapshots';
import { expiryOf, restoredName } from '../shared/restores/names';
import { fromInWords, type RestorePlan, tagsFor } from '../shared/restores/plan';
import { setupOf } from '../shared/restores/setup';
import type { Look, StepResult } from '../shared/step';
import { dateAndTime, duration } from '../shared/wording';

/** What was asked for when the run was started. */
export type Chosen = { readonly snapshot: string } | { readonly time: number } | 'latest';

export function chosenIn(options: Options = {}): Chosen {
  const { snapshot, 'to-time': time } = options;
  if (typeof snapshot === 'string') return { snapshot: snapshot.toLowerCase() };
  return typeof time === 'string' ? { time: Date.parse(time) } : 'latest';
}

/** The earliest and the latest instant the instance can be restored to; absent where nothing is kept for that. */
export interface Window {
  readonly earliest?: number;
  readonly latest?: number;
}

export interface Seen {
  readonly instance: string;
  readonly ours: Ours;
  readonly owner: string;
  readonly incidentId: string;
  readonly keepDays: number;
  readonly chosen: Chosen;
  readonly now: number;
  readonly database: Look<DBInstance | undefined>;
  /** Every snapshot of the instance; looked at where one is asked for. */
  readonly snapshots: Look<readonly DBSnapshot[]>;
  /** Looked at where an instant is asked for. */
  readonly window: Look<Window>;
}

/** What will be restored; or why nothing will. */
export type Decided = { readonly plan: RestorePlan; readonly result: StepResult } | { readonly result: StepResult };

/**
 * What is restored, before anybody is asked: the snapshot that was named, or the instant, or else the newest snapshot that
 * RDS or we have taken and that is there. One that people took by hand is restored when it is named: nobody else knows what
 * it was for. A snapshot that is not there, not of this database or not available, an instant that cannot be restored, and
 * a database whose setup cannot be read end with a person: what was asked for is never replaced by something like it.
 */
export function choosePoint(seen: Seen): Decided {
  const { instance, database, chosen, now } = seen;
  if ('unseen' in database) return { result: unread(`how ${instance} is set up`, database.unseen) };
  if (!database.seen) return { result: noInstance(instance) };
  const from = typeof chosen === 'object' && 'time' in chosen ? instantFor(seen, chosen.time) : snapshotFor(seen);
  if ('outcome' in from) return { result: from };
  const setup = setupOf(database.seen);
  const expires = expiryOf(now, seen.keepDays);
  const plan: RestorePlan = {
    instance,
    resource: database.seen.DbiResourceId ?? '',
    restored: restoredName(instance, now),
    from,
    setup,
    tags: tagsFor(database.seen.TagList ?? [], {
      environment: seen.ours.environment,
      incident: seen.incidentId,
      owner: seen.owner,
      expires,
      restoredFrom: 'snapshot' in from ? from.snapshot : from.time,
      restoredOf: instance,
    }),
    expires,
    owner: seen.owner,
  };
  return { plan, result: { outcome: 'continue', finding: toldOf(plan, now), evidence: { setup } } };
}

function toldOf(plan: RestorePlan, now: number): string {
  const { instance, restored, setup, from } = plan;
  const at = Date.parse('snapshot' in from ? from.takenAt : from.time);
  const zones = setup.multiAz ? 'Multi-AZ' : 'one zone';
  return (
    `Of ${instance} is restored: ${fromInWords(plan)}, ${ago(now - at)}, to a new instance ${restored}. ` +
    `Copied: subnet group ${setup.subnetGroup}, security groups ${setup.securityGroups.join(', ')}, parameter group ` +
    `${setup.parameterGroup}, ${zones}, ${setup.instanceClass}, ${setup.storageType}, deletion protection ` +
    `${setup.deletionProtection ? 'on' : 'off'}. It expires on ${dateAndTime(plan.expires)}.`
  );
}

const HOUR_MS = 3_600_000;

/** `14 h ago`, `12 min 3 s ago`. */
function ago(ms: number): string {
  if (ms < 2 * HOUR_MS) return `${duration(ms / 1000)} ago`;
  const hours = Math.round(ms / HOUR_MS);
  return hours < 48 ? `${hours} h ago` : `${Math.round(hours / 24)} days ago`;
}

function instantFor({ instance, window, now }: Seen, time: number): RestorePlan['from'] | StepResult {
  if ('unseen' in window) return unread(`which instants ${instance} can be restored to`, window.unseen);
  const { earliest, latest } = window.seen;
  const asked = dateAndTime(time);
  const advice = 'Start the runbook again with an instant in the window, or with a snapshot.';
  if (earliest === undefined || latest === undefined) {
    return refusedWith(
      `${instance} cannot be restored to an instant: RDS keeps nothing for that.`,
      'no point in time can be restored',
      'Enable automated backups; restore a snapshot until then.',
    );
  }
  if (time < earliest || time > latest) {
    const what = time > now ? 'lies in the future' : 'cannot be restored';
    return refusedWith(
      `${asked} ${what}: ${instance} can be restored to any instant from ${dateAndTime(earliest)} to ${dateAndTime(latest)}.`,
      'the instant is outside the window',
      advice,
    );
  }
  return { time: new Date(time).toISOString() };
}

function snapshotFor(seen: Seen): RestorePlan['from'] | StepResult {
  const { instance, snapshots, chosen } = seen;
  if ('unseen' in snapshots) return unread(`the snapshots of ${instance}`, snapshots.unseen);
  if (typeof chosen === 'object' && 'snapshot' in chosen) {
    const found = snapshots.seen.find(({ DBSnapshotIdentifier: id }) => id?.toLowerCase() === chosen.snapshot);
    return found ? available(found) : missing(seen, chosen.snapshot, snapshots.seen);
  }
  const newest = restorable(seen, snapshots.seen)[0];
  if (newest) return newest;
  return refusedWith(
    `There is no snapshot of ${instance} that could be restored: none of RDS's own, and none of ours, is available.`,
    'there is no snapshot',
    `Look for one that somebody took by hand: aws rds describe-db-snapshots --db-instance-identifier ${instance}`,
  );
}

type FromSnapshot = Extract<RestorePlan['from'], { readonly snapshot: string }>;

/** Those of RDS and ours that are available, newest first. */
function restorable({ ours }: Seen, snapshots: readonly DBSnapshot[]): FromSnapshot[] {
  return snapshots
    .filter((one) => one.SnapshotType === 'automated' || isOurs(one, ours))
    .flatMap((one) => {
      const from = available(one);
      return 'outcome' in from ? [] : [from];
    })
    .sort((one, other) => Date.parse(other.takenAt) - Date.parse(one.takenAt));
}

function available(one: DBSnapshot): FromSnapshot | StepResult {
  const { DBSnapshotIdentifier: snapshot = '?', SnapshotType: type = '?', Status: status = '(none)' } = one;
  const taken = one.OriginalSnapshotCreateTime ?? one.SnapshotCreateTime;
  if (status === 'available' && taken) return { snapshot, type, takenAt: taken.toISOString() };
  return refusedWith(
    `Snapshot ${snapshot} is "${status}"${status === 'available' ? ' and has no time' : ''}: only one that is available can be restored.`,
    'the snapshot is not available',
    status === 'creating'
      ? 'Wait until it is available, then start the runbook again.'
      : 'Choose another; without --snapshot the newest that is available is taken.',
  );
}

const MOST_NAMED = 3;

function missing(seen: Seen, id: string, snapshots: readonly DBSnapshot[]): StepResult {
  const others = restorable(seen, snapshots)
    .slice(0, MOST_NAMED)
    .map(({ snapshot }) => snapshot);
  return refusedWith(
    `There is no snapshot ${id} of ${seen.instance}. The newest that could be restored: ${others.join(', ') || 'none'}.`,
    'there is no such snapshot',
    `See what there is (aws rds describe-db-snapshots --db-instance-identifier ${seen.instance}), and start the runbook again.`,
  );
}

const refusedWith = (finding: string, because: string, advice: string): StepResult => ({
  outcome: 'escalate',
  finding: `Nothing was restored: ${finding}`,
  verdict: 'not-fixed',
  refused: { act: 'restore', because },
  advice,
});

const noInstance = (instance: string): StepResult => ({
  outcome: 'escalate',
  finding: `Nothing was restored: there is no database ${instance}, so how it was set up is not known.`,
  verdict: 'unknown',
  refused: { act: 'restore', because: 'there is no database' },
  advice: `Its snapshots outlive it: aws rds describe-db-snapshots --db-instance-identifier ${instance}. Restore by hand, with its subnet group, security groups and parameter group.`,
});

const unread = (what: string, because: string): StepResult => ({
  outcome: 'escalate',
  finding: `Nothing was restored: could not read ${what} (${because}).`,
  verdict: 'unknown',
  refused: { act: 'restore', because: 'it could not be looked at' },
  advice: 'See whether RDS can be asked at all; then start the runbook again.',
});
