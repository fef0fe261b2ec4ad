import * as v from 'valibot';
import type { Incident } from '../incident';
import type { StepContext } from '../step';

/** What is to run, decided before anything is asked or done. */
const Release = v.object({
  /** The container whose image is meant, and its repository with the registry before it, as its task definition names it. */
  container: v.string(),
  repository: v.string(),
  /** `family:revision` whose content is wanted. */
  base: v.string(),
  /** The image that content is to run; null where ECS has never recorded one. */
  digest: v.nullable(v.string()),
  /** Of the service revision that ran it before, where there is one. */
  revision: v.optional(v.string()),
  /** What runs now: that is gone back to. Its digest is null where it is not known, or is not the same in all tasks. */
  from: v.object({ taskDefinition: v.string(), digest: v.nullable(v.string()), deployment: v.string() }),
  /** Alarms of the service that are red already. */
  red: v.array(v.string()),
  /** From what to what, and when that ran last: sentences for whoever is asked. */
  about: v.optional(v.string()),
});
export type Release = v.InferOutput<typeof Release>;

/** What was about to be done, written before it. */
const Intent = v.object({
  taskDefinition: v.string(),
  /** Id of the deployment that was primary before. */
  primaryBefore: v.string(),
  intendedAt: v.string(),
});
export type Intent = v.InferOutput<typeof Intent>;

/** What became of the deployment. */
const Watched = v.object({
  state: v.picklist(['complete', 'failed', 'replaced', 'unfinished', 'not-begun']),
  finding: v.string(),
  /** Milliseconds since the epoch. */
  at: v.number(),
});
export type Watched = v.InferOutput<typeof Watched>;

const Verified = v.object({ verified: v.boolean(), finding: v.string() });
export type Verified = v.InferOutput<typeof Verified>;

const NOTES = {
  release: Release,
  /** Of the release itself, and of going back to what ran before it. */
  'release-intent': Intent,
  'release-return': Intent,
  'release-watched': Watched,
  'release-verified': Verified,
  /** It only observes: nothing was done, and nothing has to be followed. */
  'release-observed': v.object({ command: v.string() }),
} as const;

type Notes = typeof NOTES;
export type ReleaseNote = keyof Notes;

/** What a step of this run has noted. @throws when it has another shape. */
export function noted<N extends ReleaseNote>(
  { id, notes }: Pick<Incident, 'id' | 'notes'>,
  name: N,
): v.InferOutput<Notes[N]> | undefined {
  const given = notes?.[name];
  if (given === undefined) return undefined;
  const parsed = v.safeParse(NOTES[name], given);
  if (!parsed.success) throw new Error(`The note "${name}" of incident ${id} is none: ${JSON.stringify(given)}`);
  return parsed.output as v.InferOutput<Notes[N]>;
}

/** Notes something for a later step; a second note of the same name takes the place of the first. */
export const note = <N extends ReleaseNote>(
  { table, incident }: Pick<StepContext, 'table' | 'incident'>,
  name: N,
  value: v.InferOutput<Notes[N]>,
): Promise<void> => table.note(incident.id, name, value);

/** @throws when the step before has not noted what is to run: nothing may be done without it. */
export function releaseOf(incident: Pick<Incident, 'id' | 'notes'>): Release {
  const release = noted(incident, 'release');
  if (!release) throw new Error(`Incident ${incident.id} has no note of what is to run.`);
  return release;
}
