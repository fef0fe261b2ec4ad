import { UnsupportedDefinition } from './errors';
import { describe, type Place, within } from './expression';
import { type Kind, objectTemplate, type Template, type Typed, template, typed } from './template';
import type { Exit } from './workflow';

const VARIABLE = /^\p{ID_Start}\p{ID_Continue}{0,79}$/u;

/** Reads the fields of one object of a definition, and refuses what it was not told to expect. */
export class Fields {
  private constructor(
    private readonly values: Readonly<Record<string, unknown>>,
    readonly place: Place,
  ) {}

  /** @throws UnsupportedDefinition when `value` is no object. */
  static ofAny(value: unknown, place: Place): Fields {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new UnsupportedDefinition(`${describe(place)}: an object is needed, not ${JSON.stringify(value)}`);
    }
    return new Fields(value as Readonly<Record<string, unknown>>, place);
  }

  /** @throws UnsupportedDefinition when `value` is no object or has a field that is not in `known`. */
  static of(value: unknown, place: Place, known: readonly string[]): Fields {
    const fields = Fields.ofAny(value, place);
    for (const field of Object.keys(fields.values)) {
      if (!known.includes(field)) {
        throw new UnsupportedDefinition(
          `${describe(within(place, field))}: not supported; supported here: ${known.join(', ')}`,
        );
      }
    }
    return fields;
  }

  has(field: string): boolean {
    return this.values[field] !== undefined;
  }

  at(field: string): Place {
    return within(this.place, field);
  }

  raw(field: string): unknown {
    return this.values[field];
  }

  refuse(field: string, why: string): UnsupportedDefinition {
    return new UnsupportedDefinition(`${describe(this.at(field))}: ${why}`);
  }

  text(field: string): string {
    const value = this.values[field];
    if (typeof value !== 'string' || value === '') throw this.refuse(field, 'a non-empty string is needed');
    return value;
  }

  list(field: string): unknown[] {
    const value = this.values[field];
    if (!Array.isArray(value) || value.length === 0) throw this.refuse(field, 'a non-empty array is needed');
    return value;
  }

  /** A literal number from `least` on; expressions are not taken here. */
  number(field: string, least: number, fallback: number, whole = true): number {
    const value = this.values[field] ?? fallback;
    if (typeof value !== 'number' || value < least || (whole && !Number.isInteger(value))) {
      const kind = whole ? 'an integer' : 'a number';
      throw this.refuse(field, `${JSON.stringify(value)} is not ${kind} of ${least} or more`);
    }
    return value;
  }

  template(field: string): Template | undefined {
    return this.has(field) ? template(this.values[field], this.at(field)) : undefined;
  }

  typed<T>(field: string, kind: Kind<T>): Typed<T> | undefined {
    return this.has(field) ? typed(kind, this.values[field], this.at(field)) : undefined;
  }

  /** The names that Assign sets. */
  assigned(): string[] {
    const assign = this.values.Assign;
    return typeof assign === 'object' && assign !== null ? Object.keys(assign) : [];
  }

  exit(): Exit {
    const output = this.template('Output');
    return { ...(output && { output }), ...(this.has('Assign') && { assign: this.assign() }) };
  }

  private assign(): Typed<Record<string, unknown>> {
    const value = this.values.Assign;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw this.refuse('Assign', 'an object of variables is needed');
    }
    // @claim documented: The variable name states is reserved.
    // @source https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
    if ('states' in value) throw this.refuse('Assign/states', 'the variable name states is reserved');
    // @claim documented: A variable name is a Unicode identifier of at most 80 characters; a part of a variable cannot be assigned.
    // @source https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
    const wrong = Object.keys(value).find((name) => !VARIABLE.test(name));
    if (wrong !== undefined) throw this.refuse(`Assign/${wrong}`, 'this is no variable name');
    return objectTemplate(value, this.at('Assign'));
  }
}
