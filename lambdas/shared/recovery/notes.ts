import * as v from 'valibot';
import type { Incident } from '../incident';

/** What the steps of a recovery leave for those after them. Each is written by one step; nobody takes one for granted. */
const NOTES = {
  'data-integrity': v.object({ state: v.picklist(['whole', 'damaged', 'unknown']), says: v.string() }),
  losses: v.object({ state: v.picklist(['within', 'above', 'unknown']), says: v.string() }),
  reconciliation: v.object({
    state: v.picklist(['equal', 'different', 'unknown', 'not-configured']),
    says: v.string(),
    /** Milliseconds since the epoch. */
    at: v.number(),
  }),
  /** Written before tasks are started: under which stop and which version of the parameter, and when. */
  starting: v.object({ at: v.number(), stop: v.nullable(v.string()), version: v.number(), tasks: v.number() }),
  /** Written before trading is enabled; `version`: the parameter's, once it is known to be ours. */
  resuming: v.object({
    at: v.number(),
    stop: v.nullable(v.string()),
    versionBefore: v.number(),
    version: v.optional(v.number()),
    /** Tasks this step has started, because the service was still stopped; 0: it ran. */
    started: v.number(),
  }),
} as const;

export type NoteName = keyof typeof NOTES;
export type Note<N extends NoteName> = v.InferOutput<(typeof NOTES)[N]>;

/** @returns undefined where the run has left none, or one that is not what it should be: then nothing is known. */
export function noteOf<N extends NoteName>({ notes }: Pick<Incident, 'notes'>, name: N): Note<N> | undefined {
  const parsed = v.safeParse(NOTES[name], notes?.[name]);
  return parsed.success ? (parsed.output as Note<N>) : undefined;
}
