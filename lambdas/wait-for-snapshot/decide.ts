import type { DBSnapshot } from '@aws-sdk/client-rds';
import type { Mode } from '../shared/guard/mode';
import type { IntendedSnapshot } from '../shared/incident';
import { isOfRun } from '../shared/maintenance/snapshots';
import type { Look, StepResult } from '../shared/step';
import { duration } from '../shared/wording';

/** Milliseconds in which a snapshot that was asked for may not be listed yet. */
const LISTED_AFTER_MS = 60_000;

const describe = (id: string): string => `aws rds describe-db-snapshots --db-snapshot-identifier ${id}`;

/**
 * A run without a snapshot: it only observes, or something has gone wrong before this step. Where that cannot be told
 * apart, nothing is done without a backup.
 */
export function withoutSnapshot(mode: Look<Mode>): StepResult {
  if ('seen' in mode && mode.seen === 'observe') {
    return { outcome: 'continue', finding: 'There is no snapshot to wait for: this runbook only observes.' };
  }
  const but = 'unseen' in mode ? `, and the mode could not be read (${mode.unseen})` : '';
  return {
    outcome: 'escalate',
    finding: `This run has taken no snapshot${but}; nothing goes on without one.`,
    verdict: 'not-fixed',
    advice: 'Read the timeline for why none was taken; close this incident, and start the runbook again.',
  };
}

/**
 * Is the backup there? Nothing that follows is done without it: only `available` goes on. One that failed, is another
 * run's, or has gone is for people at once; one that is still being taken is waited for, and so is an answer that did not
 * come. What is left when the step's time is spent escalates (shared/step.ts).
 */
export function decideSnapshot(
  intended: IntendedSnapshot,
  snapshot: Look<DBSnapshot | undefined>,
  incidentId: string,
  now: number,
): StepResult {
  const { id, intendedAt } = intended;
  const since = now - new Date(intendedAt).getTime();
  const waited = duration(since / 1000);
  if ('unseen' in snapshot) {
    return {
      outcome: 'wait',
      finding: `Could not check snapshot ${id}: ${snapshot.unseen}. Nothing goes on without its backup.`,
      verdict: 'unknown',
      advice: `Look by hand: ${describe(id)}`,
    };
  }
  if (!snapshot.seen) {
    return since < LISTED_AFTER_MS
      ? { outcome: 'wait', finding: `Snapshot ${id} is not listed yet, ${waited} after it was asked for.` }
      : gone(id, waited);
  }
  if (!isOfRun(snapshot.seen, incidentId)) return anothers(id);
  const { Status: status = '(none)', PercentProgress: percent, AllocatedStorage: gb } = snapshot.seen;
  const size = gb === undefined ? '' : ` of ${gb} GB`;
  const evidence = {
    snapshot: {
      id,
      status,
      percent,
      encrypted: snapshot.seen.Encrypted,
      storageGb: gb,
      engine: snapshot.seen.EngineVersion,
    },
  };
  switch (status) {
    case 'available':
      return { outcome: 'continue', finding: `Snapshot ${id}${size} is available after ${waited}.`, evidence };
    case 'creating':
      return {
        outcome: 'wait',
        finding: `Snapshot ${id}${size} is being taken: ${percent ?? 'an unknown number of'} % after ${waited}. Nothing goes on without its backup.`,
        verdict: 'not-fixed',
        advice: `A first snapshot copies everything and takes longest: ${describe(id)}. When it is available, close this incident, and start the runbook again: it takes one of its own, which is short then.`,
        evidence,
      };
    default:
      return {
        outcome: 'escalate',
        finding: `Snapshot ${id} is "${status}" after ${waited} and will not be available. Nothing goes on without its backup.`,
        verdict: 'not-fixed',
        advice: `Read the events of the snapshot (aws rds describe-events --source-type db-snapshot --source-identifier ${id}); close this incident, and start the runbook again.`,
        callOutside: 'aws',
        evidence,
      };
  }
}

const gone = (id: string, waited: string): StepResult => ({
  outcome: 'escalate',
  finding: `There is no snapshot ${id}, ${waited} after it was asked for: it was deleted, or never taken.`,
  verdict: 'not-fixed',
  advice: 'Find out in CloudTrail who deleted it (DeleteDBSnapshot); close this incident, and start the runbook again.',
});

const anothers = (id: string): StepResult => ({
  outcome: 'escalate',
  finding: `Snapshot ${id} does not belong to this run: another was taken under its name.`,
  verdict: 'not-fixed',
  advice: `See whose it is (${describe(id)}); close this incident, and start the runbook again.`,
});
