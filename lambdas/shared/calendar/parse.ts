import * as v from 'valibot';
import { Calendar, Overrides } from './schema';

/** A calendar or overrides that cannot be worked with. Nobody knows then whether the market trades. */
export class CalendarError extends Error {
  override readonly name = 'CalendarError';
}

/**
 * @param text JSON as synth writes it.
 * @throws CalendarError naming the field, what was given and what is expected, for each field that is wrong.
 */
export const parseCalendar = remembering((text) => parsed('The market calendar', Calendar, text));

/**
 * @param text JSON as people write it; `{}` overrides nothing.
 * @throws CalendarError naming the field, what was given and what is expected, for each field that is wrong.
 */
export const parseOverrides = remembering((text) => parsed("The calendar's overrides", Overrides, text));

/** Every decision reads the text anew; while it is the same to the letter, so is what it means. */
function remembering<T extends Calendar | Overrides>(parse: (text: string) => T): (text: string) => T {
  let last: { readonly text: string; readonly value: T } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, value: parse(text) };
    return last.value;
  };
}

function parsed<T>(what: string, schema: v.GenericSchema<unknown, T>, text: string): T {
  const result = v.safeParse(schema, jsonObject(what, text));
  if (result.success) return result.output;
  throw new CalendarError(`${what} cannot be read: ${result.issues.map(complaint).join('; ')}.`);
}

/** A list is refused here: to the schema an empty one looks like an object without fields. */
function jsonObject(what: string, text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Said below, in the same words.
  }
  throw new CalendarError(`${what} cannot be read: given ${shortened(JSON.stringify(text))}, expected a JSON object.`);
}

function complaint(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? 'the whole';
  if (issue.type === 'strict_object' && issue.expected === 'never') return `${path}: unknown field`;
  if (issue.received === 'undefined') return `${path}: given nothing, expected this field`;
  // A check has nothing in `expected`, or the pattern that it compares with; its message says it in words.
  const expected = issue.kind === 'schema' ? issue.expected : issue.message.replace(/^Expected /, '');
  return `${path}: given ${shortened(JSON.stringify(issue.input))}, expected ${expected}`;
}

function shortened(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 80)}…`;
}
