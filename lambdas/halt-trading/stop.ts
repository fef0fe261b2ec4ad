import type { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { type ECSClient, type Service, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { asked } from '../shared/acting';
import { ALL_SUSPENDED, readBounds, registerCapacity, registerCommand, sameSuspension } from '../shared/capacity';
import { describeService, type ServiceName } from '../shared/ecs';
import { type Look, look, type StepContext } from '../shared/step';
import { clockTime, counted } from '../shared/wording';
import type { Before, Record } from './record';

export interface StopClients {
  readonly ecs: ECSClient;
  readonly scaling: ApplicationAutoScalingClient;
  /** These try once; what got no answer is looked at. */
  readonly acting: { readonly ecs: ECSClient; readonly scaling: ApplicationAutoScalingClient };
}

export interface Stopped {
  /** Desired count 0, and nothing that raises it again by itself. */
  readonly stopped: boolean;
  /** Part of a sentence, with its numbers. */
  readonly says: string;
  /** How it was before. */
  readonly before: Before;
}

const EVERY_MS = 2_000;
const TRIES = 3;

/**
 * Stops the service for good. The scalable minimum goes to 0 and all scaling is suspended in one call and first: a minimum
 * above 0, or a scale-out, would start it again. Then the desired count goes to 0, and is looked at until no task runs or
 * the time is up. Safe to run twice: what is so already is not asked for.
 * @param earlier how an attempt before this one found it.
 */
export async function stopService(
  clients: StopClients,
  name: ServiceName,
  earlier: Before | undefined,
  record: Record,
  context: StepContext,
): Promise<Stopped> {
  const [service, bounds] = await Promise.all([
    look(() => describeService(clients.ecs, name)),
    look(() => readBounds(clients.scaling, name)),
  ]);
  const before: Before = earlier ?? {
    desired: ('seen' in service ? service.seen?.desiredCount : undefined) ?? 'unknown',
    bounds: 'seen' in bounds ? (bounds.seen ?? 'none') : 'unknown',
  };
  if (!earlier) await record.stopping(name.service, before);
  const loose = await suspend(clients, name, bounds, context.sleep);
  const { last, acted } = await toZero(clients, name, context);
  const seen = 'seen' in last ? last.seen : undefined;
  if (!seen || seen.desiredCount !== 0) {
    const why = 'unseen' in last ? last.unseen : seen ? `its desired count is ${seen.desiredCount}` : 'not found';
    return { stopped: false, says: `${name.service} could not be seen stopped (${why})`, before };
  }
  if (acted) await record.stopped(name.service);
  const running = seen.runningCount ?? 0;
  const still = running > 0 ? `${counted(running, 'task')} still running` : 'no task running';
  const says = `desired count 0 and ${still} at ${clockTime(context.now())}`;
  if (loose === undefined) return { stopped: true, says: `${name.service} is left stopped, ${says}`, before };
  return { stopped: false, says: `${name.service} has ${says}, but its scaling may start it again (${loose})`, before };
}

/** @returns why its scaling could not be suspended, if so. */
async function suspend(
  { acting }: StopClients,
  name: ServiceName,
  bounds: Awaited<Look<Awaited<ReturnType<typeof readBounds>>>>,
  sleep: StepContext['sleep'],
): Promise<string | undefined> {
  if ('seen' in bounds) {
    if (!bounds.seen) return undefined;
    if (bounds.seen.min === 0 && sameSuspension(bounds.seen.suspended, ALL_SUSPENDED)) return undefined;
  }
  const change = { min: 0, suspended: ALL_SUSPENDED };
  // Asking twice for the same is no worse than once.
  const first = await look(() => registerCapacity(acting.scaling, name, change, sleep));
  if ('seen' in first) return undefined;
  const second = await look(() => registerCapacity(acting.scaling, name, change, sleep));
  return 'seen' in second ? undefined : second.unseen;
}

/** Brings the desired count to 0 and looks. Something else may raise it in between: then it is brought down again. */
async function toZero(
  { ecs, acting }: StopClients,
  { cluster, service }: ServiceName,
  { now, sleep, answerBy }: StepContext,
): Promise<{ last: Look<Service | undefined>; acted: boolean }> {
  let acts = 0;
  let refusal: string | undefined;
  for (;;) {
    const last = await look(() => describeService(ecs, { cluster, service }));
    const desired = 'seen' in last ? (last.seen ? last.seen.desiredCount : 0) : undefined;
    if (desired === 0 && ('seen' in last ? (last.seen?.runningCount ?? 0) : 1) === 0) return { last, acted: acts > 0 };
    if (desired !== 0 && acts < TRIES) {
      acts++;
      const command = new UpdateServiceCommand({ cluster, service, desiredCount: 0 });
      const update = await look(() => asked(() => acting.ecs.send(command), sleep));
      refusal = 'unseen' in update ? update.unseen : undefined;
      if (refusal === undefined) continue;
    }
    const left = answerBy - now();
    const spent = desired !== 0 && acts === TRIES;
    if (left <= 0 || spent) {
      return { last: desired !== 0 && refusal !== undefined ? { unseen: refusal } : last, acted: acts > 0 };
    }
    await sleep(Math.min(EVERY_MS, left));
  }
}

/** What a person types, in this order, to have the service back as it was. Trading stays disabled meanwhile. */
export function bringBack(name: ServiceName, { desired, bounds }: Before): readonly string[] {
  const { cluster, service } = name;
  const count = desired === 'unknown' || desired === 0 ? '<tasks>' : desired;
  const scaled = bounds === 'unknown' ? '<minimum>' : undefined;
  return [
    ...(typeof bounds === 'object' ? [registerCommand(name, { min: bounds.min, suspended: bounds.suspended })] : []),
    ...(scaled
      ? ['(its scaling as it was could not be read: look it up, its minimum is 0 and it is suspended now)']
      : []),
    `aws ecs update-service --cluster ${cluster} --service ${service} --desired-count ${count}`,
  ];
}

/** What a person types to stop it. */
export const stopCommand = ({ cluster, service }: ServiceName): string =>
  `aws ecs update-service --cluster ${cluster} --service ${service} --desired-count 0`;
