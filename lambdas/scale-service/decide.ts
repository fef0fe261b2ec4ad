import type { Service } from '@aws-sdk/client-ecs';
import { registerCommand } from '../shared/capacity';
import type { ServiceName } from '../shared/ecs';
import type { Ask } from '../shared/guard/decide';
import type { Capacity, Undo } from '../shared/guard/undo';
import type { Look, StepResult } from '../shared/step';
import { decideStop, type Switch } from '../shared/stop';

export interface Wish extends ServiceName {
  readonly kind: 'trading' | 'other';
  readonly to: number;
  readonly ceiling: number;
}

export interface Seen {
  readonly incident: string;
  readonly tradingEnabled: Look<Switch>;
  readonly service: Look<Service | undefined>;
  /** Undefined: the service has no scalable target. */
  readonly capacity: Look<Capacity | undefined>;
  /** What must be put back on the service. */
  readonly undo: Look<Undo | undefined>;
}

export type Decision =
  | { readonly scale: 'up'; readonly target: number; readonly before: Capacity }
  /** An earlier try of this incident has raised the minimum. */
  | { readonly scale: 'done'; readonly target: number; readonly before: Capacity }
  | { readonly scale: 'no'; readonly result: StepResult };

/**
 * Whether more tasks are called for, and how many; whether they may be had now is the guard's question.
 *
 * 1. A service that is between two generations is left to whoever restarts it.
 * 2. People want the service to work (shared/stop.ts).
 * 3. Its capacity can be seen. Without a scalable target there is no minimum to raise: a person decides.
 * 4. The target is the least of what is wanted, the ceiling and the scalable maximum. A service that is there already gets
 *    no more: then it is not a lack of tasks, and more of them do not help against a leak.
 * 5. A minimum raised by another incident to another value is not raised again: only the first value before is kept, and
 *    what to put back would not be clear.
 */
export function decideScaleUp(wish: Wish, seen: Seen): Decision {
  const { capacity, undo } = seen;
  if ('unseen' in undo) return no(unknown(`Could not read what has been changed: ${undo.unseen}.`, 'undo unknown'));
  if (undo.seen?.kind === 'stopped-first') {
    const finding = `Not scaled up: incident ${undo.seen.incident} has the service down between two generations.`;
    return no(refusal('continue', finding, 'the service is between two generations'));
  }
  const stop = decideStop(seen.tradingEnabled, seen.service, wish.kind);
  if (stop) return no({ ...stop, ...(stop.refused ? { refused: { ...stop.refused, act: 'scale-up' } } : {}) });
  if ('unseen' in capacity) {
    return no(unknown(`Could not check the capacity: ${capacity.unseen}.`, 'the capacity cannot be read'));
  }
  if (!capacity.seen) return no(noTarget(wish));
  return from(wish, capacity.seen, undo.seen, seen.incident);
}

function from(wish: Wish, now: Capacity, undo: Undo | undefined, incident: string): Decision {
  const { desired, min, max } = now;
  const target = Math.min(wish.to, wish.ceiling, max);
  if (undo?.incident === incident && undo.raisedTo === min && 'min' in undo.before) {
    return { scale: 'done', target: min, before: undo.before };
  }
  if (min >= target || desired >= target) {
    const finding = `Already at ${desired}: the minimum is ${min}, and ${target} is as many as it is scaled up to. More tasks would not help against a leak.`;
    return no(refusal('continue', finding, 'already at the ceiling'));
  }
  if (undo && undo.raisedTo !== target) {
    const finding = `Not scaled up to ${target}: incident ${undo.incident} has raised the minimum to ${undo.raisedTo}, which is not put back yet.`;
    return no(refusal('continue', finding, 'another incident has scaled it up'));
  }
  return { scale: 'up', target, before: now };
}

/** The same wish in the words of the guard. */
export const askToScaleUp = (
  wish: Wish & { readonly overlap: boolean },
  target: number,
  { min, max, suspended }: Capacity,
): Ask => ({
  act: 'scale-up',
  kind: wish.kind,
  resource: wish.service,
  command: registerCommand(wish, { min: target }),
  because: 'fault',
  effect: wish.overlap
    ? `At least ${target} tasks run instead of ${min}.`
    : `At least ${target} tasks run instead of ${min}: each copy may send the same order.`,
  undo: registerCommand(wish, { min }),
  ...(wish.overlap ? {} : { riskyWhileTrading: `two copies of ${wish.service} may not run side by side` }),
  facts: { 'scalable minimum': min, 'scalable maximum': max, 'scaling suspended': suspendedWays(suspended) },
});

const suspendedWays = (suspended: Capacity['suspended']): string =>
  Object.entries(suspended)
    .flatMap(([way, is]) => (is ? [way] : []))
    .join(', ') || 'no';

const no = (result: StepResult): Decision => ({ scale: 'no', result });

const refusal = (outcome: StepResult['outcome'], finding: string, because: string): StepResult => ({
  outcome,
  finding,
  refused: { act: 'scale-up', because },
});

const unknown = (finding: string, because: string): StepResult => ({
  ...refusal('escalate', finding, because),
  verdict: 'unknown',
  advice: 'See by hand how many tasks the service has and may have before it is scaled.',
});

function noTarget({ cluster, service, to, ceiling }: Wish): StepResult {
  const count = Math.min(to, ceiling);
  return {
    ...refusal('escalate', `${service} has no scalable target: there is no minimum to raise.`, 'no scalable target'),
    verdict: 'not-fixed',
    advice: `If more tasks are wanted, run: aws ecs update-service --cluster ${cluster} --service ${service} --desired-count ${count}`,
  };
}
