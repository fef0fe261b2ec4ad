import { within } from './expression';
import { Fields } from './fields';
import type { Catcher, Fallible, Retrier } from './workflow';

const RETRIER = [
  'ErrorEquals',
  'IntervalSeconds',
  'BackoffRate',
  'MaxAttempts',
  'MaxDelaySeconds',
  'JitterStrategy',
  'Comment',
];
const CATCHER = ['ErrorEquals', 'Next', 'Assign', 'Output', 'Comment'];

/** Retry and Catch of a state; `goTo` checks that a target exists. */
export function readErrorHandling(fields: Fields, goTo: (target: string, fields: Fields) => string): Fallible {
  return {
    retry: entries(fields, 'Retry', RETRIER).map(readRetrier),
    catch: entries(fields, 'Catch', CATCHER).map((entry) => readCatcher(entry, goTo)),
  };
}

function entries(fields: Fields, field: 'Retry' | 'Catch', known: readonly string[]): Fields[] {
  const value = fields.raw(field);
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw fields.refuse(field, 'an array is needed');
  return value.map((entry, i) => {
    const read = Fields.of(entry, within(fields.at(field), i), known);
    const names = errorEquals(read);
    // @claim documented: States.ALL stands alone in its ErrorEquals, and last in its Retry or Catch.
    // @source https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
    if (names.includes('States.ALL') && (names.length > 1 || i < value.length - 1)) {
      throw read.refuse('ErrorEquals', 'States.ALL must stand alone and in the last entry');
    }
    return read;
  });
}

function errorEquals(entry: Fields): string[] {
  return entry.list('ErrorEquals').map((name) => {
    if (typeof name !== 'string') throw entry.refuse('ErrorEquals', `${JSON.stringify(name)} is no error name`);
    return name;
  });
}

function readRetrier(entry: Fields): Retrier {
  const jitter = entry.raw('JitterStrategy') ?? 'NONE';
  if (jitter !== 'FULL' && jitter !== 'NONE') throw entry.refuse('JitterStrategy', 'FULL or NONE is needed');
  // @claim documented: A retrier waits 1 second, doubles the wait, tries 3 times and does not jitter unless it says otherwise.
  // @source https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
  return {
    errorEquals: errorEquals(entry),
    intervalSeconds: entry.number('IntervalSeconds', 1, 1),
    backoffRate: entry.number('BackoffRate', 1, 2, false),
    maxAttempts: entry.number('MaxAttempts', 0, 3),
    ...(entry.has('MaxDelaySeconds') && { maxDelaySeconds: entry.number('MaxDelaySeconds', 1, 1) }),
    fullJitter: jitter === 'FULL',
  };
}

function readCatcher(entry: Fields, goTo: (target: string, fields: Fields) => string): Catcher {
  return { errorEquals: errorEquals(entry), next: goTo(entry.text('Next'), entry), ...entry.exit() };
}
