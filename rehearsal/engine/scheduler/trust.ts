import type { Role } from '../assembly';
import type { Account } from '../aws/service';
import { evaluate, type PolicyDocument } from '../iam';
import type { Schedule } from './read-schedule';

const PRINCIPAL = 'scheduler.amazonaws.com';

// @claim documented: A schedule cannot be made with a role that Scheduler may not assume.
// @source https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html#setting-up-execution-role
// @claim documented: When Scheduler assumes a role, aws:SourceArn is the ARN of the schedule's group.
// @source https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
/** @throws when the role is not there, or does not let Scheduler assume it for this schedule. */
export function checkTrust(schedule: Schedule, roles: ReadonlyMap<string, Role>, account: Account): void {
  const { name, roleArn, groupArn } = schedule;
  const role = roles.get(roleArn);
  if (!role) throw new Error(`Schedule ${name}: Target.RoleArn is ${roleArn}, which is not a role of the stacks`);
  const decision = evaluate({
    ask: {
      action: 'sts:AssumeRole',
      resource: roleArn,
      context: { 'aws:SourceArn': groupArn, 'aws:SourceAccount': account.id },
    },
    principal: PRINCIPAL,
    accountId: account.id,
    identity: [],
    resource: role.trust as PolicyDocument,
  });
  if (decision.allowed) return;
  throw new Error(`Schedule ${name}: the role ${roleArn} does not let ${PRINCIPAL} assume it: ${decision.why}`);
}
