import { type Context, listOf, type Principal } from './policy';

/** Who asks: a role or a user of the account, or AWS itself under a service principal. */
export type Caller =
  | { readonly kind: 'identity'; readonly arn: string; readonly accountId: string }
  | { readonly kind: 'service'; readonly name: string };

const IDENTITY = /^arn:[^:]+:iam::(\d{12}):(?:role|user)\/.+$/;
const ROLE = /^arn:[^:]+:iam::(\d{12}):role\/.+$/;
const SERVICE = /^[a-z0-9.-]+\.amazonaws\.com$/;
const ACCOUNT = /^(?:arn:[^:]+:iam::(\d{12}):root|(\d{12}))$/;

/** @throws when the principal is neither a role or user of this account nor a service principal. */
export function callerOf(principal: string, accountId: string): Caller {
  if (SERVICE.test(principal)) return { kind: 'service', name: principal };
  const owner = IDENTITY.exec(principal)?.[1];
  if (owner === undefined) {
    throw new Error(
      `${principal} cannot ask: supported are ARNs of roles and users, and service principals such as events.amazonaws.com.`,
    );
  }
  if (owner !== accountId) {
    throw new Error(`${principal} is of another account than ${accountId}: cross-account access is not supported.`);
  }
  return { kind: 'identity', arn: principal, accountId };
}

/** The context keys that tell who asks. */
export function keysOf(caller: Caller): Context {
  return caller.kind === 'service'
    ? { 'aws:PrincipalIsAWSService': 'true', 'aws:PrincipalServiceName': caller.name }
    : {
        'aws:PrincipalIsAWSService': 'false',
        'aws:PrincipalArn': caller.arn,
        'aws:PrincipalAccount': caller.accountId,
      };
}

/**
 * How a resource policy's principal speaks of the caller: `itself` (its ARN, its service name, everyone) or through its
 * `account`.
 */
export function speaksOf(principal: Principal, caller: Caller): 'itself' | 'account' | undefined {
  if (principal === '*') return 'itself';
  const aws = listOf(principal.AWS);
  // @claim documented: Principal "*" and {"AWS": "*"} are equivalent and stand for all principals.
  // @source https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous
  if (aws.includes('*')) return 'itself';
  if (caller.kind === 'service') return listOf(principal.Service).includes(caller.name) ? 'itself' : undefined;
  if (aws.includes(caller.arn)) return 'itself';
  return aws.some((named) => accountOf(named) === caller.accountId) ? 'account' : undefined;
}

function accountOf(named: string): string | undefined {
  const [, root, id] = ACCOUNT.exec(named) ?? [];
  return root ?? id;
}

/** What is wrong with a resource policy's principal, if anything. */
export function principalComplaint(principal: unknown): string | undefined {
  if (principal === '*') return undefined;
  if (typeof principal !== 'object' || principal === null)
    return `Principal ${JSON.stringify(principal)} is not supported`;
  for (const [type, names] of Object.entries(principal)) {
    if (type !== 'AWS' && type !== 'Service')
      return `Principal ${type} is not supported; supported are AWS and Service`;
    const bad = listOf(names as unknown).find((name) => typeof name !== 'string' || !isSupported(type, name));
    if (bad !== undefined) {
      const supported =
        type === 'AWS' ? '"*", accounts, account roots and role ARNs' : 'names ending in .amazonaws.com';
      return `Principal ${type} ${JSON.stringify(bad)} is not supported; supported are ${supported}`;
    }
  }
  return undefined;
}

// @claim documented: A wildcard cannot stand for a part of a principal's name or ARN.
// @source https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
function isSupported(type: 'AWS' | 'Service', name: string): boolean {
  if (type === 'Service') return SERVICE.test(name);
  return name === '*' || ACCOUNT.test(name) || (ROLE.test(name) && !/[*?]/.test(name));
}
