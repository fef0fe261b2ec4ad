import type { Values } from './context';

/**
 * What a policy's text is matched as: `text` (StringLike, actions), `arn` (ARN operators: field by field), `resource`
 * (Resource and NotResource).
 */
export type Reading = 'text' | 'arn' | 'resource';

/** A stretch of a policy's text: as written, where wildcards count, or a value put in for a variable, where none do. */
interface Piece {
  readonly written: string;
  readonly literal: boolean;
}

const VARIABLE = /\$\{([^}]*)\}/g;
const SPECIAL = new Set(['*', '?', '$']);

/** The variables in a policy's text: key and, where it has one, default. The three escaped characters are not among them. */
export function variablesIn(text: string): { key: string; fallback?: string }[] {
  return [...text.matchAll(VARIABLE)].map((match) => match[1] ?? '').flatMap((inner) => parseVariable(inner) ?? []);
}

function parseVariable(inner: string): { key: string; fallback?: string } | undefined {
  if (SPECIAL.has(inner)) return undefined;
  const withDefault = /^\s*([^,]*?)\s*,\s*'(.*)'\s*$/s.exec(inner);
  return withDefault ? { key: withDefault[1] ?? '', fallback: withDefault[2] ?? '' } : { key: inner.trim() };
}

// @claim documented: Policy variables take their values from single-valued context keys, may carry a default in single quotes, and ${*}, ${?} and ${$} stand for those characters themselves.
// @source https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
function piecesOf(text: string, values: Values): Piece[] | undefined {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(VARIABLE)) {
    pieces.push({ written: text.slice(from, match.index), literal: false });
    const value = valueFor(match[1] ?? '', values);
    if (value === undefined) return undefined;
    pieces.push({ written: value, literal: true });
    from = match.index + match[0].length;
  }
  pieces.push({ written: text.slice(from), literal: false });
  return pieces;
}

function valueFor(inner: string, values: Values): string | undefined {
  const variable = parseVariable(inner);
  if (variable === undefined) return inner;
  const value = values.get(variable.key.toLowerCase());
  return typeof value === 'string' ? value : variable.fallback;
}

/** A policy's text with its variables replaced, for operators that know no wildcards; undefined = it cannot be resolved. */
export function substituted(text: string, values: Values | undefined): string | undefined {
  if (values === undefined || !text.includes('${')) return text;
  return piecesOf(text, values)
    ?.map((piece) => piece.written)
    .join('');
}

const compiled = new Map<string, RegExp>();

/**
 * The pattern a policy's text makes.
 * @param values of the request, for variables; undefined = the policy's version knows no variables.
 * @returns undefined when a variable cannot be resolved.
 */
export function patternOf(
  text: string,
  reading: Reading,
  values: Values | undefined,
  ignoreCase = false,
): RegExp | undefined {
  if (values !== undefined && text.includes('${')) {
    const pieces = piecesOf(text, values);
    return pieces && compile(pieces, reading, ignoreCase);
  }
  const name = `${reading} ${ignoreCase} ${text}`;
  let pattern = compiled.get(name);
  if (pattern === undefined) {
    pattern = compile([{ written: text, literal: false }], reading, ignoreCase);
    compiled.set(name, pattern);
  }
  return pattern;
}

function compile(pieces: readonly Piece[], reading: Reading, ignoreCase: boolean): RegExp {
  const characters = pieces.flatMap(({ written, literal }) =>
    [...written].map((character) => ({ character, literal })),
  );
  let colons = 0;
  const source = characters.map(({ character, literal }, index) => {
    if (character === ':') colons++;
    if (literal || (character !== '*' && character !== '?')) return character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
    const wholeText = reading === 'text' || colons >= 5;
    const next = characters[index + 1]?.character;
    const crosses = wholeText || (reading === 'resource' && character === '*' && (next === ':' || next === undefined));
    return `${crosses ? '[^]' : '[^:]'}${character === '*' ? '*' : ''}`;
  });
  return new RegExp(`^${source.join('')}$`, ignoreCase ? 'i' : '');
}

// @claim documented: In Resource, a wildcard stays inside one colon-separated field of the ARN, except that a * that ends a field can run past the colon.
// @source https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
export function resourceMatches(wanted: string, asked: string, values: Values | undefined): boolean {
  if (wanted === '*') return true;
  return patternOf(wanted, 'resource', values)?.test(asked) ?? false;
}

// @claim documented: The prefix and the name of an action are case insensitive, and * and ? are wildcards in them.
// @source https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
export function actionMatches(wanted: string, asked: string): boolean {
  return patternOf(wanted, 'text', undefined, true)?.test(asked) ?? false;
}
