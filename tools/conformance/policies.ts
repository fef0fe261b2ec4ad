import type { ContextEntry, ContextKeyTypeEnum, SimulateCustomPolicyRequest } from '@aws-sdk/client-iam';
import {
  type Decision,
  evaluate,
  type Question as PolicyAsked,
  type PolicyDocument,
  type Statement,
} from '../../rehearsal/engine/iam';
import type { Found } from './collector';
import { alike, digest, type PolicyQuestion } from './question';

/** Who asked, in which story. */
export interface Where {
  readonly story: string;
  readonly by: string;
}

/**
 * One question of the engine's door as SimulateCustomPolicy takes it.
 *
 * The caller of a simulation is a user or a role, and a resource's policy is simulated for a user only: where one plays a part,
 * a user with the role's policies asks in its place, and is named wherever the resource's policy names the role. Of the policies
 * of resources the simulator knows those of buckets, queues and topics; of any other the identity's own part is asked.
 */
// Sources: https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html (CallerArn; "Simulation of
// resource-based policies isn't supported for IAM roles", as @aws-sdk/client-iam 3.1162.0 has it at ResourcePolicy);
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_testing-policies.html (S3, SQS, SNS, Glacier vaults).
export function policyQuestions(asked: PolicyAsked, decision: Decision, where: Where): Found<PolicyQuestion>[] {
  const without = decision.allowed ? withoutIt(asked, decision.by) : undefined;
  return [
    policyQuestion(asked, decision, where),
    // What is rehearsed is allowed; whoever is asked about that alone may as well always say yes.
    ...(without ? [counterpart(without, where)] : []),
  ];
}

/** The same question to the caller's policies without the statement that answers it: once for an action of a caller. */
function counterpart(without: PolicyAsked, where: Where): Found<PolicyQuestion> {
  const { question } = policyQuestion(without, evaluate(without), where);
  const key = digest(`without ${without.principal} ${without.ask.action}`);
  return { key, question: { ...question, id: key, place: `${question.place}, without the statement that allows it` } };
}

function withoutIt(asked: PolicyAsked, by: Statement): PolicyAsked | undefined {
  const identity = asked.identity.flatMap((policy) => {
    const all = listOf(policy.Statement);
    if (!all.includes(by)) return [policy];
    const left = all.filter((statement) => statement !== by);
    return left.length > 0 ? [{ ...policy, Statement: left }] : [];
  });
  const less = identity.flatMap(({ Statement }) => listOf(Statement)).length;
  const all = asked.identity.flatMap(({ Statement }) => listOf(Statement)).length;
  // A simulation needs a policy.
  return less > 0 && less < all ? { ...asked, identity } : undefined;
}

function policyQuestion(asked: PolicyAsked, decision: Decision, { story, by }: Where): Found<PolicyQuestion> {
  const { question, unaskable } = simulated(asked, decision);
  const request = requestOf(question);
  const claim = { allowed: evaluate(question).allowed };
  const { action, resource } = asked.ask;
  const about = [claim, request, unaskable ?? ''].map((part) => JSON.stringify(part));
  return {
    key: digest(alike(about.join('\n'))),
    question: {
      judge: 'policies',
      id: digest(alike(about.join('\n'))),
      story,
      place: `${by || asked.principal}, ${action} on ${resource}`,
      request,
      claim,
      ...(unaskable !== undefined && { unaskable }),
    },
  };
}

/** JSON policies may say one thing wherever they may say a list of things. */
const listOf = (statements: PolicyDocument['Statement']): readonly Statement[] => [statements].flat();

/** What is asked in place of the engine's own question, or why it cannot be. */
function simulated(asked: PolicyAsked, decision: Decision): { question: PolicyAsked; unaskable?: string } {
  if (!asked.principal.startsWith('arn:')) {
    return { question: asked, unaskable: 'a service asks, and a simulation takes no service as its caller' };
  }
  if (asked.identity.length === 0) return { question: asked, unaskable: 'the caller has no policy to simulate' };
  if (asked.resource === undefined) return { question: asked };
  const { kind: _, resource, ...identityOnly } = asked;
  if (!/^arn:[^:]+:(s3|sqs|sns):/.test(asked.ask.resource)) {
    return { question: { ...identityOnly, resource: undefined } };
  }
  const user = asked.principal.replace(/:role\/(?:.*\/)?/, ':user/');
  const policy = JSON.stringify(resource).replaceAll(JSON.stringify(asked.principal), JSON.stringify(user));
  const question = { ...asked, principal: user, resource: JSON.parse(policy) as PolicyDocument };
  return evaluate(question).allowed === decision.allowed
    ? { question }
    : { question, unaskable: 'a user in the place of the role would be answered otherwise' };
}

function requestOf({ ask, principal, accountId, identity, resource }: PolicyAsked): SimulateCustomPolicyRequest {
  const policies = [...identity, ...(resource ? [resource] : [])];
  const asIdentity = {
    'aws:PrincipalArn': principal,
    'aws:PrincipalAccount': accountId,
    'aws:PrincipalIsAWSService': 'false',
  };
  // A key that no policy names decides nothing, and may be one that the simulator does not know.
  const named = JSON.stringify(policies).toLowerCase();
  const entries = Object.entries({ ...asIdentity, ...ask.context })
    .filter(([key]) => named.includes(key.toLowerCase()))
    .map(([key, value]) => entryOf(key, value, policies));
  return {
    PolicyInputList: identity.map((policy) => JSON.stringify(policy)),
    ActionNames: [ask.action],
    ResourceArns: [ask.resource],
    ...(resource && { ResourcePolicy: JSON.stringify(resource), CallerArn: principal }),
    ...(resource && ownerless(ask.resource) && { ResourceOwner: `arn:aws:iam::${accountId}:root` }),
    ...(entries.length > 0 && { ContextEntries: entries }),
  };
}

/** Whether an ARN does not say whose it is, as those of buckets and objects. */
const ownerless = (arn: string): boolean => arn.split(':')[4] === '';

/** The type of a context key is that of the operators that look at it. */
function entryOf(key: string, value: string | readonly string[], policies: readonly PolicyDocument[]): ContextEntry {
  const type = typeOf(key, policies);
  const many = Array.isArray(value);
  return {
    ContextKeyName: key,
    ContextKeyValues: [value].flat(),
    ContextKeyType: (many ? `${type}List` : type) as ContextKeyTypeEnum,
  };
}

function typeOf(key: string, policies: readonly PolicyDocument[]): 'string' | 'boolean' | 'numeric' | 'date' {
  for (const { Statement } of policies) {
    for (const { Condition = {} } of listOf(Statement)) {
      for (const [operator, keys] of Object.entries(Condition)) {
        if (!Object.keys(keys).some((name) => name.toLowerCase() === key.toLowerCase())) continue;
        const name = operator.replace(/^For\w+:/, '');
        if (name.startsWith('Bool')) return 'boolean';
        if (name.startsWith('Numeric')) return 'numeric';
        if (name.startsWith('Date')) return 'date';
      }
    }
  }
  return 'string';
}
