import type { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { pagingAlarm } from './paging-alarm';

/** An alarm that computes takes ten metrics. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html */
const MOST_METRICS = 10;

/** One metric of one thing that is watched. */
export interface Watched {
  /** As the alarm's description names it. */
  readonly name: string;
  readonly metric: cloudwatch.IMetric;
  /** What its values are divided by; 1 if absent. */
  readonly per?: number;
}

export interface GroupedAlarmsProps {
  /** Without the number that tells the groups apart. */
  readonly alarmName: string;
  /** What has happened, without its stop: the names of the group follow. */
  readonly says: string;
  /** What to do; it stands behind the names. */
  readonly advice?: string;
  readonly watched: readonly Watched[];
  /** SUM: of the group together. MAX: of whichever has most. */
  readonly of: 'SUM' | 'MAX';
  readonly threshold: number;
  readonly period: Duration;
  readonly topic: sns.ITopic;
}

/**
 * One alarm for each ten of a kind. CloudWatch charges for each metric an alarm reads, so that grouping costs nothing and
 * saves nothing: it keeps hundreds of alarms from being hundreds of resources.
 */
export function groupedAlarms(scope: Construct, id: string, props: GroupedAlarmsProps): void {
  const { alarmName, says, advice, watched, of, threshold, period, topic } = props;
  const groups = Array.from({ length: Math.ceil(watched.length / MOST_METRICS) }, (_, index) =>
    watched.slice(index * MOST_METRICS, (index + 1) * MOST_METRICS),
  );
  groups.forEach((group, index) => {
    const terms = group.map(({ per }, at) => (per === undefined ? `m${at}` : `m${at}/${per}`));
    pagingAlarm(scope, `${id}${index + 1}`, {
      alarmName: `${alarmName}${index + 1}`,
      alarmDescription: `${says}: ${group.map(({ name }) => name).join(', ')}.${advice === undefined ? '' : ` ${advice}`}`,
      metric: new cloudwatch.MathExpression({
        expression: `${of}([${terms.join(', ')}])`,
        usingMetrics: Object.fromEntries(group.map(({ metric }, at) => [`m${at}`, metric])),
        period,
        label: says,
      }),
      threshold,
      topic,
    });
  });
}
