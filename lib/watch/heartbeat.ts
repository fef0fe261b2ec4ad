import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { HEARTBEAT } from '../audit-input';
import { AUDIT_MINUTES } from '../tick';
import { silenceAlarm } from './silence-alarm';

export interface WatchHeartbeatProps {
  readonly alarmName: string;
  readonly namespace: string;
  readonly topic: sns.ITopic;
}

/** Every audit writes that it did all it had to. Two in a row that did not are noticed by their silence. */
export class WatchHeartbeat extends Construct {
  constructor(scope: Construct, id: string, { alarmName, namespace, topic }: WatchHeartbeatProps) {
    super(scope, id);
    silenceAlarm(this, 'Missing', {
      alarmName,
      alarmDescription:
        'The audit does not come, or fails: an alarm whose event was lost would not be noticed, nor a run that died.',
      metric: new cloudwatch.Metric({
        namespace,
        metricName: HEARTBEAT,
        period: Duration.minutes(AUDIT_MINUTES),
        statistic: 'Sum',
      }),
      topic,
    });
  }
}
