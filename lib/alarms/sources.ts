import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Environment } from '../../environments/schema';
import { MINUTE } from './runbook-alarm';

/** The most, minute by minute, of a metric that one of the services puts itself. */
export const putByService = ({ namespace, name, dimensions }: ServiceMetric): cloudwatch.Metric =>
  new cloudwatch.Metric({
    namespace,
    metricName: name,
    dimensionsMap: { ...dimensions },
    statistic: 'Maximum',
    period: MINUTE,
  });

type ServiceMetric = Exclude<Environment['signals']['oldestUnansweredOrder'], string>;

/**
 * Log lines a minute that match a pattern. A metric filter cannot choose log streams, so it counts the whole group; the
 * steps that read logs look at one service's streams.
 * @param id of the filter in its scope. @param metricName within `Runbook/<environment>`.
 */
export function linesPerMinute(
  scope: Construct,
  id: string,
  environment: Environment,
  pattern: string,
  metricName: string,
): cloudwatch.Metric {
  const metricNamespace = `Runbook/${environment.name}`;
  new logs.MetricFilter(scope, id, {
    logGroup: logs.LogGroup.fromLogGroupName(scope, 'Group', environment.logs.group),
    filterPattern: logs.FilterPattern.literal(pattern),
    metricValue: '1',
    // A quiet minute says 0. Without it the minutes after the last line are missing, CloudWatch goes on judging by the
    // last minutes that had data, and the alarm stays red for two minutes longer than the fault.
    defaultValue: 0,
    metricNamespace,
    metricName,
  });
  return new cloudwatch.Metric({ namespace: metricNamespace, metricName, statistic: 'Sum', period: MINUTE });
}
