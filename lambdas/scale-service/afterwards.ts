import { sameSuspension } from '../shared/capacity';
import { isStopped, type Stop } from '../shared/guard/stop-record';
import type { Capacity } from '../shared/guard/undo';
import type { Look, StepResult } from '../shared/step';
import type { Switch } from '../shared/stop';

export interface After {
  readonly tradingEnabled: Look<Switch>;
  readonly capacity: Look<Capacity | undefined>;
  /** The last stop of the service, whether or not it stands. */
  readonly stop: Look<Stop | undefined>;
}

/**
 * `back`: what the raised minimum becomes, and whether the desired count must be 0 again. `keepUndo`: whoever lifts the stop
 * still needs what was before.
 */
export type Afterwards = StepResult & {
  readonly back?: { readonly min: number; readonly stop: boolean; readonly keepUndo?: true };
};

/**
 * What the service shows once its minimum was raised. What a person stopped in between stays stopped:
 *
 * - Stopped (a stop stands, scaling was suspended since, or desired 0): the minimum becomes 0 and the desired count 0 again. The minimum from
 *   before would start tasks, because a registration brings the desired count up to it.
 * - Disabled: the minimum from before. The tasks that were added are idle, and autoscaling stops them.
 * - Not known: the minimum from before, and a person.
 */
export function decideAfterwards(
  kind: 'trading' | 'other',
  target: number,
  before: Capacity,
  after: After,
): Afterwards {
  const { tradingEnabled, capacity, stop } = after;
  if ('unseen' in capacity || !capacity.seen) {
    const why = 'unseen' in capacity ? capacity.unseen : 'there is no scalable target any more';
    return { outcome: 'wait', finding: `The minimum was raised to ${target}, and could not be seen: ${why}.` };
  }
  const now = capacity.seen;
  const onRecord = 'seen' in stop && isStopped(stop.seen);
  if (onRecord) return stopped(target, before, now, true);
  if (now.desired === 0 || !sameSuspension(now.suspended, before.suspended)) return stopped(target, before, now);
  const unread = kind === 'trading' && 'unseen' in tradingEnabled ? tradingEnabled.unseen : undefined;
  const unknown = unread ?? ('unseen' in stop ? stop.unseen : undefined);
  if (unknown !== undefined) {
    return {
      outcome: 'wait',
      finding: `Could not check whether ${unread === undefined ? 'the service was stopped' : 'trading is still enabled'}: ${unknown}.`,
      verdict: 'unknown',
      back: { min: before.min, stop: false },
    };
  }
  if (kind === 'trading' && 'seen' in tradingEnabled && tradingEnabled.seen.value !== 'true') {
    const { value, version } = tradingEnabled.seen;
    return {
      outcome: 'stand-down',
      finding: `Trading was disabled meanwhile (the parameter is "${value}", version ${version}): the minimum is ${before.min} again, and ${now.desired} tasks are left to autoscaling.`,
      refused: { act: 'scale-up', because: 'disabled on purpose' },
      back: { min: before.min, stop: false },
    };
  }
  const said = `Scaled up from ${before.desired} to ${now.desired}: the minimum is ${now.min} instead of ${before.min}`;
  return now.desired >= target
    ? { outcome: 'continue', finding: `${said}.` }
    : { outcome: 'wait', finding: `${said}, and the desired count does not follow yet.` };
}

const stopped = (target: number, before: Capacity, now: Capacity, keepUndo = false): Afterwards => ({
  outcome: 'stand-down',
  finding: `The service was stopped while its minimum was raised to ${target}: the desired count is 0 and the minimum is 0, where it was ${before.min}.`,
  refused: { act: 'scale-up', because: 'stopped on purpose' },
  advice: `Whoever starts it again also sets its minimum, which was ${before.min}.`,
  back: { min: 0, stop: now.desired > 0, ...(keepUndo ? { keepUndo } : {}) },
});
