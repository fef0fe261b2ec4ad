import { types } from 'node:util';
import { isRecord } from '../record';
import { refuse } from './message';
import type { Shape } from './schema';

/** How one representation of a value is turned into another while its shape is walked. */
export interface Rules {
  /** The member a key of the given value means and the key it gets; undefined when there is none. */
  readonly member: (owner: Shape, key: string) => { readonly key: string; readonly shape: Shape } | undefined;
  readonly timestamp: (value: unknown, where: string) => unknown;
  readonly blob: (value: unknown, where: string) => unknown;
  /** What to do with a value that should be text and is not. */
  readonly notText: (value: unknown, where: string) => string;
}

/**
 * Turns a value into another representation of the same value; a member that is null or undefined is left out.
 * @param where the path of the value, for the error.
 * @throws WireRefusal naming the member the shape does not have, or the value that does not fit.
 */
export function convert(shape: Shape, value: unknown, where: string, rules: Rules): unknown {
  switch (shape.kind) {
    case 'structure':
    case 'unit':
      return convertStructure(shape, value, where, rules);
    case 'list':
      if (!Array.isArray(value)) return misfit(value, where, 'a list');
      return value.map((item, index) => convert(shape.item, item, `${where}[${index}]`, rules));
    case 'map':
      return Object.fromEntries(
        Object.entries(record(value, where)).map(([key, item]) => [
          key,
          convert(shape.item, item, `${where}['${key}']`, rules),
        ]),
      );
    case 'string':
      return typeof value === 'string' ? value : rules.notText(value, where);
    case 'number':
      return number(value, where);
    case 'boolean':
      return typeof value === 'boolean' ? value : misfit(value, where, 'a boolean');
    case 'timestamp':
      return rules.timestamp(value, where);
    case 'blob':
      return rules.blob(value, where);
    case 'document':
      return value;
  }
}

function convertStructure(shape: Shape, value: unknown, where: string, rules: Rules): unknown {
  const converted: [string, unknown][] = [];
  for (const [key, given] of Object.entries(record(value, where))) {
    if (given === undefined || given === null) continue;
    const member = rules.member(shape, key) ?? unknownMember(shape, key, where);
    converted.push([member.key, convert(member.shape, given, `${where}.${key}`, rules)]);
  }
  return Object.fromEntries(converted);
}

export function unknownMember(shape: Shape, key: string, where: string): never {
  return refuse(`${where} has no member '${key}'`, [...shape.members.keys()].join(', ') || 'no members');
}

/** Cross-realm on purpose: under a test runner the SDK, Node and the caller may each have their own Object and Date. */
export function record(value: unknown, where: string): Record<string, unknown> {
  if (!isRecord(value) || types.isDate(value) || ArrayBuffer.isView(value)) return misfit(value, where, 'an object');
  return value;
}

export function number(value: unknown, where: string): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : misfit(value, where, 'a finite number');
}

export function date(value: unknown, where: string): Date {
  const valid = types.isDate(value) && !Number.isNaN(value.getTime());
  return valid ? value : misfit(value, where, 'a valid Date');
}

/** The date a text in RFC 3339 or HTTP form names. */
export function parseDate(text: string, where: string): Date {
  return date(new Date(text), where);
}

/** Bytes given as any view, as a buffer of this realm. */
export function bytes(value: unknown, where: string): Buffer {
  if (!ArrayBuffer.isView(value)) return misfit(value, where, 'bytes');
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}

/** @throws WireRefusal always. */
export function misfit(value: unknown, where: string, supported: string): never {
  return refuse(`${where} is ${describe(value)}`, supported);
}

function describe(value: unknown): string {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return `${Array.isArray(value) ? 'list' : typeof value} ${text.length > 80 ? `${text.slice(0, 80)}...` : text}`;
}
