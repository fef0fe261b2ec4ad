import { isRecord } from '../record';

/** A value a field of an event can hold; objects and arrays are not values, their leaves are. */
export type Leaf = string | number | boolean | null;

/** What one entry of a field's list asks for: a value that passes, or no value at all. */
export type Matcher = { readonly absent: true } | { readonly absent: false; readonly test: (value: Leaf) => boolean };

type Test = (value: Leaf) => boolean;

/** EventBridge also refuses wildcards it finds too complex, by a measure it does not publish; this many are safe. */
const MOST_WILDCARDS = 3;

const OPERATORS = 'anything-but, equals-ignore-case, exists, numeric, prefix, suffix, wildcard';

/** @throws for an operator or an argument that EventBridge or the rehearsal does not take. */
export function matcher(entry: unknown, where: string): Matcher {
  if (entry === null || ['string', 'number', 'boolean'].includes(typeof entry)) {
    // @claim cross-checked: A number in a pattern equals the same number written otherwise (300 and 300.0), and never a string
    // @source LocalStack event_pattern_templates/number_comparison_float and numeric-string_NEG, recorded against AWS TestEventPattern
    return value((found) => found === entry);
  }
  const [operator, argument] = onlyMember(entry, where);
  if (operator === 'exists') {
    if (typeof argument !== 'boolean') throw refusal(where, operator, argument, 'true or false');
    return argument ? value(() => true) : { absent: true };
  }
  if (operator === 'anything-but') return value(anythingBut(argument, where));
  if (operator === 'numeric') return value(numeric(argument, where));
  return value(textTest(operator, argument, where));
}

function value(test: Test): Matcher {
  return { absent: false, test };
}

function textTest(operator: string, argument: unknown, where: string): Test {
  if (typeof argument === 'string') return plainTextTest(operator, argument, where);
  if (operator === 'prefix' || operator === 'suffix') {
    const [inner, text] = onlyMember(argument, `${where}, ${operator}`);
    if (inner !== 'equals-ignore-case' || typeof text !== 'string') {
      throw refusal(where, operator, argument, 'a string or { "equals-ignore-case": string }');
    }
    const ignoringCase = plainTextTest(operator, text.toLowerCase(), where);
    return (found) => typeof found === 'string' && ignoringCase(found.toLowerCase());
  }
  plainTextTest(operator, '', where);
  throw refusal(where, operator, argument, 'a string');
}

function plainTextTest(operator: string, text: string, where: string): Test {
  const onText = (test: (found: string) => boolean): Test => {
    return (found) => typeof found === 'string' && test(found);
  };
  switch (operator) {
    case 'prefix':
      return onText((found) => found.startsWith(text));
    case 'suffix':
      return onText((found) => found.endsWith(text));
    case 'equals-ignore-case':
      return onText((found) => found.toLowerCase() === text.toLowerCase());
    case 'wildcard': {
      const expression = wildcard(text, where);
      return onText((found) => expression.test(found));
    }
    default:
      throw new Error(`${where}: the rehearsal does not know the operator "${operator}"; it knows ${OPERATORS}`);
  }
}

// @claim documented: anything-but takes one string or number, a list of only strings or only numbers, or a prefix, suffix, equals-ignore-case or wildcard of strings
// @source https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
// @claim cross-checked: anything-but needs the field to be there, and then also matches values of another type, null included
// @source LocalStack event_pattern_templates/content_anything_prefix_int_value, _null and _missing_NEG, recorded against AWS TestEventPattern
function anythingBut(argument: unknown, where: string): Test {
  const expected =
    'one or several strings, one or several numbers, or prefix, suffix, equals-ignore-case, wildcard of strings';
  if (isRecord(argument)) {
    const [operator, texts] = onlyMember(argument, `${where}, anything-but`);
    const tests = list(texts).map((text) => {
      const empty = text === '' && (operator === 'prefix' || operator === 'suffix');
      if (typeof text !== 'string' || empty) throw refusal(where, 'anything-but', argument, expected);
      return plainTextTest(operator, text, `${where}, anything-but`);
    });
    if (tests.length === 0) throw refusal(where, 'anything-but', argument, expected);
    return (found) => !tests.some((test) => test(found));
  }
  const values = list(argument);
  const kinds = new Set(values.map((one) => typeof one));
  if (kinds.size !== 1 || !(kinds.has('string') || kinds.has('number'))) {
    throw refusal(where, 'anything-but', argument, expected);
  }
  return (found) => !values.includes(found);
}

// @claim documented: Numeric matching works with values that are JSON numbers, never with strings
// @source https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
// @claim assumed: Numeric bounds are limited to -1.0e9 to +1.0e9, as an earlier edition of the guide says; beyond them the rehearsal refuses
// @source https://github.com/awsdocs/amazon-eventbridge-user-guide/blob/main/doc_source/eb-event-patterns-content-based-filtering.md
const NUMERIC_LIMIT = 1e9;

function numeric(argument: unknown, where: string): Test {
  const expected = '["=", n], one of <, <=, >, >= with a number, or a range such as [">", 0, "<=", 5]';
  const terms = Array.isArray(argument) ? (argument as unknown[]) : [];
  const [operator, , upper] = terms;
  const range = terms.length === 4 && /^>=?$/.test(String(operator)) && /^<=?$/.test(String(upper));
  if (terms.length !== 2 && !range) throw refusal(where, 'numeric', argument, expected);
  const tests: ((found: number) => boolean)[] = [];
  for (let i = 0; i < terms.length; i += 2) {
    const comparison = COMPARISONS.get(terms[i]);
    const bound = terms[i + 1];
    if (!comparison || typeof bound !== 'number' || Math.abs(bound) > NUMERIC_LIMIT) {
      throw refusal(where, 'numeric', argument, expected);
    }
    tests.push((found) => comparison(found, bound));
  }
  return (found) => typeof found === 'number' && tests.every((test) => test(found));
}

const COMPARISONS = new Map<unknown, (found: number, bound: number) => boolean>([
  ['=', (found, bound) => found === bound],
  ['<', (found, bound) => found < bound],
  ['<=', (found, bound) => found <= bound],
  ['>', (found, bound) => found > bound],
  ['>=', (found, bound) => found >= bound],
]);

// @claim documented: In a wildcard an asterisk stands for any characters; \* and \\ are the escapes, and two asterisks in a row are refused
// @source https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
function wildcard(text: string, where: string): RegExp {
  const tokens = text.match(/\\[\s\S]?|[^\\]/g) ?? [];
  const stars = tokens.filter((token) => token === '*').length;
  const badEscape = tokens.some((token) => token.startsWith('\\') && token !== '\\*' && token !== '\\\\');
  const doubled = tokens.some((token, i) => token === '*' && tokens[i + 1] === '*');
  if (badEscape || doubled || stars > MOST_WILDCARDS) {
    const expected = `at most ${MOST_WILDCARDS} single asterisks, and no escapes but \\* and \\\\`;
    throw refusal(where, 'wildcard', text, expected);
  }
  const literal = (token: string) => token.replace(/^\\(?=.)/s, '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${tokens.map((token) => (token === '*' ? '.*' : literal(token))).join('')}$`, 's');
}

function list(argument: unknown): unknown[] {
  return Array.isArray(argument) ? argument : [argument];
}

function onlyMember(entry: unknown, where: string): [string, unknown] {
  const members = isRecord(entry) ? Object.entries(entry) : [];
  const [member] = members;
  if (!member || members.length > 1) {
    throw new Error(`${where}: ${JSON.stringify(entry)} is not an object with one operator; known are ${OPERATORS}`);
  }
  return member;
}

function refusal(where: string, operator: string, argument: unknown, expected: string): Error {
  return new Error(`${where}: ${operator} takes ${expected}, not ${JSON.stringify(argument)}`);
}
