import type { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { type ECSClient, type Service, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { asked } from '../acting';
import { ALL_SUSPENDED, type Bounds, readBounds, registerCapacity, registerCommand, sameSuspension } from '../capacity';
import { describeService, type ServiceName } from '../ecs';
import type { BeforeStop } from '../guard/stop-record';
import { type Look, look, type StepContext } from '../step';
import { clockTime, counted } from '../wording';

export interface StopClients {
  readonly ecs: ECSClient;
  readonly scaling: ApplicationAutoScalingClient;
  /** These try once; what got no answer is looked at. */
  readonly acting: { readonly ecs: ECSClient; readonly scaling: ApplicationAutoScalingClient };
}

export interface Stopped {
  /** Desired count 0, and nothing that raises it again by itself. */
  readonly stopped: boolean;
  /** Tasks that still run; absent where they could not be counted. */
  readonly running?: number;
  /** Part of a sentence, with its numbers. */
  readonly says: string;
  /** How it was before. */
  readonly before: BeforeStop;
}

/** Writes down what is done to the service. None of it may keep the service from being stopped. */
export interface StopNotes {
  /** Before anything is changed, however often it is tried. */
  stopping(service: string, before: BeforeStop): Promise<void>;
  /** After it was changed. */
  stopped(service: string): Promise<void>;
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
  earlier: BeforeStop | undefined,
  notes: StopNotes,
  context: StepContext,
): Promise<Stopped> {
  const [service, bounds] = await Promise.all([
    look(() => describeService(clients.ecs, name)),
    look(() => readBounds(clients.scaling, name)),
  ]);
  const before: BeforeStop = earlier ?? {
    desired: ('seen' in service ? service.seen?.desiredCount : undefined) ?? 'unknown',
    bounds: 'seen' in bounds ? (bounds.seen ?? 'none') : 'unknown',
  };
  await notes.stopping(name.service, before);
  const scaling = await suspend(clients, name, bounds, context.sleep);
  const { last, acted } = await toZero(clients, name, context);
  const seen = 'seen' in last ? last.seen : undefined;
  if (seen?.desiredCount !== 0) {
    const why = 'unseen' in last ? last.unseen : seen ? `its desired count is ${seen.desiredCount}` : 'not found';
    return { stopped: false, says: `${name.service} could not be seen stopped (${why})`, before };
  }
  if (acted || scaling === 'suspended') await notes.stopped(name.service);
  const running = seen.runningCount ?? 0;
  const still = running > 0 ? `${counted(running, 'task')} still running` : 'no task running';
  const says = `desired count 0 and ${still} at ${clockTime(context.now())}`;
  if (typeof scaling === 'string')
    return { stopped: true, running, says: `${name.service} is left stopped, ${says}`, before };
  const why = `its scaling may start it again (${scaling.unseen})`;
  return { stopped: false, running, says: `${name.service} has ${says}, but ${why}`, before };
}

/** Suspends its scaling where it is scaled, or why that could not be done. Asking twice is no worse than once. */
async function suspend(
  { acting }: StopClients,
  name: ServiceName,
  bounds: Look<Bounds | undefined>,
  sleep: StepContext['sleep'],
): Promise<'suspended' | 'as it should be' | { readonly unseen: string }> {
  const known = 'seen' in bounds;
  if (known && !bounds.seen) return 'as it should be';
  if (known && bounds.seen?.min === 0 && sameSuspension(bounds.seen.suspended, ALL_SUSPENDED)) return 'as it should be';
  const change = { min: 0, suspended: ALL_SUSPENDED };
  const ask = () => look(() => registerCapacity(acting.scaling, name, change, sleep));
  const first = await ask();
  const answer = 'seen' in first ? first : await ask();
  return 'seen' in answer ? 'suspended' : answer;
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
    const acted = acts > 0;
    if ('seen' in last && !last.seen) return { last, acted };
    const seen = 'seen' in last ? last.seen : undefined;
    const zero = seen?.desiredCount === 0;
    if (zero && (seen.runningCount ?? 0) === 0) return { last, acted };
    const left = answerBy - now();
    // Late or not, it is asked for once.
    if (left <= 0 && (zero || acted)) return { last, acted };
    if (!zero) {
      if (acts === TRIES) return { last: refusal === undefined ? last : { unseen: refusal }, acted };
      acts++;
      const command = new UpdateServiceCommand({ cluster, service, desiredCount: 0 });
      const update = await look(() => asked(() => acting.ecs.send(command), sleep));
      refusal = 'unseen' in update ? update.unseen : undefined;
      if (refusal === undefined && seen) continue;
    }
    await sleep(Math.min(EVERY_MS, Math.max(left, 0)));
  }
}

/** What a person types, in this order, to have the service back as it was. Trading stays disabled meanwhile. */
export function bringBack(name: ServiceName, { desired, bounds }: BeforeStop): readonly string[] {
  const { cluster, service } = name;
  const count = desired === 'unknown' || desired === 0 ? '<tasks>' : desired;
  return [
    ...(typeof bounds === 'object' ? [registerCommand(name, { min: bounds.min, suspended: bounds.suspended })] : []),
    ...(bounds === 'unknown' ? ['(its scaling is to be set by hand: it is unknown how it was)'] : []),
    `aws ecs update-service --cluster ${cluster} --service ${service} --desired-count ${count}`,
  ];
}

/** What a person types to stop it. */
export const stopCommand = ({ cluster, service }: ServiceName): string =>
  `aws ecs update-service --cluster ${cluster} --service ${service} --desired-count 0`;
