import * as fc from 'fast-check';
import { judged } from '../invariants';
import { playStory, type Staged } from '../staged';
import { type Day, dayInWords } from './day';
import { day as days } from './draw';
import { storyOfDay } from './story';
import { tellDay } from './telling';

/** One day as it was drawn, or the shortest in which the same seed still breaks a promise. */
export interface ProvedDay {
  readonly seed: number;
  readonly broken: readonly string[];
  /** What was out of the ordinary; only where a promise was broken. */
  readonly words: readonly string[];
  /** Everything that happened, where it was asked for. */
  readonly told?: string;
}

/** A shorter day is looked for no longer than this. */
const SHRINK_MS = 8 * 60_000;

/**
 * Plays the day of a seed and holds it against the promises.
 * @param shrink looks for the shortest day that still breaks one, and tells it in full.
 * @throws what the day throws: a rehearsal that cannot go on truthfully stops.
 */
export async function proveDay(directory: string, seed: number, shrink: boolean): Promise<ProvedDay> {
  let worst: { readonly day: Day; readonly broken: readonly string[]; readonly staged: Staged } | undefined;
  let last: Staged | undefined;
  let refused: { readonly error: unknown } | undefined;
  const property = fc.asyncProperty(days, async (day) => {
    try {
      last = await playStory(directory, storyOfDay(day));
    } catch (error) {
      // A shorter day that cannot be rehearsed breaks nothing; the day itself has to be.
      if (!worst) refused = { error };
      return worst !== undefined;
    }
    const broken = await judged(
      last,
      undefined,
      day.troubles.some(({ fault }) => fault === 'denied'),
    );
    if (broken.length > 0) worst = { day, broken, staged: last };
    return broken.length === 0;
  });
  await fc.check(property, {
    seed,
    numRuns: 1,
    // Every day is a first one, and fast-check makes first ones small.
    unbiased: true,
    endOnFailure: !shrink,
    ...(shrink ? { interruptAfterTimeLimit: SHRINK_MS } : {}),
  });
  if (refused) throw refused.error;
  const told = shrink && last ? { told: tellDay((worst?.staged ?? last).stage) } : {};
  return { seed, broken: worst?.broken ?? [], words: worst ? dayInWords(worst.day) : [], ...told };
}
