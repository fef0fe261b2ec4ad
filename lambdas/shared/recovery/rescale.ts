import type { Service } from '@aws-sdk/client-ecs';
import { type Bounds, readBounds, registerCapacity, registerCommand, sameSuspension } from '../capacity';
import type { ServiceName } from '../ecs';
import { standing } from '../guard/stop-record';
import type { Kept } from '../guard/table';
import { look, type StepContext, type StepResult } from '../step';
import { areOfAStop, asBefore, boundsWords } from './before';
import { existing, stopAgain, stopCommands, type Tools } from './service';

export const ACT = 'restore-scaling';

export interface Seen {
  readonly service: Service;
  /** Undefined: it is not scaled. */
  readonly bounds: Bounds | undefined;
  readonly kept: Pick<Kept, 'stop' | 'undo'>;
  readonly usual: number;
}

export type Decision =
  | { readonly restore: true; readonly to: Bounds; readonly stop: string }
  | { readonly restore: false; readonly result: StepResult };

/**
 * Whether what a stop has changed about a service's scaling is put back. Only while the service runs, and only over bounds as
 * a stop leaves them: any others are somebody's. A minimum above the desired count would start tasks, and a maximum below
 * it would end some: neither is what putting back means.
 * @param endedBy id of the stop that whoever asks has just ended; else it still stands.
 */
export function decideScaling({ service, bounds, kept, usual }: Seen, endedBy?: string): Decision {
  const { serviceName: name = '', desiredCount = 0 } = service;
  const leave = (finding: string, because?: string): Decision => ({
    restore: false,
    result: { outcome: 'continue', finding, ...(because ? { refused: { act: ACT, because } } : {}) },
  });
  const stop = endedBy === undefined ? standing(kept.stop) : kept.stop;
  if (!stop?.before || (endedBy !== undefined && stop.id !== endedBy))
    return leave(`Nothing to restore: no stop of ours has changed how ${name} is scaled.`);
  if (!bounds) return leave(`${name} is not scaled.`);
  const to = asBefore(stop, kept.undo, usual).bounds;
  if (!to)
    return leave(
      `It is unknown how ${name} was scaled before it was stopped; it has ${boundsWords(bounds)}. Set it by hand.`,
      'unknown how it was',
    );
  if (bounds.min === to.min && bounds.max === to.max && sameSuspension(bounds.suspended, to.suspended))
    return leave(`${name} is scaled as before: ${boundsWords(bounds)}.`);
  if (!areOfAStop(bounds))
    return leave(
      `Left alone: ${name} has ${boundsWords(bounds)}, which is not what a stop leaves; somebody has changed it since.`,
      'somebody has changed it since',
    );
  if (desiredCount === 0)
    return leave(
      `${name} is stopped: its scaling stays suspended with minimum 0 instead of ${to.min}, which would start tasks.`,
      'it is stopped',
    );
  if (desiredCount < to.min || desiredCount > to.max)
    return leave(
      `Left alone: ${name} wants ${desiredCount} tasks, and had ${boundsWords(to)} before: to put that back would change their number.`,
      'it would start or end tasks',
    );
  return { restore: true, to, stop: stop.id };
}

export const rescaleCommand = (name: ServiceName, { min, max, suspended }: Bounds): string =>
  registerCommand(name, { min, max, suspended });

/**
 * Registers the bounds of before, and looks whether the service was stopped meanwhile: a minimum that lands behind a stop
 * starts tasks again, so then all of it is taken back.
 * @returns undefined when it is done.
 * @throws what AWS answers; then nothing is known of the effect, and whoever asks again looks.
 */
export async function rescale(
  tools: Tools,
  name: ServiceName,
  { to, stop }: Extract<Decision, { restore: true }>,
  { sleep }: Pick<StepContext, 'sleep'>,
): Promise<StepResult | undefined> {
  const before = await existing(tools.ecs, name);
  // The guard may have waited; from here to the act nothing does.
  if (before.desiredCount === 0) return stoppedMeanwhile(`${name.service} is stopped: its scaling is left as it is.`);
  await registerCapacity(tools.acting.scaling, name, to, sleep);
  const [record, after] = await Promise.all([
    look(() => tools.records.stopOf(name.service)),
    look(() => existing(tools.ecs, name)),
  ]);
  const same = 'seen' in record && record.seen?.id === stop;
  const wanted = 'seen' in after && (after.seen.desiredCount ?? 0) > 0;
  if (same && wanted) return undefined;
  const why = 'unseen' in record ? `the stop could not be read (${record.unseen})` : 'it was stopped again meanwhile';
  const back = await stopAgain(tools, name, sleep);
  if ('seen' in back)
    return stoppedMeanwhile(`${name.service}: ${why}; minimum 0, scaling suspended, desired count 0.`);
  return {
    outcome: 'escalate',
    verdict: 'not-fixed',
    finding: `${name.service}: ${why}, and taking its scaling back failed: ${back.unseen}.`,
    advice: `Stop it by hand now: ${stopCommands(name)}`,
    callOutside: 'aws',
  };
}

const stoppedMeanwhile = (finding: string): StepResult => ({
  outcome: 'stand-down',
  finding,
  refused: { act: ACT, because: 'stopped on purpose' },
});

/** Looks at all it is decided by. @throws when a part of it cannot be seen. */
export async function lookAtScaling(tools: Tools, name: ServiceName, usual: number): Promise<Seen> {
  const [service, bounds, kept] = await Promise.all([
    existing(tools.ecs, name),
    readBounds(tools.scaling, name),
    tools.records.read(name.service),
  ]);
  return { service, bounds, kept, usual };
}
