import * as v from 'valibot';
import type { StepContext } from '../shared/step';
import { parse } from '../shared/step';

/** How far a run has come with the files of a backup, in the manifest's order. */
const Progress = v.object({
  /** The folder it is about, with its slash. */
  folder: v.string(),
  /** When it was meant to be begun. */
  at: v.string(),
  /** Position of the file whose turn it is. */
  next: v.number(),
  /** Those that had their turn and are not good. */
  wrong: v.array(v.object({ name: v.string(), says: v.string(), unknown: v.optional(v.literal(true)) })),
});
export type Progress = v.InferOutput<typeof Progress>;

/** What became of one file; undefined: it is good. */
export type Fault = Progress['wrong'][number];

export type NoteName = 'restored-files' | 'verified-files';

/** What a try before this one has noted. @throws when the note is not what it should be. */
export const noted = ({ incident }: Pick<StepContext, 'incident'>, name: NoteName): Progress | undefined =>
  incident.notes?.[name] === undefined ? undefined : parse(Progress, incident.notes[name], `note ${name}`);

/** Between two notes so many files have their turn: what is repeated after a death is no more than these. */
const NOTED_EVERY = 25;

/** Kept for the file under way, whose calls may be tried again. */
const LAST_FILE_MS = 10_000;

/**
 * Gives each file its turn, one after the other, until all had it or the time of this call is up.
 * @returns how far it has come, which is noted.
 */
export async function workThrough<F>(
  files: readonly F[],
  from: Progress,
  name: NoteName,
  { incident, table, now, answerBy }: Pick<StepContext, 'incident' | 'table' | 'now' | 'answerBy'>,
  work: (file: F) => Promise<Fault | undefined>,
): Promise<Progress> {
  let progress = from;
  for (const [index, file] of files.entries()) {
    if (index < from.next) continue;
    if (now() >= answerBy - LAST_FILE_MS) break;
    const fault = await work(file);
    progress = { ...progress, next: index + 1, wrong: [...progress.wrong, ...(fault ? [fault] : [])] };
    if (progress.next % NOTED_EVERY === 0) await table.note(incident.id, name, progress);
  }
  await table.note(incident.id, name, progress);
  return progress;
}
