import type { ScalableTarget } from '@aws-sdk/client-application-auto-scaling';
import { scalableTargetArn } from '../../scalable-target';
import { type Account, AwsError } from '../service';
import type { ScaledOut, Suspended, TrackingPolicy } from './tracking';

/** A scalable target as it stands before the story begins. */
export interface TargetSpec {
  /** `service/<cluster>/<service>` of a service that exists. */
  readonly resourceId: string;
  readonly min: number;
  readonly max: number;
  readonly policy?: TrackingPolicy;
}

/** A target as it is now. */
export interface Target {
  readonly resourceId: string;
  readonly policy: TrackingPolicy | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  min: number;
  max: number;
  suspended: Suspended;
  scaledOut: ScaledOut | undefined;
  scaledInAt: number | undefined;
}

export const DIMENSION = 'ecs:service:DesiredCount';
const ROLE =
  'role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService';

/** A target that nothing has happened to yet. @throws AwsError where the limits are no range. */
export function newTarget({ resourceId, min, max, policy }: TargetSpec, createdAt: number): Target {
  checkLimits(min, max);
  const suspended = {
    DynamicScalingInSuspended: false,
    DynamicScalingOutSuspended: false,
    ScheduledScalingSuspended: false,
  };
  return { resourceId, min, max, policy, createdAt, suspended, scaledOut: undefined, scaledInAt: undefined };
}

/** What DescribeScalableTargets answers. */
export function describeTarget(target: Target, account: Account): ScalableTarget {
  const { resourceId, min, max, createdAt, suspended } = target;
  return {
    ServiceNamespace: 'ecs',
    ResourceId: resourceId,
    ScalableDimension: DIMENSION,
    MinCapacity: min,
    MaxCapacity: max,
    // @claim documented: Targets of ECS use the service-linked role AWSServiceRoleForApplicationAutoScaling_ECSService.
    // @source https://docs.aws.amazon.com/autoscaling/application/userguide/services-that-can-integrate-ecs.html
    RoleARN: `arn:aws:iam::${account.id}:${ROLE}`,
    CreationTime: new Date(createdAt),
    SuspendedState: { ...suspended },
    ScalableTargetARN: scalableTargetArn(account, resourceId),
  };
}

/** @throws AwsError ValidationException */
export function checkLimits(min: number, max: number): void {
  // @claim assumed: A minimum above the maximum, and a negative one, are refused with ValidationException.
  // @source SDK client-application-auto-scaling RegisterScalableTarget documentation (ValidationException)
  if (!Number.isInteger(min) || !Number.isInteger(max) || min < 0) {
    throw new AwsError('ValidationException', `Capacities are whole numbers from 0; given are ${min} and ${max}.`);
  }
  if (min > max) throw new AwsError('ValidationException', 'Maximum capacity cannot be less than minimum capacity');
}
