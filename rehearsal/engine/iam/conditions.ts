import type { Values } from './context';
import { OPERATORS, type Operator } from './operators';
import { type ConditionBlock, type ConditionValue, listOf } from './policy';

/** An operator's name taken apart: `ForAllValues:StringLikeIfExists`. */
interface Test {
  readonly set: 'ForAllValues' | 'ForAnyValue' | undefined;
  readonly ifExists: boolean;
  readonly operator: Operator | 'Null';
}

const NAME = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/;
const tests = new Map<string, Test>();

/** @throws when the operator is not one we evaluate; the error names it and those we do. */
export function testNamed(name: string): Test {
  const known = tests.get(name);
  if (known !== undefined) return known;
  const [, set, base = '', ifExists] = NAME.exec(name) ?? [];
  const operator = name === 'Null' ? 'Null' : OPERATORS[base];
  if (operator === undefined) {
    throw new Error(
      `The condition operator ${name} is not supported; supported are Null, and ${Object.keys(OPERATORS).join(', ')} ` +
        'with or without ForAllValues:, ForAnyValue: and IfExists.',
    );
  }
  const test: Test = {
    set: set === 'ForAllValues' || set === 'ForAnyValue' ? set : undefined,
    ifExists: ifExists !== undefined,
    operator,
  };
  tests.set(name, test);
  return test;
}

// @claim documented: Operators and keys of a condition block are joined by AND, the values of one key by OR, and by NOR under a negated operator.
// @source https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
export function conditionsHold(block: ConditionBlock, values: Values, variables: Values | undefined): boolean {
  for (const [name, keys] of Object.entries(block)) {
    for (const [key, wanted] of Object.entries(keys)) {
      if (!conditionHolds(name, key, wanted, values, variables)) return false;
    }
  }
  return true;
}

/**
 * @param variables what policy variables may stand for; undefined = the policy's version knows none.
 * @throws on an unknown operator, and on a multivalued key without a set operator.
 */
export function conditionHolds(
  name: string,
  key: string,
  wanted: ConditionValue,
  values: Values,
  variables: Values | undefined,
): boolean {
  const { set, ifExists, operator } = testNamed(name);
  const actual = listOf(values.get(key.toLowerCase()));
  const wants = listOf(wanted).map(String);
  if (operator === 'Null') return wants.some((want) => (want.toLowerCase() === 'true') === (actual.length === 0));
  if (isEmpty(actual, set)) return ifExists || whenAbsent(set, operator);
  if (set === undefined && Array.isArray(values.get(key.toLowerCase()))) throw new Error(needsSetOperator(name, key));
  const one = (value: string): boolean | undefined => {
    const matches = wants.map((want) => operator.compare(want, value, variables));
    // @claim documented: Where a policy variable has no value in the request, the match fails and the statement is invalid.
    // @source https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
    if (matches.includes(undefined)) return undefined;
    return matches.includes(true) !== operator.negated;
  };
  const results = actual.map(one);
  if (results.includes(undefined)) return false;
  return set === 'ForAnyValue' ? results.includes(true) : !results.includes(false);
}

// @claim documented: ForAllValues is true and ForAnyValue false when the key is missing or resolves to an empty data set, such as an empty string.
// @source https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
function isEmpty(actual: readonly string[], set: Test['set']): boolean {
  return set === undefined ? actual.length === 0 : actual.every((value) => value === '');
}

// @claim documented: A key that is missing from the request does not match: the condition is false, under a negated operator true, and with IfExists true.
// @source https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
function whenAbsent(set: Test['set'], operator: Operator): boolean {
  if (set !== undefined) return set === 'ForAllValues';
  return operator.negated;
}

// @claim documented: A multivalued context key needs a set operator.
// @source https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
export const needsSetOperator = (name: string, key: string): string =>
  `${key} can hold several values, so ${name} needs ForAllValues: or ForAnyValue: before it.`;
