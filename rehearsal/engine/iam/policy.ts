/** Operator (`StringEquals`, `ForAllValues:StringLike`, `ArnLikeIfExists`, …) to context key to the value or values wanted. */
export type ConditionBlock = Readonly<Record<string, Readonly<Record<string, ConditionValue>>>>;

type Scalar = string | number | boolean;
export type ConditionValue = Scalar | readonly Scalar[];

/** Whom a resource policy speaks of: `"*"`, or `AWS` (role ARNs, accounts, `"*"`) and `Service` (`sns.amazonaws.com`). */
export type Principal = '*' | Readonly<Record<string, string | readonly string[]>>;

/** One statement of a policy, with the references of the template resolved. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  /** In the policies of resources, and only there. */
  readonly Principal?: Principal;
  readonly Condition?: ConditionBlock;
}

export interface PolicyDocument {
  readonly Version?: string;
  readonly Id?: string;
  readonly Statement: Statement | readonly Statement[];
}

/** Context key to its value, or to its values where the key is multivalued. Case does not count in the names of keys. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

/** One thing IAM is asked: may this action be done to this resource? */
export interface Ask {
  /** `ecs:UpdateService`, spelled as the service authorization reference spells it. */
  readonly action: string;
  /** ARN, or `*` where the action knows no resource. */
  readonly resource: string;
  readonly context?: Context;
}

/** JSON policies may say one thing wherever they may say a list of things. */
export function listOf<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
