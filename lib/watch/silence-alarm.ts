import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export interface SilenceAlarmProps {
  readonly alarmName: string;
  readonly alarmDescription: string;
  /** At least 1 in each of its periods. */
  readonly metric: cloudwatch.IMetric;
  readonly topic: sns.ITopic;
}

/** Pages when something does not happen that should happen in every period: two in a row, and their silence. */
export function silenceAlarm(scope: Construct, id: string, { topic, ...props }: SilenceAlarmProps): void {
  const alarm = new cloudwatch.Alarm(scope, id, {
    ...props,
    comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
    threshold: 1,
    // The newest period may lack what is to come in it yet: two of three.
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    treatMissingData: cloudwatch.TreatMissingData.BREACHING,
  });
  alarm.addAlarmAction(new actions.SnsAction(topic));
}
