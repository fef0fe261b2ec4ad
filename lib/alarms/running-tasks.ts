import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { ServiceRole } from '../../environments/schema';
import { type AlarmsProps, MINUTE, type RunbookAlarm } from './runbook-alarm';

/** Fewer tasks of a service run than may be. @param minutes how long it must last. */
export function tooFewRunningTasks(
  scope: Construct,
  { environment, naming }: AlarmsProps,
  target: ServiceRole,
  minutes: number,
  consequence: string,
): RunbookAlarm {
  const { name: service, minRunningTasks } = environment.services[target];
  const name = naming.alarm(target, 'running-tasks');
  const alarm = new cloudwatch.Alarm(scope, 'TooFewRunningTasks', {
    alarmName: name,
    alarmDescription: `Fewer than ${minRunningTasks} task of ${service} is running: ${consequence}`,
    metric: new cloudwatch.Metric({
      namespace: 'ECS/ContainerInsights',
      metricName: 'RunningTaskCount',
      dimensionsMap: { ClusterName: environment.cluster, ServiceName: service },
      statistic: 'Average',
      period: MINUTE,
    }),
    comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
    threshold: minRunningTasks,
    evaluationPeriods: minutes,
    // Whether a service without tasks reports 0 or nothing is not documented: nothing counts as none.
    treatMissingData: cloudwatch.TreatMissingData.BREACHING,
  });
  return { target, trigger: 'running-tasks', name, absence: 'fault', alarm };
}
