import type { LoadBalancerDescription } from '../description';
import type { Dashboard } from '../services/dashboard';
import type { Hosts } from '../services/hosts';
import type { Counts, Traffic } from '../services/traffic';
import type { Gauge, Reading } from './gauge';

const namespace = 'AWS/ApplicationELB';

export interface LoadBalancerGaugeOptions {
  readonly description: LoadBalancerDescription;
  readonly hosts: Hosts;
  readonly traffic: Traffic;
  readonly dashboard: Dashboard;
}

/** What AWS measures of the requests for the dashboard and of its targets. */
export function loadBalancerGauge(options: LoadBalancerGaugeOptions): Gauge {
  const { description, hosts, traffic, dashboard } = options;
  // @claim documented: The dimension LoadBalancer holds the end of its ARN, app/<name>/<id>, and TargetGroup that of the target group, targetgroup/<name>/<id>.
  // @source https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html#load-balancer-metric-dimensions-alb
  const whole = { LoadBalancer: description.id };
  const group = { ...whole, TargetGroup: description.targetGroup };
  const read = (past: boolean): Reading[] => {
    const counts = past ? traffic.minute() : traffic.take();
    const { healthy, unhealthy } = hosts.take();
    // @claim documented: HealthyHostCount and UnHealthyHostCount are reported for the target group, where it has registered targets.
    // @source https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
    // @claim assumed: A minute in which their number changed has samples of both the fewest and the most.
    // @source https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html (calls Average, Minimum and Maximum useful, and names no interval)
    const ofHosts = (name: string, values: readonly number[]) =>
      values.map((value) => ({ namespace, name, dimensions: group, value }));
    const registered = healthy.length > 0;
    return [
      ...ofHosts('HealthyHostCount', healthy),
      ...ofHosts('UnHealthyHostCount', unhealthy),
      ...ofRequests(counts, whole),
      ...(registered ? [whole, group].flatMap((one) => ofTargets(counts, dashboard.responseSeconds, one)) : []),
    ];
  };
  return { source: 'aws', read };
}

/** Errors of the load balancer's own, which belong to no target group. */
function ofRequests({ gatewayErrors, rejected }: Counts, dimensions: Reading['dimensions']): Reading[] {
  // @claim documented: HTTPCode_ELB_5XX_Count counts the 5xx answers the load balancer made itself, and is reported only when it is not zero.
  // @source https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
  const value = gatewayErrors + rejected;
  return value === 0 ? [] : [{ namespace, name: 'HTTPCode_ELB_5XX_Count', dimensions, value }];
}

function ofTargets(counts: Counts, seconds: number, dimensions: Reading['dimensions']): Reading[] {
  const { good, targetErrors, gatewayErrors } = counts;
  const reading = (name: string, value: number): Reading => ({ namespace, name, dimensions, value });
  // @claim documented: RequestCount counts requests for which a target could be chosen, and is reported where targets are registered; TargetResponseTime is in seconds and only there when a target has answered.
  // @source https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
  // @claim assumed: HTTPCode_Target_5XX_Count, the 5xx answers of targets, is reported only when it is not zero.
  // @source https://github.com/awsdocs/elb-application-load-balancers-user-guide/blob/master/doc_source/load-balancer-cloudwatch-metrics.md (says so; the present page says: where targets are registered)
  return [
    reading('RequestCount', good + targetErrors + gatewayErrors),
    ...(targetErrors > 0 ? [reading('HTTPCode_Target_5XX_Count', targetErrors)] : []),
    ...(good + targetErrors > 0 ? [reading('TargetResponseTime', seconds)] : []),
  ];
}
