import { type Bounds, registerCommand, sameSuspension } from '../shared/capacity';
import type { ServiceName } from '../shared/ecs';
import type { Ask } from '../shared/guard/decide';
import { isStopped, type Stop } from '../shared/guard/stop-record';
import type { Kept } from '../shared/guard/table';
import type { Capacity, Suspended, Undo } from '../shared/guard/undo';
import type { Look, StepResult } from '../shared/step';
import { clockTime } from '../shared/wording';

export type Decision =
  | { readonly undo: true; readonly from: number; readonly to: number; readonly suspended: Suspended }
  /** Nothing is done; `settle`: and nothing has to be done any more. */
  | { readonly undo: false; readonly settle: boolean; readonly result: StepResult };

/**
 * Whether a raised minimum is put back; whether it may be now is the guard's question. Only what we have set is: a minimum
 * that somebody has changed since is left as it is, and one that is back already needs nothing.
 */
export function decideUndo(name: ServiceName, undo: Undo, bounds: Look<Bounds | undefined>): Decision {
  const { before } = undo;
  const to = 'min' in before ? before.min : 0;
  if ('unseen' in bounds) {
    const result: StepResult = {
      outcome: 'escalate',
      finding: `Could not check the capacity: ${bounds.unseen}. The minimum may still be ${undo.raisedTo}.`,
      verdict: 'unknown',
      refused: { act: 'undo-scale-up', because: 'the capacity cannot be read' },
      advice: `Look at it by hand; the runbook would have run: ${registerCommand(name, { min: to })}`,
    };
    return { undo: false, settle: false, result };
  }
  if (!bounds.seen) return settled('The service has no scalable target any more: nothing is put back.');
  const { min, suspended } = bounds.seen;
  if (min === to) return settled(`The minimum is ${min} again.`);
  if (min !== undo.raisedTo) {
    return settled(
      `Left alone: the minimum is ${min}, and incident ${undo.incident} had set ${undo.raisedTo}; somebody has changed it since.`,
    );
  }
  return { undo: true, from: min, to, suspended };
}

/** The same in the words of the guard. */
export const askToUndo = (name: ServiceName & { kind: 'trading' | 'other' }, from: number, to: number): Ask => ({
  act: 'undo-scale-up',
  kind: name.kind,
  resource: name.service,
  command: registerCommand(name, { min: to }),
  because: 'undo',
  effect: `Autoscaling may go below ${from} tasks again, down to ${to}.`,
  undo: `Raise the scalable minimum to ${from} again.`,
});

/**
 * What the guard refuses because somebody else has the service in hand is asked again when they are through: nobody else
 * would ask, and the capacity would stay as it is.
 */
export function triedAgain(result: StepResult, kept: Look<Kept>, now: number): StepResult {
  const { refused } = result;
  if (!refused || !('seen' in kept)) return result;
  const { hand, lease } = kept.seen;
  const until =
    refused.because === "a person's hand"
      ? hand?.until
      : refused.because === 'leased by another incident'
        ? lease?.until
        : undefined;
  if (until === undefined || until <= now) return result;
  return {
    outcome: 'park',
    finding: `${result.finding} Asked again at ${clockTime(until)}.`,
    until: new Date(until).toISOString(),
    refused,
  };
}

/** What the service shows once its minimum was put back. */
export interface After {
  readonly capacity: Look<Capacity | undefined>;
  readonly stop: Look<Stop | undefined>;
}

/**
 * Whether the service was stopped while its minimum was put back: then the minimum, which is above 0, has brought tasks back
 * with it, and both become 0. A stop that stands says so, or scaling that is suspended where it was not. What cannot be
 * seen counts as a stop: nobody is harmed by a minimum of 0, and people are told.
 * @returns what the step answers then; undefined when everything is as it should be.
 */
export function decideStoppedMeanwhile(suspended: Suspended, { capacity, stop }: After): StepResult | undefined {
  const unseen = 'unseen' in stop ? stop.unseen : 'unseen' in capacity ? capacity.unseen : undefined;
  const refused = (because: string) => ({ refused: { act: 'undo-scale-up', because } });
  if (unseen !== undefined) {
    return {
      outcome: 'escalate',
      finding: `The minimum was put back, and could not be checked whether the service was stopped meanwhile: ${unseen}. The minimum is 0 now.`,
      verdict: 'unknown',
      ...refused('unknown whether it is stopped on purpose'),
      advice: 'Find out by hand whether the service is meant to run.',
    };
  }
  const seen = 'seen' in capacity ? capacity.seen : undefined;
  const onRecord = 'seen' in stop && isStopped(stop.seen);
  if (!onRecord && (!seen || sameSuspension(seen.suspended, suspended))) return undefined;
  return {
    outcome: 'stand-down',
    finding: 'The service was stopped while its minimum was put back: the minimum and the desired count are 0.',
    ...refused('stopped on purpose'),
    advice: 'What was to be put back stays written down, for whoever starts the service again.',
  };
}

const settled = (finding: string): Decision => ({
  undo: false,
  settle: true,
  result: { outcome: 'continue', finding },
});
