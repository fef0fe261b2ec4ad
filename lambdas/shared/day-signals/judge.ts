import * as v from 'valibot';
import { ageOf } from '../status-object';
import { dateAndTime, duration } from '../wording';
import type { Reading } from './reading';

/** What two clocks may differ by: an object from further in the future tells that one of them is wrong. */
const CLOCKS_DIFFER_SECONDS = 60;

export interface Expected {
  /** The day the object has to be about, where it names one. */
  readonly date: string;
  readonly maxAgeSeconds: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * What a text says, if it may be gone by. It has to be JSON, of the contract's shape, about the day that was asked for, and
 * no older than the environment allows; one from the future says that a clock is wrong, and is as stale as an old one.
 * Fields the contract does not know are passed over, so that its writer may add some.
 */
export function judge<S extends v.GenericSchema<unknown, { asOf: string }>>(
  text: string,
  schema: S,
  { date, maxAgeSeconds, now }: Expected,
): Reading<v.InferOutput<S>> {
  const parsed = v.safeParse(schema, json(text));
  if (!parsed.success) return { state: 'malformed', says: parsed.issues.map(complaint).join('; ') };
  const value: { asOf: string; date?: string } = parsed.output;
  if (value.date !== undefined && value.date !== date)
    return { state: 'malformed', says: `date: given "${value.date}", expected "${date}"` };
  const age = ageOf(value, now);
  const written = `of ${dateAndTime(value.asOf)}`;
  if (age < -CLOCKS_DIFFER_SECONDS) return { state: 'stale', says: `${written}, ${span(-age)} in the future` };
  if (age > maxAgeSeconds)
    return { state: 'stale', says: `${written}, ${span(age)} old, and may be ${span(maxAgeSeconds)}` };
  return { state: 'seen', value: parsed.output };
}

/** A text that is none is refused by every schema, with its beginning in the sentence. */
function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function complaint(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? 'the whole';
  if (issue.received === 'undefined')
    return `${path}: given nothing, expected ${issue.expected?.startsWith('"') ? 'this field' : expectedOf(issue)}`;
  return `${path}: given ${shortened(JSON.stringify(issue.input))}, expected ${expectedOf(issue)}`;
}

/** A check's own words are better than the pattern behind it. */
const expectedOf = ({ kind, expected, message }: v.BaseIssue<unknown>): string =>
  kind === 'validation' ? message.replace(/^Expected /, '') : (NAMES[expected ?? ''] ?? expected ?? message);

const NAMES: Readonly<Record<string, string>> = { Object: 'a JSON object', Array: 'a list', string: 'text' };

const shortened = (text = 'nothing'): string => (text.length <= 80 ? text : `${text.slice(0, 80)}…`);

const HOUR = 3600;
const span = (seconds: number): string =>
  seconds < 2 * HOUR ? duration(seconds) : `${Number((seconds / HOUR).toFixed(1))} h`;
