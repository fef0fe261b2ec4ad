import { conditionsHold } from './conditions';
import { type Values, valuesOf } from './context';
import { type Ask, listOf, type PolicyDocument, type Statement } from './policy';
import { type Caller, callerOf, keysOf, speaksOf } from './principals';
import { actionMatches, resourceMatches } from './text';

const EVENT_BRIDGE = 'events.amazonaws.com';

export interface Question {
  readonly ask: Ask;
  /** ARN of a role or a user, or service principal (`events.amazonaws.com`). */
  readonly principal: string;
  /** The account the resource is in; a role or user must be of the same account. */
  readonly accountId: string;
  /** The policies of the role or user. A service principal has none, and what stands here is then not read. */
  readonly identity: readonly PolicyDocument[];
  /** The resource's own policy: of a topic, key, queue, bucket, function. */
  readonly resource?: PolicyDocument | undefined;
  /** A KMS key has a rule of its own, and must come with its policy in `resource`. */
  readonly kind?: 'kms' | undefined;
}

export type Decision =
  | { readonly allowed: true; readonly by: Statement }
  | {
      readonly allowed: false;
      /** A statement denies it (`by`); otherwise nothing allows it. */
      readonly explicit: boolean;
      readonly by?: Statement;
      /** One sentence for the reader of a rehearsal. */
      readonly why: string;
    };

/** The statements that speak of this question, by what they do. */
interface Findings {
  deny?: Statement;
  identityAllow?: Statement;
  resourceAllow?: Statement;
  /** The resource's policy leaves the decision to the identity policies of the account. */
  delegation?: Statement;
  /** Would allow, did its condition hold. */
  nearMiss?: Statement;
}

/**
 * What IAM answers, for a request within one account.
 * @throws when something is asked that the engine does not judge: another account, an unknown operator, a key without
 * its policy. Policies that passed `checkPolicy` hold no such surprise.
 */
export function evaluate(question: Question): Decision {
  const { ask, kind, resource } = question;
  const caller = callerOf(question.principal, question.accountId);
  if (kind === 'kms' && resource === undefined)
    throw new Error(`${ask.resource} is asked about without its key policy.`);
  const found = look(question, caller);
  // @claim documented: An explicit deny in any policy overrides every allow, and what nothing allows is denied.
  // @source https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
  if (found.deny)
    return { allowed: false, explicit: true, by: found.deny, why: sentence(question, 'is denied', found.deny) };
  const allow = found.resourceAllow ?? (kind === 'kms' ? delegated(found) : found.identityAllow);
  return allow ? { allowed: true, by: allow } : { allowed: false, explicit: false, why: whyNot(question, found) };
}

// @claim documented: IAM policies allow the use of a KMS key only if its key policy gives the account that power; a key policy can also allow a principal by itself.
// @source https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
const delegated = (found: Findings): Statement | undefined => (found.delegation ? found.identityAllow : undefined);

function look(question: Question, caller: Caller): Findings {
  const { ask } = question;
  const values = valuesOf(keysOf(caller), contextFor(ask, caller));
  const found: Findings = {};
  const note = (role: 'identityAllow' | 'resourceAllow' | 'delegation', statement: Statement, holds: boolean) => {
    if (!holds) {
      if (statement.Effect === 'Allow') found.nearMiss ??= statement;
    } else if (statement.Effect === 'Deny') found.deny ??= statement;
    else found[role] ??= statement;
  };
  // @claim documented: Within one account the permissions of identity-based and resource-based policies add up.
  // @source https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
  if (caller.kind === 'identity') {
    for (const { statement, holds } of about(ask, question.identity, values)) {
      if (statement.Principal !== undefined)
        throw new Error(`${label(statement)} names a Principal in an identity policy.`);
      note('identityAllow', statement, holds);
    }
  }
  for (const { statement, holds } of about(ask, listOf(question.resource), values)) {
    if (statement.Principal === undefined)
      throw new Error(`${label(statement)} names no Principal in a resource policy.`);
    // @claim documented: An account as principal delegates to that account: its roles still need an identity policy that allows.
    // @source https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-accounts
    const as = speaksOf(statement.Principal, caller);
    if (as !== undefined) note(as === 'itself' ? 'resourceAllow' : 'delegation', statement, holds);
  }
  return found;
}

// @claim assumed: A key that a service uses as itself, and not for a caller, is asked for without kms:ViaService and kms:CallerAccount.
// @source https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
// @claim documented: aws:SourceArn and aws:SourceAccount in the policy of a key are not supported where EventBridge publishes to a topic under that key; for alarms of CloudWatch they are.
// @source https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services; https://github.com/awslabs/landing-zone-accelerator-on-aws/issues/407
function contextFor(ask: Ask, caller: Caller): Ask['context'] {
  if (caller.kind === 'identity' || ask.context === undefined) return ask.context;
  const absent = [
    'kms:viaservice',
    'kms:calleraccount',
    ...(caller.name === EVENT_BRIDGE && ask.action.startsWith('kms:') ? ['aws:sourcearn', 'aws:sourceaccount'] : []),
  ];
  return Object.fromEntries(Object.entries(ask.context).filter(([key]) => !absent.includes(key.toLowerCase())));
}

/** The statements whose action and resource are the asked ones, and whether their conditions hold. */
function* about(
  ask: Ask,
  policies: readonly PolicyDocument[],
  values: Values,
): Generator<{ statement: Statement; holds: boolean }> {
  for (const policy of policies) {
    // @claim documented: Policy variables are read in policies of version 2012-10-17 only; in older ones they are plain text.
    // @source https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
    const variables = policy.Version === '2012-10-17' ? values : undefined;
    for (const statement of listOf(policy.Statement)) {
      if (!namesAction(statement, ask.action) || !namesResource(statement, ask.resource, variables)) continue;
      yield { statement, holds: conditionsHold(statement.Condition ?? {}, values, variables) };
    }
  }
}

function namesAction(statement: Statement, action: string): boolean {
  const named = (patterns: Statement['Action']) => listOf(patterns).some((pattern) => actionMatches(pattern, action));
  return statement.Action !== undefined ? named(statement.Action) : !named(statement.NotAction);
}

function namesResource(statement: Statement, resource: string, variables: Values | undefined): boolean {
  const named = (patterns: Statement['Resource']) =>
    listOf(patterns).some((pattern) => resourceMatches(pattern, resource, variables));
  return statement.Resource !== undefined ? named(statement.Resource) : !named(statement.NotResource);
}

function whyNot(question: Question, found: Findings): string {
  if (question.kind === 'kms' && found.identityAllow && !found.delegation) {
    return sentence(question, 'is allowed to the caller, but the key policy does not leave that to the account');
  }
  if (found.nearMiss) return sentence(question, 'is allowed under a condition that does not hold', found.nearMiss);
  return sentence(question, 'is allowed by no statement');
}

function sentence({ ask, principal }: Question, verdict: string, by?: Statement): string {
  const statement = by ? `, by ${label(by)}` : '';
  const condition = by?.Condition ? ` with ${JSON.stringify(by.Condition)}` : '';
  return `${ask.action} on ${ask.resource} for ${principal} ${verdict}${statement}${condition}.`;
}

const label = (statement: Statement): string =>
  statement.Sid
    ? `statement ${statement.Sid}`
    : `the statement ${JSON.stringify(statement.Action ?? statement.NotAction)}`;
