import type { ECSClient } from '@aws-sdk/client-ecs';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Acknowledgement } from '../acknowledgement';
import { describeService, type ServiceName } from '../ecs';
import type { StatusPlace } from '../status-object';
import { type Look, look, type StepContext } from '../step';
import { clockTime } from '../wording';
import { acknowledged, type Disabled } from './disable';

/** What shows that a halt has taken effect. */
export type Effect = Pick<Acknowledgement, 'asOf'> | { readonly noTaskRuns: true };

/** Whom the parameter is meant for, and where it is acknowledged; null: nowhere. */
export interface Halted extends ServiceName {
  readonly acknowledgement: StatusPlace | null;
}

/**
 * Whether a halt has taken effect: the service has acknowledged it, or no task of a service that acknowledges runs, so
 * that whatever starts reads the parameter before it places an order.
 * @param until milliseconds since the epoch; it looks once in any case.
 */
export async function effectOf(
  { s3, ecs }: { readonly s3: S3Client; readonly ecs: ECSClient },
  halted: Halted,
  done: Look<Pick<Disabled, 'version'>>,
  until: number,
  context: Pick<StepContext, 'now' | 'sleep'>,
): Promise<Look<Effect>> {
  if ('unseen' in done) return { unseen: 'nothing to acknowledge' };
  if (!halted.acknowledgement) return { unseen: 'the service acknowledges nothing' };
  if (await noTaskRuns(ecs, halted)) return { seen: { noTaskRuns: true } };
  const word = await acknowledged(s3, halted.acknowledgement, done.seen.version, until, context);
  return 'unseen' in word && (await noTaskRuns(ecs, halted)) ? { seen: { noTaskRuns: true } } : word;
}

async function noTaskRuns(ecs: ECSClient, name: ServiceName): Promise<boolean> {
  const service = await look(() => describeService(ecs, name));
  return 'seen' in service && service.seen?.runningCount === 0;
}

/** The second half of a sentence about the parameter. */
export const effectWords = (effect: Effect): string =>
  'asOf' in effect
    ? `acknowledged at ${clockTime(effect.asOf)}`
    : 'and no task runs that could trade; whatever starts reads the parameter first';
