import { type Look, look, type StepContext } from '../step';
import { type Answer, type Check, unchecked } from './check';

/** Kept for putting the answers together. */
const SUMMING_UP_MS = 500;

/** What a step and an item of a checklist are both given. */
type Timing = Pick<StepContext, 'now' | 'sleep' | 'answerBy'>;

/** Looks at everything at once. Each check answers for itself, and in time: one that hangs or throws hides none of the others. */
export function sideBySide(
  checks: Readonly<Record<string, () => Promise<Answer>>>,
  timing: Timing,
): Promise<readonly Check[]> {
  return Promise.all(
    Object.entries(checks).map(async ([name, check]): Promise<Check> => {
      const looked = await lookInTime(check, timing);
      return { name, ...('seen' in looked ? looked.seen : unchecked(`could not be checked: ${looked.unseen}`)) };
    }),
  );
}

/** One look that leaves time to say what the others saw. */
export function lookInTime<T>(at: () => Promise<T>, { now, sleep, answerBy }: Timing): Promise<Look<T>> {
  const began = now();
  const late = sleep(Math.max(0, answerBy - SUMMING_UP_MS - began)).then(() => ({
    unseen: `no answer in ${Math.round((now() - began) / 1000)} s`,
  }));
  return Promise.race([look(at), late]);
}
