import type { DBInstance, DBSnapshot } from '@aws-sdk/client-rds';
import type { DatabaseAsk } from '../shared/guard/decide-database';
import { tagOf } from '../shared/maintenance/snapshots';
import { RESTORE_TAGS } from '../shared/restores/names';
import { fromInWords, type RestorePlan, restoreCommand, undoOf } from '../shared/restores/plan';
import type { Look, StepResult } from '../shared/step';
import { dateAndTime, named } from '../shared/wording';

/** What is looked at again right before the act, and after an approval. */
export interface Seen {
  /** The instance it is a copy of. */
  readonly database: Look<DBInstance | undefined>;
  /** What stands under the new one's name. */
  readonly restored: Look<DBInstance | undefined>;
  /** The snapshot; undefined where an instant is restored. */
  readonly snapshot?: Look<DBSnapshot | undefined>;
}

export const withoutPlan: StepResult = {
  outcome: 'escalate',
  finding: 'Nothing was restored: no restore point has been chosen.',
  verdict: 'not-fixed',
  refused: { act: 'restore', because: 'nothing was chosen' },
  advice: 'Read the timeline for why; close this incident, and start the runbook again.',
};

/** Whether an instance was made by this run. */
export const isOfRun = (one: DBInstance, incidentId: string): boolean =>
  tagOf(one, RESTORE_TAGS.incident) === incidentId;

/**
 * Whether there is anything to ask for. An instance of this run means that an attempt whose answer was lost, or that died
 * after it, has done it already: none is restored again. The same name with another's tag is somebody else's.
 */
export function decideBefore(
  plan: RestorePlan,
  { restored, snapshot }: Seen,
  incidentId: string,
): StepResult | undefined {
  if ('unseen' in restored) return unlooked(plan, restored.unseen);
  if (restored.seen && isOfRun(restored.seen, incidentId)) return begunBefore(plan);
  if (restored.seen) return nameTaken(plan);
  if (snapshot === undefined) return undefined;
  if ('unseen' in snapshot) return unlooked(plan, snapshot.unseen);
  const status = snapshot.seen?.Status;
  if (status === 'available') return undefined;
  return {
    outcome: 'escalate',
    finding: `Nothing was restored: the ${fromInWords(plan)} ${snapshot.seen ? `is "${status}" by now` : 'is not there any more'}.`,
    verdict: 'not-fixed',
    refused: { act: 'restore', because: 'the snapshot is not available' },
    advice: 'Find out what has become of it; close this incident, and start the runbook again with another.',
  };
}

/** The wish in the words of the guard. The facts are what people are told, and what is looked at again after their yes. */
export function askToRestore(plan: RestorePlan, { database, snapshot }: Seen): DatabaseAsk {
  const { instance, restored, setup } = plan;
  const status = 'unseen' in database ? 'unknown' : (database.seen?.DBInstanceStatus ?? 'gone');
  const { from } = plan;
  return {
    act: 'restore',
    resource: instance,
    command: restoreCommand(plan),
    effect:
      `A second instance, ${restored}, is made of ${fromInWords(plan)}; nothing points to it and ${instance} stays as it is. ` +
      `It holds all the data of that time, and a ${setup.instanceClass}${setup.multiAz ? ' (Multi-AZ)' : ''} with ` +
      `${setup.storageGb} GiB is paid by the hour until somebody deletes it; it expires on ${dateAndTime(plan.expires)}.`,
    undo: undoOf(plan),
    facts: {
      'restored to': restored,
      'restored from': 'snapshot' in from ? from.snapshot : from.time,
      'snapshot status':
        snapshot === undefined ? null : 'unseen' in snapshot ? 'unknown' : (snapshot.seen?.Status ?? 'gone'),
      // What RDS does by itself every day is no other world.
      'instance state': status === 'backing-up' ? 'available' : status,
    },
  };
}

export const begun = (plan: RestorePlan): StepResult => ({
  outcome: 'continue',
  finding: `${plan.restored} is being restored from ${fromInWords(plan)}.`,
  act: { action: 'restore', resource: plan.restored },
});

export const begunBefore = (plan: RestorePlan): StepResult => ({
  outcome: 'continue',
  finding: `${plan.restored} was asked for before, by this run: nothing is restored again.`,
  act: { action: 'restore', resource: plan.restored },
});

/** Nothing is known about its effect: it is looked for, and asked for again only where it is not there. */
export const answerLost = (plan: RestorePlan, error: unknown): StepResult => ({
  outcome: 'wait',
  finding: `Whether ${plan.restored} is being restored is not known yet (${named(error)}); looking for it, no longer than this step may.`,
  verdict: 'unknown',
  advice: `Look for it: aws rds describe-db-instances --db-instance-identifier ${plan.restored}`,
});

const unlooked = (plan: RestorePlan, because: string): StepResult => ({
  outcome: 'wait',
  finding: `Could not look at what there is before restoring ${plan.restored}: ${because}. Looking again, no longer than this step may.`,
  verdict: 'unknown',
  advice: 'See whether RDS can be asked at all; then start the runbook again.',
});

export const nameTaken = ({ restored }: RestorePlan): StepResult => ({
  outcome: 'escalate',
  finding: `Nothing was restored: there is an instance ${restored} already, and it is not of this run.`,
  verdict: 'not-fixed',
  refused: { act: 'restore', because: 'the name is taken' },
  advice: 'See whose it is; close this incident, and start the runbook again: a minute later the name is another.',
});

/** By the name of the error. What is not here is told as it is. */
const REFUSALS: Readonly<Record<string, { readonly because: string; readonly advice: string }>> = {
  InstanceQuotaExceededFault: {
    because: 'the instance quota is reached',
    advice:
      'See which instances nobody needs (aws rds describe-db-instances; restored ones have the tag runbook:expires), or ask for a higher quota (aws service-quotas request-service-quota-increase --service-code rds); then start the runbook again.',
  },
  StorageQuotaExceededFault: {
    because: 'the storage quota is reached',
    advice: 'Ask for a higher storage quota of RDS; then start the runbook again.',
  },
  InvalidDBSnapshotStateFault: {
    because: 'the snapshot is not available',
    advice: 'Wait until it is available, or choose another; then start the runbook again.',
  },
  DBSnapshotNotFoundFault: {
    because: 'there is no such snapshot',
    advice: 'Find out in CloudTrail who deleted it (DeleteDBSnapshot), and choose another.',
  },
  DBSubnetGroupNotFoundFault: {
    because: 'the subnet group is gone',
    advice: 'Find out what became of the subnet group of the database; restore by hand into another.',
  },
  DBParameterGroupNotFoundFault: {
    because: 'the parameter group is gone',
    advice: 'Find out what became of the parameter group of the database; restore by hand with another.',
  },
  InsufficientDBInstanceCapacityFault: {
    because: 'AWS has no room for the class',
    advice: 'Try again later, or restore by hand with another class.',
  },
};

/** RDS has said no, and nothing was done. */
export function refusedByRds(plan: RestorePlan, error: unknown): StepResult {
  const name = error instanceof Error ? error.name : '?';
  const { because, advice } = REFUSALS[name] ?? {
    because: name,
    advice: `Read what RDS says, and decide by hand; the runbook would have run: ${restoreCommand(plan)}`,
  };
  return {
    outcome: 'escalate',
    finding: `Nothing was restored: RDS refused (${named(error)}).`,
    verdict: 'not-fixed',
    refused: { act: 'restore', because },
    advice,
  };
}
