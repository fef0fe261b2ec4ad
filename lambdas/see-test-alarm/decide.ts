import type { Look, StepResult } from '../shared/step';
import { clockTime } from '../shared/wording';

/** A probe that is under way, and when it raised the alarm. */
export interface Raiser {
  readonly incidentId: string;
  readonly raisedAt: string;
}

/**
 * Whose test it is. One that no probe has raised disturbs nobody either: somebody tries the alarm by hand, or a probe has
 * died, which the watch tells. It is said, and the incident channel hears of it.
 */
export function decideRaised(raiser: Look<Raiser | undefined>): StepResult {
  const finding = (words: string): StepResult => ({ outcome: 'continue', finding: words });
  if ('unseen' in raiser) return finding(`Could not check who has raised the test alarm: ${raiser.unseen}.`);
  if (!raiser.seen)
    return finding('No probe that is under way has raised the test alarm: somebody else writes its metric.');
  const { incidentId, raisedAt } = raiser.seen;
  return finding(`A test: ${incidentId} raised it at ${clockTime(raisedAt)}. Nothing is wrong.`);
}
