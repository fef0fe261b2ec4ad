import { mappedActions } from './asks';
import { conditionHolds, needsSetOperator, testNamed } from './conditions';
import { knownKey, valuesOf } from './context';
import { type ConditionBlock, type ConditionValue, listOf, type PolicyDocument, type Statement } from './policy';
import { principalComplaint } from './principals';
import { actionMatches, variablesIn } from './text';

const POLICY_ELEMENTS = ['Version', 'Id', 'Statement'];
const STATEMENT_ELEMENTS = [
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Principal',
  'Condition',
];
const VERSIONS = ['2012-10-17', '2008-10-17'];
const ACTION = /^(\*|[a-z0-9-]+:[\w*?]+)$/i;

/**
 * Refuses a policy the engine could not judge. Call it when an assembly is loaded, so that no rehearsal meets the
 * unknown halfway.
 * @param where what the policy belongs to, for the error: `Role CheckServiceRole, policy DefaultPolicy`.
 * @throws an error that names what is not supported, where it stands, and what is supported.
 */
export function checkPolicy(policy: PolicyDocument, where: string): void {
  const fail: Fail = (complaint) => {
    throw new Error(`${where}: ${complaint}.`);
  };
  onlyElements(policy, POLICY_ELEMENTS, fail);
  if (policy.Version !== undefined && !VERSIONS.includes(policy.Version)) {
    fail(`Version ${policy.Version} is not supported; supported are ${VERSIONS.join(' and ')}`);
  }
  listOf(policy.Statement).forEach((statement, index) => {
    const name = statement.Sid ? `statement ${index + 1} (${statement.Sid})` : `statement ${index + 1}`;
    checkStatement(statement, policy.Version === '2012-10-17', (complaint) => fail(`${name}: ${complaint}`));
  });
}

type Fail = (complaint: string) => never;

function onlyElements(value: object, supported: readonly string[], fail: Fail): void {
  const unknown = Object.keys(value).find((element) => !supported.includes(element));
  if (unknown !== undefined) fail(`${unknown} is not supported; supported are ${supported.join(', ')}`);
}

function checkStatement(statement: Statement, knowsVariables: boolean, fail: Fail): void {
  onlyElements(statement, STATEMENT_ELEMENTS, fail);
  // @claim documented: The value of Effect is case sensitive and either Allow or Deny.
  // @source https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_effect.html
  if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') {
    fail(`Effect ${JSON.stringify(statement.Effect)} is neither "Allow" nor "Deny"`);
  }
  const actions = texts(oneOf(statement, 'Action', 'NotAction', fail), fail);
  for (const action of actions) {
    if (!ACTION.test(action)) fail(`the action ${action} is not supported; supported are "*" and service:Name`);
  }
  for (const resource of texts(oneOf(statement, 'Resource', 'NotResource', fail), fail)) {
    checkResource(resource, fail);
    if (!knowsVariables || !resource.includes('${')) continue;
    if (statement.NotResource !== undefined) fail(`a policy variable in NotResource (${resource}) is not supported`);
    checkVariables(resource, fail);
  }
  if (statement.Principal !== undefined) {
    const complaint = principalComplaint(statement.Principal);
    if (complaint !== undefined) fail(complaint);
  }
  checkConditions(statement, knowsVariables, fail);
}

function oneOf(statement: Statement, one: keyof Statement, other: keyof Statement, fail: Fail): unknown {
  const [first, second] = [statement[one], statement[other]];
  if ((first === undefined) === (second === undefined)) fail(`exactly one of ${one} and ${other} must be there`);
  return first ?? second;
}

function texts(value: unknown, fail: Fail): readonly string[] {
  return listOf(value).map((text) =>
    typeof text === 'string' ? text : fail(`${JSON.stringify(text)} is not resolved to a text`),
  );
}

// @claim documented: A resource is "*" or an ARN, whose service cannot be a wildcard and whose variables stand after the fifth colon.
// @source https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
function checkResource(resource: string, fail: Fail): void {
  if (resource === '*') return;
  const fields = resource.replace(/\$\{[^}]*\}/g, '$').split(':');
  if (fields.length < 6 || fields[0] !== 'arn') fail(`the resource ${resource} is not an ARN of six fields`);
  if (/[*?]/.test(fields[2] ?? '')) fail(`the resource ${resource} has a wildcard for a service`);
  if (fields.slice(0, 5).some((field) => field.includes('$'))) {
    fail(`the resource ${resource} has a policy variable before its fifth colon`);
  }
}

function checkVariables(text: string, fail: Fail): void {
  for (const { key } of variablesIn(text)) {
    const known = knownKey(key);
    if (known === undefined) fail(`the policy variable \${${key}} is not supported`);
    else if (known.multivalued)
      fail(`the policy variable \${${key}} can hold several values, which AWS does not replace`);
  }
}

function checkConditions(statement: Statement, knowsVariables: boolean, fail: Fail): void {
  const block: ConditionBlock = statement.Condition ?? {};
  for (const [name, keys] of Object.entries(block)) {
    const test = orFail(() => testNamed(name), fail);
    for (const [key, wanted] of Object.entries(keys)) {
      if (knownKey(key)?.multivalued && test.operator !== 'Null' && test.set === undefined) {
        fail(needsSetOperator(name, key));
      }
      for (const value of listOf(wanted)) checkValue(name, key, value, knowsVariables, fail);
      checkKey(statement, name, key, wanted, fail);
    }
  }
}

function checkValue(name: string, key: string, value: unknown, knowsVariables: boolean, fail: Fail): void {
  if (!['string', 'number', 'boolean'].includes(typeof value)) {
    fail(`${JSON.stringify(value)} for ${key} is not resolved to a text`);
  }
  const text = String(value);
  const { operator } = testNamed(name);
  if (operator === 'Null') {
    if (!/^(true|false)$/i.test(text)) fail(`${name} of ${key}: ${text} is neither true nor false`);
    return;
  }
  if (knowsVariables && text.includes('${')) {
    if (!operator.variables) fail(`a policy variable (${text}) under ${name} is not supported`);
    checkVariables(text, fail);
  }
  const complaint = operator.complaint(text);
  if (complaint !== undefined) fail(`${name} of ${key}: ${text} ${complaint}`);
}

/**
 * A key we give no value to is always missing from a rehearsed request. That may keep something from being allowed,
 * which is seen at once; it must neither allow anything nor decide over a denial.
 */
function checkKey(statement: Statement, name: string, key: string, wanted: ConditionValue, fail: Fail): void {
  if (knownKey(key) !== undefined || !concernsUs(statement)) return;
  if (statement.Effect === 'Allow' && !conditionHolds(name, key, wanted, valuesOf(), undefined)) return;
  fail(`the condition key ${key} is not supported, and ${name} would decide here without its value`);
}

function concernsUs(statement: Statement): boolean {
  const named = (patterns: Statement['Action']) => (action: string) =>
    listOf(patterns).some((pattern) => actionMatches(pattern, action));
  return statement.Action !== undefined
    ? mappedActions.some(named(statement.Action))
    : !mappedActions.every(named(statement.NotAction));
}

function orFail<T>(work: () => T, fail: Fail): T {
  try {
    return work();
  } catch (error) {
    return fail((error as Error).message.replace(/\.$/, ''));
  }
}
