import type { DBInstance } from '@aws-sdk/client-rds';
import { stateOf } from '../shared/database';
import { fromInWords, type RestorePlan } from '../shared/restores/plan';
import type { Look, StepResult } from '../shared/step';
import { duration } from '../shared/wording';

export const nothingToWaitFor: StepResult = {
  outcome: 'continue',
  finding: 'There is no restored instance to wait for: this runbook only observes.',
};

/**
 * Is it there? Only an instance that answers goes on: RDS backs a new one up first, and it can be used meanwhile. One that
 * is being made is waited for, whatever that takes within the step's time; one that failed, or is gone, is for people.
 */
export function decideRestored(plan: RestorePlan, instance: Look<DBInstance | undefined>, now: number): StepResult {
  const { restored } = plan;
  const describe = `aws rds describe-db-instances --db-instance-identifier ${restored}`;
  if ('unseen' in instance) {
    return {
      outcome: 'wait',
      finding: `Could not check ${restored}: ${instance.unseen}.`,
      verdict: 'unknown',
      advice: `Look by hand: ${describe}`,
    };
  }
  if (!instance.seen) {
    return {
      outcome: 'escalate',
      finding: `There is no instance ${restored}: it was deleted, or never made.`,
      verdict: 'not-fixed',
      advice:
        'Find out in CloudTrail (RestoreDBInstance…, DeleteDBInstance); close this incident, and start the runbook again.',
    };
  }
  const { DBInstanceStatus: status = '(none)', InstanceCreateTime: created, Endpoint: endpoint } = instance.seen;
  const after = created ? ` after ${duration((now - created.getTime()) / 1000)}` : '';
  const state = stateOf(status);
  if (state === 'usable' && endpoint?.Address) {
    return { outcome: 'continue', finding: `${restored} is "${status}"${after}, at ${endpoint.Address}.` };
  }
  if (state === 'usable' || state === 'changing') {
    return {
      outcome: 'wait',
      finding: `${restored} is "${status}"${after}; a restore takes as long as its logs and its storage need.`,
      verdict: 'not-fixed',
      advice: `It goes on by itself, and is paid for: see its events (aws rds describe-events --source-type db-instance --source-identifier ${restored}). When it is available, compare it by hand, or delete it.`,
    };
  }
  return {
    outcome: 'escalate',
    finding: `${restored} is "${status}"${after}: ${fromInWords(plan)} could not be restored to it.`,
    verdict: 'not-fixed',
    advice: `Read its events (aws rds describe-events --source-type db-instance --source-identifier ${restored}), delete it, and start the runbook again with another restore point.`,
    callOutside: 'aws',
  };
}
