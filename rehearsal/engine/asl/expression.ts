import jsonata from 'jsonata';
import { AslError, UnsupportedDefinition } from './errors';

/** Where a value stands in a definition: `field` as AWS writes it in causes (`Arguments/Payload/id`). */
export interface Place {
  readonly machine: string;
  readonly state: string;
  readonly field: string;
}

/** Names an expression can read: `states`, the variables in scope and the functions. */
export type Bindings = Readonly<Record<string, unknown>>;

export function describe({ machine, state, field }: Place): string {
  return `state machine ${machine}, ${state === '' ? 'top level' : `state ${state}`}, field ${field}`;
}

export function within(place: Place, name: string | number): Place {
  return { ...place, field: place.field === '' ? String(name) : `${place.field}/${name}` };
}

const EXPRESSION = /^\{%([\s\S]*)%\}$/;

/** The JSONata source in `{% … %}`, or undefined: any other string, also one with blanks around it, is itself. */
export function sourceOf(value: string): string | undefined {
  return EXPRESSION.exec(value)?.[1]?.trim();
}

// Expressions carry no state between evaluations, so one compilation serves every machine of the process.
const compiled = new Map<string, jsonata.Expression>();

/** @throws UnsupportedDefinition for wrong syntax, `$eval`, and `$random` with a seed. */
export function compile(source: string, place: Place): jsonata.Expression {
  const known = compiled.get(source);
  if (known) return known;
  let expression: jsonata.Expression;
  try {
    expression = jsonata(source);
  } catch (error) {
    throw new UnsupportedDefinition(`${describe(place)}: not JSONata: ${messageOf(error)} in '${source}'`);
  }
  refuseCalls(expression.ast(), place);
  compiled.set(source, expression);
  return expression;
}

/** @throws AslError States.QueryEvaluationError, also when the result is undefined. */
export async function evaluate(source: string, place: Place, bindings: Bindings): Promise<unknown> {
  let result: unknown;
  try {
    result = plain(await compile(source, place).evaluate(undefined, bindings));
  } catch (error) {
    if (error instanceof UnsupportedResult) throw queryError(place, source, 'returned an unsupported result type.');
    throw queryError(place, source, `threw an error during evaluation. ${messageOf(error)}`);
  }
  // @claim documented: An expression that yields undefined fails the state with States.QueryEvaluationError.
  // @source https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
  if (result === undefined) throw queryError(place, source, 'returned nothing (undefined).');
  return result;
}

/** The error of a value of the wrong type, in AWS's words. */
export function wrongType(place: Place, source: string, expected: string, value: unknown): AslError {
  const is = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  const text = JSON.stringify(value);
  return queryError(
    place,
    source,
    `returned an unexpected result type. Expected '${expected}', but was '${is}' for value: ${text}`,
  );
}

function queryError(place: Place, source: string, what: string): AslError {
  return evaluationError(place, `The JSONata expression '${source}' specified for the field '${place.field}' ${what}`);
}

export function evaluationError(place: Place, sentence: string): AslError {
  const where = `An error occurred while executing the state '${place.state}'.`;
  return new AslError('States.QueryEvaluationError', `${where} ${sentence}`);
}

class UnsupportedResult extends Error {}

/** The value as plain JSON: the library marks its arrays, and a function is no value. */
function plain(value: unknown): unknown {
  if (typeof value === 'function') throw new UnsupportedResult();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if ('_jsonata_lambda' in value || '_jsonata_function' in value) throw new UnsupportedResult();
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries.map(([key, member]) => [key, plain(member)]));
}

function refuseCalls(node: unknown, place: Place): void {
  if (typeof node !== 'object' || node === null) return;
  const { type, procedure, arguments: passed } = node as Partial<jsonata.ExprNode>;
  if (type === 'function' && procedure?.type === 'variable') {
    const refused = `${describe(place)}: the function $${procedure.value}`;
    if (procedure.value === 'eval') throw new UnsupportedDefinition(`${refused} does not exist in Step Functions`);
    if (procedure.value === 'random' && passed && passed.length > 0) {
      throw new UnsupportedDefinition(`${refused} is rehearsed without a seed only`);
    }
  }
  for (const part of Object.values(node)) refuseCalls(part, place);
}

function messageOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return code === undefined ? String(message ?? error) : `${String(code)}: ${String(message)}`;
}
