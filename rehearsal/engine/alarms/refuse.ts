import { NotPlayed } from '../aws/refuse';

/** @throws NotPlayed when `value` is not one of `supported`. */
export function oneOf<T extends string>(value: unknown, supported: readonly T[], what: string): T {
  const found = supported.find((candidate) => candidate === value);
  if (found === undefined) throw new NotPlayed(`${what} ${JSON.stringify(value)}`, supported);
  return found;
}

/** @throws when `value` is not a finite number. */
export function finiteNumber(value: unknown, what: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new Error(`${what} is ${JSON.stringify(value)}; a finite number is needed.`);
}

/** @throws when `value` is not an integer of at least 1. */
export function count(value: unknown, what: string): number {
  const number = finiteNumber(value, what);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new Error(`${what} is ${number}; an integer of at least 1 is needed.`);
}

/** @throws when `value` is not a string with something in it. */
export function text(value: unknown, what: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new Error(`${what} is ${JSON.stringify(value)}; a string is needed.`);
}

/** @throws when `value` is not an object with members. */
export function record(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Error(`${what} is ${JSON.stringify(value)}; an object is needed.`);
}

/** @throws when `value` is neither a list nor absent; an absent list is empty. */
export function list(value: unknown, what: string): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw new Error(`${what} is ${JSON.stringify(value)}; a list is needed.`);
}
