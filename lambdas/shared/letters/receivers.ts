import * as v from 'valibot';
import { jsonOf } from '../json-text';
import { parse } from '../step';

/** Where dead letters lie, and whom they may have been for: what the stack tells a function besides the directory. */
const Letters = v.strictObject({
  queues: v.array(v.strictObject({ name: v.string(), url: v.string() })),
  /** How long a queue keeps a letter. */
  keptDays: v.number(),
  /** ARN of each function that a schedule calls, to what it is called here and what its tick does. */
  ticks: v.record(v.string(), v.strictObject({ action: v.string(), does: v.string() })),
  /** ARN. */
  watchTopic: v.string(),
});
export type Letters = v.InferOutput<typeof Letters>;

/** @throws an error that names the variable and the field. */
export function readLetters({ LETTERS: given }: NodeJS.ProcessEnv): Letters {
  if (!given) throw new TypeError('The environment variable LETTERS is not set; the stack sets it.');
  return parse(Letters, jsonOf(given), 'environment variable LETTERS');
}
