import { Duration, Validations } from 'aws-cdk-lib';
import type * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { pagingAlarm } from './paging-alarm';

/** A queue for what could not be delivered: kept as long as SQS keeps anything. */
export function deadLetterQueue(scope: Construct, id: string, queueName: string): sqs.Queue {
  const queue = new sqs.Queue(scope, id, { queueName, retentionPeriod: Duration.days(14), enforceSSL: true });
  Validations.of(queue).acknowledge({ id: 'AwsSolutions-SQS3', reason: 'It is the dead-letter queue itself.' });
  return queue;
}

export interface WatchDeadLettersProps {
  readonly alarmName: string;
  readonly alarmDescription: string;
  readonly queue: sqs.IQueue;
  readonly topic: sns.ITopic;
}

/** Pages as long as something lies in a queue of dead letters. */
export class WatchDeadLetters extends Construct {
  constructor(scope: Construct, id: string, { queue, ...props }: WatchDeadLettersProps) {
    super(scope, id);
    pagingAlarm(this, 'Alarm', {
      ...props,
      metric: queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'Maximum' }),
    });
  }
}
