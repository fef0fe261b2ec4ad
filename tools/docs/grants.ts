import { type Json, ofType, type Resource, type Stack, type Synthesised } from './assembly';
import { type Noun, nounOf } from './nouns';

/** Some actions on some things, as a policy allows them. */
export interface Grant {
  readonly actions: readonly string[];
  readonly on: readonly Noun[];
  /** In words; empty: none. */
  readonly condition: string;
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}

/** Everything a role may do by the policies of its stack. @throws at anything that is not a plain permission. */
export function grantsOf(role: string, stack: Stack, environment: Synthesised): Grant[] {
  return ofType(stack, 'AWS::IAM::Policy')
    .filter(({ Properties }) => (Properties.Roles as string[]).includes(`<IAM:${role}>`))
    .flatMap((policy) => statementsOf(policy).map((statement) => grantOf(statement, environment)));
}

export const statementsOf = ({ Properties }: Resource): readonly Statement[] =>
  (Properties.PolicyDocument as unknown as { Statement: readonly Statement[] }).Statement;

export function grantOf({ Effect, Action, Resource, Condition = {} }: Statement, environment: Synthesised): Grant {
  if (Effect !== 'Allow') throw new Error(`A policy of ${environment.stackName} says ${Effect}; expected Allow alone.`);
  return {
    actions: list(Action),
    on: list(Resource).map((arn) => nounOf(arn, environment)),
    condition: Object.values(Condition)
      .flatMap((test) => Object.entries(test))
      .map(
        ([key, value]) =>
          `${key} is ${list(value as string)
            .map((one) => one.replace(/^arn:.*cluster\/.*$/, 'the cluster'))
            .join(' or ')}`,
      )
      .sort()
      .join('; '),
  };
}

const list = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value]) as readonly T[];

/** More than this many of a kind are counted. */
const NAMED = 12;

/** `service dashboard, trading`: each kind once, with which ones of it. */
export function onWhat(nouns: readonly Noun[]): string {
  const kinds = new Map<string, Set<string>>();
  for (const { noun, one } of nouns) {
    const ones = kinds.get(noun) ?? new Set();
    kinds.set(noun, one === undefined ? ones : ones.add(one));
  }
  return [...kinds]
    .map(([noun, ones]) => {
      if (ones.size === 0) return noun;
      return ones.size > NAMED ? `${noun} (${ones.size} of them)` : `${noun} ${[...ones].sort().join(', ')}`;
    })
    .join('; ');
}
