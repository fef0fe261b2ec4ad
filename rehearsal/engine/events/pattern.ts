import { isRecord } from '../record';
import { type Leaf, type Matcher, matcher } from './matchers';
import type { AwsEvent, EventPattern } from './model';

/** Every field of one alternative, by its path: all of them must hold. */
type Alternative = ReadonlyMap<string, readonly Matcher[]>;

/** A leaf of the event, and which element of which array it was found in. */
interface Found {
  readonly value: Leaf;
  readonly elements: ReadonlyMap<object, number>;
}

// @claim cross-checked: A field inside $or may not have the name of an operator
// @source https://github.com/aws/event-ruler (README, The "$or" Primitive)
const RESERVED = [
  'exactly',
  'equals-ignore-case',
  'prefix',
  'suffix',
  'anything-but',
  'exists',
  'wildcard',
  'numeric',
  'cidr',
];

const compiled = new WeakMap<object, Alternative[]>();

/**
 * Whether EventBridge would hand this event to a rule with this pattern.
 * @throws as `checkPattern` does.
 */
export function matches(pattern: EventPattern, event: AwsEvent): boolean {
  let alternatives = compiled.get(pattern);
  if (!alternatives) {
    alternatives = compile(pattern, 'event pattern');
    compiled.set(pattern, alternatives);
  }
  const leaves = leavesOf(event);
  return alternatives.some((alternative) => holds([...alternative], leaves, new Map()));
}

/**
 * Reads a pattern without an event.
 * @param where names the pattern in errors.
 * @throws for an unknown operator, a wrong argument, or a shape that EventBridge refuses.
 */
export function checkPattern(pattern: unknown, where: string): void {
  compile(pattern, where);
}

function compile(pattern: unknown, where: string): Alternative[] {
  return withObject(pattern, where, [], false, [new Map()]);
}

// @claim documented: All fields of a pattern must match; a field matches when any value of its list does; $or needs one of its patterns to match
// @source https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
function withObject(
  pattern: unknown,
  where: string,
  path: string[],
  inOr: boolean,
  before: Alternative[],
): Alternative[] {
  if (!isRecord(pattern) || Object.keys(pattern).length === 0) {
    throw new Error(
      `${where}: ${path.join('.') || 'a pattern'} must be an object with fields, not ${JSON.stringify(pattern)}`,
    );
  }
  let alternatives = before;
  for (const [field, below] of Object.entries(pattern)) {
    if (field === '$or') {
      const choices = alternativesOf(below, where);
      const so = alternatives;
      alternatives = choices.flatMap((choice) => withObject(choice, where, path, true, so));
      continue;
    }
    if (inOr && RESERVED.includes(field)) throw new Error(`${where}: a field inside $or cannot be named "${field}"`);
    const fieldPath = [...path, field];
    alternatives = Array.isArray(below)
      ? withList(below, where, fieldPath.join('.'), alternatives)
      : withObject(below, where, fieldPath, inOr, alternatives);
  }
  return alternatives;
}

function alternativesOf(below: unknown, where: string): unknown[] {
  if (!Array.isArray(below) || below.length < 2) throw new Error(`${where}: $or takes a list of two or more patterns`);
  return below;
}

function withList(entries: unknown[], where: string, path: string, alternatives: Alternative[]): Alternative[] {
  if (entries.length === 0) throw new Error(`${where}: the list of ${path} is empty, which EventBridge refuses`);
  const matchers = entries.map((entry) => matcher(entry, `${where}, ${path}`));
  return alternatives.map((alternative) => {
    if (alternative.has(path)) throw new Error(`${where}: ${path} is given more than once`);
    return new Map([...alternative, [path, matchers]]);
  });
}

// @claim cross-checked: An event is compared leaf by leaf; fields below an array of objects must match within one and the same element
// @source https://github.com/aws/event-ruler (src/test/resources/correctness-cases.json, objarray and nested cases)
function holds(
  fields: readonly (readonly [string, readonly Matcher[]])[],
  leaves: ReadonlyMap<string, readonly Found[]>,
  chosen: ReadonlyMap<object, number>,
): boolean {
  const [first, ...rest] = fields;
  if (!first) return true;
  const [path, matchers] = first;
  const found = leaves.get(path) ?? [];
  // @claim documented: exists works on leaf nodes only, so exists false also matches where the field holds an object
  // @source https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
  if (found.length === 0 && matchers.some((one) => one.absent)) return holds(rest, leaves, chosen);
  return found.some((leaf) => {
    if (!matchers.some((one) => !one.absent && one.test(leaf.value))) return false;
    for (const [array, index] of leaf.elements) if ((chosen.get(array) ?? index) !== index) return false;
    return holds(rest, leaves, new Map([...chosen, ...leaf.elements]));
  });
}

/** The leaves of an event by path. An empty object or list has none. */
function leavesOf(event: AwsEvent): ReadonlyMap<string, readonly Found[]> {
  const leaves = new Map<string, Found[]>();
  const visit = (node: unknown, path: string, elements: ReadonlyMap<object, number>): void => {
    if (Array.isArray(node)) {
      node.forEach((element, i) => {
        visit(
          element,
          path,
          typeof element === 'object' && element !== null ? new Map([...elements, [node, i]]) : elements,
        );
      });
    } else if (isRecord(node)) {
      for (const [key, below] of Object.entries(node)) visit(below, path === '' ? key : `${path}.${key}`, elements);
    } else if (node !== undefined) {
      const found = leaves.get(path) ?? [];
      found.push({ value: node as Leaf, elements });
      leaves.set(path, found);
    }
  };
  visit(event, '', new Map());
  return leaves;
}
