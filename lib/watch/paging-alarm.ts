import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export interface PagingAlarmProps {
  readonly alarmName: string;
  readonly alarmDescription: string;
  /** Something that exists only when it happened. */
  readonly metric: cloudwatch.IMetric;
  readonly topic: sns.ITopic;
  /** More than this many; 0 if absent. */
  readonly threshold?: number;
}

/** Pages when something happened that should not: in one period, more often than it may. */
export function pagingAlarm(scope: Construct, id: string, props: PagingAlarmProps): cloudwatch.Alarm {
  const alarm = new cloudwatch.Alarm(scope, id, {
    alarmName: props.alarmName,
    alarmDescription: props.alarmDescription,
    metric: props.metric,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: props.threshold ?? 0,
    evaluationPeriods: 1,
    // These metrics exist only when something happened.
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(new actions.SnsAction(props.topic));
  return alarm;
}
