import { createHash } from 'node:crypto';
import type {
  PredefinedMetricSpecification,
  ScalingPolicy,
  TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
import type { MetricStat } from '../../alarms/queries';
import { type Account, arn } from '../service';
import { DIMENSION } from './targets';
import type { TrackingPolicy } from './tracking';

/** What DescribeScalingPolicies answers for the policy of one target; its alarms are not part of the model. */
export function describePolicy(
  policy: TrackingPolicy,
  resourceId: string,
  createdAt: number,
  account: Account,
): ScalingPolicy {
  const { name = 'target-tracking', target, scaleInCooldownSeconds, scaleOutCooldownSeconds } = policy;
  return {
    // @claim documented: The ARN of a policy holds an id that AWS assigns, the namespace, the resource and the policy's name.
    // @source SDK client-application-auto-scaling PutScalingPolicy documentation (PolicyARN and example)
    PolicyARN: arn(
      'autoscaling',
      account,
      `scalingPolicy:${stableId(`${resourceId}/${name}`)}:resource/ecs/${resourceId}:policyName/${name}`,
    ),
    PolicyName: name,
    ServiceNamespace: 'ecs',
    ResourceId: resourceId,
    ScalableDimension: DIMENSION,
    PolicyType: 'TargetTrackingScaling',
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue: target,
      ...metricOf(policy.metric),
      ScaleOutCooldown: scaleOutCooldownSeconds,
      ScaleInCooldown: scaleInCooldownSeconds,
      DisableScaleIn: false,
    },
    CreationTime: new Date(createdAt),
  };
}

// @claim documented: The average CPU and memory of an ECS service are the predefined metrics ECSServiceAverageCPUUtilization and ECSServiceAverageMemoryUtilization.
// @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html
const PREDEFINED: Readonly<Record<string, PredefinedMetricSpecification['PredefinedMetricType']>> = {
  'AWS/ECS CPUUtilization Average': 'ECSServiceAverageCPUUtilization',
  'AWS/ECS MemoryUtilization Average': 'ECSServiceAverageMemoryUtilization',
};

function metricOf({
  namespace,
  name,
  statistic,
  dimensions,
}: MetricStat): Pick<
  TargetTrackingScalingPolicyConfiguration,
  'PredefinedMetricSpecification' | 'CustomizedMetricSpecification'
> {
  const PredefinedMetricType = PREDEFINED[`${namespace} ${name} ${statistic}`];
  if (PredefinedMetricType) return { PredefinedMetricSpecification: { PredefinedMetricType } };
  return {
    CustomizedMetricSpecification: {
      Namespace: namespace,
      MetricName: name,
      Statistic: statistic,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    },
  };
}

/** A UUID that is the same in every run. */
const stableId = (text: string): string =>
  createHash('sha256')
    .update(text)
    .digest('hex')
    .slice(0, 32)
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
