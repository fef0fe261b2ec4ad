import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { ServiceRole } from '../../environments/schema';
import { type AlarmsProps, FIVE_MINUTES, type RunbookAlarm } from './runbook-alarm';

/**
 * CPU and memory of every service. Both dimensions are named: on Fargate the cluster alone never has data, and the service
 * alone is another metric.
 */
export class UtilizationAlarms extends Construct {
  readonly all: readonly RunbookAlarm[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const services = Object.keys(props.environment.services) as ServiceRole[];
    this.all = services.flatMap((service) => [
      this.above(props, service, 'high-cpu', 'CPUUtilization'),
      this.above(props, service, 'high-memory', 'MemoryUtilization'),
    ]);
  }

  private above(
    { environment, naming }: AlarmsProps,
    target: ServiceRole,
    trigger: 'high-cpu' | 'high-memory',
    metricName: string,
  ): RunbookAlarm {
    const { maxUtilizationPercent } = environment.thresholds;
    const service = environment.services[target].name;
    const name = naming.alarm(target, trigger);
    const alarm = new cloudwatch.Alarm(this, `${target}-${trigger}`, {
      alarmName: name,
      alarmDescription: `${metricName} of ${service} above ${maxUtilizationPercent} % for 10 min. Runbook: High CPU/Memory Utilization.`,
      metric: new cloudwatch.Metric({
        namespace: 'AWS/ECS',
        metricName,
        dimensionsMap: { ClusterName: environment.cluster, ServiceName: service },
        statistic: 'Average',
        period: FIVE_MINUTES,
      }),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: maxUtilizationPercent,
      evaluationPeriods: 2,
      // Not reported while no task runs, which an alarm of its own tells.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    return { target, trigger, name, absence: 'unknown', alarm };
  }
}
