import type { LoadBalancer, TargetGroup, TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Health, REGISTERING } from './health';
import type { LoadBalancerSpec, Target, TargetGroupSpec } from './types';

/** What DescribeLoadBalancers answers. Networks are not part of the model. */
export const describeLoadBalancer = ({ arn, name, dnsName }: LoadBalancerSpec): LoadBalancer => ({
  LoadBalancerArn: arn,
  LoadBalancerName: name,
  DNSName: dnsName,
  State: { Code: 'active' },
  Type: 'application',
});

/** What DescribeTargetGroups answers. */
export const describeTargetGroup = ({ arn, name, port, loadBalancerArn, health }: TargetGroupSpec): TargetGroup => ({
  TargetGroupArn: arn,
  TargetGroupName: name,
  Protocol: 'HTTP',
  Port: port,
  HealthCheckProtocol: 'HTTP',
  HealthCheckPort: 'traffic-port',
  HealthCheckEnabled: true,
  HealthCheckIntervalSeconds: health.intervalMs / 1000,
  HealthCheckTimeoutSeconds: health.timeoutMs / 1000,
  HealthyThresholdCount: health.healthyThreshold,
  UnhealthyThresholdCount: health.unhealthyThreshold,
  HealthCheckPath: health.path,
  Matcher: { HttpCode: health.matcher },
  LoadBalancerArns: [loadBalancerArn],
  TargetType: 'ip',
});

/** What DescribeTargetHealth answers for one target. */
export function describeTarget({ target, health }: { target: Target; health: Health }): TargetHealthDescription {
  const { state, reason, description } = health;
  return {
    Target: { Id: target.id, Port: target.port },
    // @claim documented: A target that is still being registered is answered without the port of its health checks.
    // @source https://docs.aws.amazon.com/cli/latest/reference/elbv2/describe-target-health.html#examples
    ...(reason === REGISTERING.reason ? {} : { HealthCheckPort: String(target.port) }),
    TargetHealth: {
      State: state,
      ...(reason && { Reason: reason }),
      ...(description && { Description: description }),
    },
  };
}
