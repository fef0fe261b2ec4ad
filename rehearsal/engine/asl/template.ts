import { UnsupportedDefinition } from './errors';
import { type Bindings, compile, describe, evaluate, type Place, sourceOf, within, wrongType } from './expression';

/** A value of a definition whose `{% … %}` strings, however deep, are evaluated each time. */
export type Template = (bindings: Bindings) => Promise<unknown>;

/** The same, of one checked type. */
export type Typed<T> = (bindings: Bindings) => Promise<T>;

/** @throws UnsupportedDefinition when an expression in it does not compile. */
export function template(value: unknown, place: Place): Template {
  if (typeof value === 'string') {
    const source = sourceOf(value);
    if (source === undefined) return async () => value;
    compile(source, place);
    return (bindings) => evaluate(source, place, bindings);
  }
  if (Array.isArray(value)) {
    const parts = value.map((part, i) => template(part, within(place, i)));
    return async (bindings) => {
      const list: unknown[] = [];
      for (const part of parts) list.push(await part(bindings));
      return list;
    };
  }
  if (typeof value === 'object' && value !== null) return objectTemplate(value, place);
  return async () => value;
}

/** A template that is an object by its shape (Assign). */
export function objectTemplate(value: object, place: Place): Typed<Record<string, unknown>> {
  const parts = Object.entries(value).map(([key, part]) => [key, template(part, within(place, key))] as const);
  return async (bindings) => {
    const object: Record<string, unknown> = {};
    for (const [key, part] of parts) object[key] = await part(bindings);
    return object;
  };
}

/** What a field may hold; `name` as AWS says it in causes. */
export interface Kind<T> {
  readonly name: string;
  is(value: unknown): value is T;
}

export const STRING: Kind<string> = { name: 'string', is: (value) => typeof value === 'string' };
export const BOOLEAN: Kind<boolean> = { name: 'boolean', is: (value) => typeof value === 'boolean' };
export const ARRAY: Kind<unknown[]> = { name: 'array', is: (value) => Array.isArray(value) };
export const POSITIVE: Kind<number> = {
  name: 'positive integer',
  is: (value): value is number => Number.isInteger(value) && Number(value) > 0,
};
/** Whole seconds, or a count: 0 or more. */
export const WHOLE: Kind<number> = {
  name: 'non-negative integer',
  is: (value): value is number => Number.isInteger(value) && Number(value) >= 0,
};

/**
 * A field that is a literal or one expression.
 * @throws UnsupportedDefinition when a literal is of another kind.
 */
export function typed<T>(kind: Kind<T>, value: unknown, place: Place): Typed<T> {
  const source = typeof value === 'string' ? sourceOf(value) : undefined;
  if (source === undefined) {
    if (kind === (ARRAY as Kind<unknown>) && Array.isArray(value)) {
      return template(value, place) as Typed<T>;
    }
    if (!kind.is(value)) {
      throw new UnsupportedDefinition(`${describe(place)}: ${JSON.stringify(value)} is no ${kind.name} and no {% … %}`);
    }
    return async () => value;
  }
  compile(source, place);
  return async (bindings) => {
    const result = await evaluate(source, place, bindings);
    if (!kind.is(result)) throw wrongType(place, source, kind.name, result);
    return result;
  };
}
