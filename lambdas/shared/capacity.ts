import {
  type ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import type { ECSClient } from '@aws-sdk/client-ecs';
import { asked } from './acting';
import { describeService, type ServiceName } from './ecs';
import type { Capacity, Suspended } from './guard/undo';

/** What a service is scaled between, and whether it is. */
export type Bounds = Pick<Capacity, 'min' | 'max' | 'suspended'>;

/** What a registration changes; the rest stays. */
export type BoundsChange = Partial<Bounds>;

export const ALL_SUSPENDED: Suspended = { in: true, out: true, scheduled: true };

const TARGET = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' } as const;

export const resourceId = ({ cluster, service }: ServiceName): string => `service/${cluster}/${service}`;

/** @returns undefined when the service has no scalable target. @throws when the call fails. */
export async function readBounds(
  scaling: ApplicationAutoScalingClient,
  name: ServiceName,
): Promise<Bounds | undefined> {
  const { ScalableTargets = [] } = await scaling.send(
    new DescribeScalableTargetsCommand({ ...TARGET, ResourceIds: [resourceId(name)] }),
  );
  const target = ScalableTargets[0];
  if (!target) return undefined;
  const { MinCapacity: min, MaxCapacity: max, SuspendedState: state = {} } = target;
  if (min === undefined || max === undefined) throw new Error(`The scalable target of ${name.service} has no bounds.`);
  return {
    min,
    max,
    suspended: {
      in: state.DynamicScalingInSuspended ?? false,
      out: state.DynamicScalingOutSuspended ?? false,
      scheduled: state.ScheduledScalingSuspended ?? false,
    },
  };
}

/** @returns undefined when the service has no scalable target. @throws when it does not exist, or a call fails. */
export async function readCapacity(
  ecs: ECSClient,
  scaling: ApplicationAutoScalingClient,
  name: ServiceName,
): Promise<Capacity | undefined> {
  const [service, bounds] = await Promise.all([describeService(ecs, name), readBounds(scaling, name)]);
  if (service?.desiredCount === undefined) throw new Error(`There is no service ${name.service}.`);
  return bounds && { desired: service.desiredCount, ...bounds };
}

/**
 * Changes the bounds, in one call: every registration brings the desired count into [minimum, maximum], so that a minimum
 * of 0 and the suspension must not come one after the other, and no minimum may be raised over a service that is stopped.
 * @param acting a client that tries once.
 */
export async function registerCapacity(
  acting: ApplicationAutoScalingClient,
  name: ServiceName,
  { min, max, suspended }: BoundsChange,
  sleep: (milliseconds: number) => Promise<void>,
): Promise<void> {
  const state = suspended && {
    DynamicScalingInSuspended: suspended.in,
    DynamicScalingOutSuspended: suspended.out,
    ScheduledScalingSuspended: suspended.scheduled,
  };
  const command = new RegisterScalableTargetCommand({
    ...TARGET,
    ResourceId: resourceId(name),
    ...(min === undefined ? {} : { MinCapacity: min }),
    ...(max === undefined ? {} : { MaxCapacity: max }),
    ...(state ? { SuspendedState: state } : {}),
  });
  await asked(() => acting.send(command), sleep);
}

/** The command a person would type for the same change. */
export function registerCommand(name: ServiceName, { min, max, suspended }: BoundsChange): string {
  const state =
    suspended &&
    `DynamicScalingInSuspended=${suspended.in},DynamicScalingOutSuspended=${suspended.out},ScheduledScalingSuspended=${suspended.scheduled}`;
  return [
    'aws application-autoscaling register-scalable-target --service-namespace ecs',
    `--scalable-dimension ${TARGET.ScalableDimension} --resource-id ${resourceId(name)}`,
    ...(min === undefined ? [] : [`--min-capacity ${min}`]),
    ...(max === undefined ? [] : [`--max-capacity ${max}`]),
    ...(state ? [`--suspended-state ${state}`] : []),
  ].join(' ');
}

export const sameSuspension = (one: Suspended, other: Suspended): boolean =>
  one.in === other.in && one.out === other.out && one.scheduled === other.scheduled;
