import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { type AlarmsProps, FIVE_MINUTES, MINUTE, type RunbookAlarm } from './runbook-alarm';
import { tooFewRunningTasks } from './running-tasks';

const RUNBOOK = 'Runbook: Dashboard Not Loading.';

/**
 * What tells that people do not get the dashboard. Errors the load balancer makes itself (502, 504) and errors its targets
 * make are two metrics, and each says nothing about the other.
 */
export class DashboardAlarms extends Construct {
  readonly all: readonly RunbookAlarm[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.all = [
      tooFewRunningTasks(this, props, 'dashboard', 3, `nobody sees anything. ${RUNBOOK}`),
      this.errors(props, 'load-balancer-5xx', 'HTTPCode_ELB_5XX_Count', 'made by the load balancer'),
      this.errors(props, 'target-5xx', 'HTTPCode_Target_5XX_Count', 'made by the dashboard'),
      this.shareOfErrors(props),
      this.unhealthyHosts(props),
      this.latency(props),
    ];
  }

  private errors(
    props: AlarmsProps,
    trigger: 'load-balancer-5xx' | 'target-5xx',
    metricName: string,
    whose: string,
  ): RunbookAlarm {
    const { naming, environment } = props;
    const { maxServerErrorsPer5Minutes: most } = environment.thresholds;
    const name = naming.alarm('dashboard', trigger);
    const alarm = new cloudwatch.Alarm(this, metricName, {
      alarmName: name,
      alarmDescription: `More than ${most} answers of the 5xx kind ${whose} in 5 min, minute by minute. ${RUNBOOK}`,
      metric: new cloudwatch.MathExpression({
        // A quiet minute is missing, and missing minutes would let the alarm go on judging by the last bad ones. A minute
        // that has not arrived must stay missing: the requests, which every minute has, tell the two apart.
        expression: 'IF(requests >= 0, FILL(errors, 0))',
        usingMetrics: {
          errors: metric(props, metricName, 'Sum', MINUTE),
          requests: metric(props, 'RequestCount', 'Sum', MINUTE),
        },
        label: `Answers of the 5xx kind ${whose}, a minute`,
        period: MINUTE,
      }),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      // The same rate, minute by minute: a sum over five minutes is known later, and stays red minutes longer than the fault.
      threshold: most / 5,
      evaluationPeriods: 5,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    return { target: 'dashboard', trigger, name, absence: 'nothing-happened', alarm };
  }

  private shareOfErrors(props: AlarmsProps): RunbookAlarm {
    const { naming, environment } = props;
    const { maxServerErrorPercent } = environment.thresholds;
    const name = naming.alarm('dashboard', 'share-of-5xx');
    const alarm = new cloudwatch.Alarm(this, 'ShareOf5xx', {
      alarmName: name,
      alarmDescription: `More than ${maxServerErrorPercent} % of all requests end in 5xx, in 3 of 3 minutes. ${RUNBOOK}`,
      metric: new cloudwatch.MathExpression({
        // Requests without a target are counted only among the load balancer's own errors.
        expression:
          'IF(requests >= 0, IF(requests + FILL(balancer, 0) > 0, 100 * (FILL(balancer, 0) + FILL(targets, 0)) / (requests + FILL(balancer, 0)), 0))',
        usingMetrics: {
          requests: metric(props, 'RequestCount', 'Sum', MINUTE),
          balancer: metric(props, 'HTTPCode_ELB_5XX_Count', 'Sum', MINUTE),
          targets: metric(props, 'HTTPCode_Target_5XX_Count', 'Sum', MINUTE),
        },
        label: 'Requests that end in 5xx (%)',
        period: MINUTE,
      }),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: maxServerErrorPercent,
      evaluationPeriods: 3,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    return { target: 'dashboard', trigger: 'share-of-5xx', name, absence: 'nothing-happened', alarm };
  }

  private unhealthyHosts(props: AlarmsProps): RunbookAlarm {
    const name = props.naming.alarm('dashboard', 'unhealthy-hosts');
    const alarm = new cloudwatch.Alarm(this, 'UnhealthyHosts', {
      alarmName: name,
      alarmDescription: `A target of the dashboard is unhealthy, two minutes running. ${RUNBOOK}`,
      // The most within the minute: ECS replaces an unhealthy task long before a minute's average shows it.
      metric: metric(props, 'UnHealthyHostCount', 'Maximum', MINUTE, true),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: 0,
      evaluationPeriods: 2,
      // Not reported while no target is registered, which an alarm of its own tells.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    return { target: 'dashboard', trigger: 'unhealthy-hosts', name, absence: 'nothing-happened', alarm };
  }

  private latency(props: AlarmsProps): RunbookAlarm {
    const { maxResponseSeconds } = props.environment.thresholds;
    const name = props.naming.alarm('dashboard', 'latency');
    const alarm = new cloudwatch.Alarm(this, 'SlowResponses', {
      alarmName: name,
      alarmDescription: `The dashboard takes more than ${maxResponseSeconds} s to answer, for 15 min. ${RUNBOOK}`,
      metric: metric(props, 'TargetResponseTime', 'Average', FIVE_MINUTES),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: maxResponseSeconds,
      evaluationPeriods: 3,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    return { target: 'dashboard', trigger: 'latency', name, absence: 'nothing-happened', alarm };
  }
}

function metric(
  { environment }: AlarmsProps,
  metricName: string,
  statistic: string,
  period: AlarmPeriod,
  ofTargets = false,
): cloudwatch.Metric {
  const { id, targetGroup } = environment.loadBalancer;
  return new cloudwatch.Metric({
    namespace: 'AWS/ApplicationELB',
    metricName,
    dimensionsMap: { LoadBalancer: id, ...(ofTargets ? { TargetGroup: targetGroup } : {}) },
    statistic,
    period,
  });
}

type AlarmPeriod = typeof MINUTE;
