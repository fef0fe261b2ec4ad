import { Duration, Validations } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { pagingAlarm } from './paging-alarm';

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
export const DEAD_LETTERS_KEPT_DAYS = 14;

/** Where whoever is paged looks first. */
export const LOOK_AT_LETTERS = 'npm run runbook -- letters list';

/** A queue for what could not be delivered: kept as long as SQS keeps anything. */
export function deadLetterQueue(scope: Construct, id: string, queueName: string): sqs.Queue {
  const retentionPeriod = Duration.days(DEAD_LETTERS_KEPT_DAYS);
  const queue = new sqs.Queue(scope, id, { queueName, retentionPeriod, enforceSSL: true });
  Validations.of(queue).acknowledge({ id: 'AwsSolutions-SQS3', reason: 'It is the dead-letter queue itself.' });
  return queue;
}

export interface WatchDeadLettersProps {
  readonly alarmName: string;
  /** What has happened; what to do is said behind it. */
  readonly says: string;
  readonly queue: sqs.IQueue;
  readonly topic: sns.ITopic;
}

/**
 * Pages as long as something lies in a queue of dead letters, also while somebody looks at it: a letter that is looked at is
 * not visible for that moment, and an alarm that counted only what is visible would be over, and page anew.
 */
export class WatchDeadLetters extends Construct {
  constructor(scope: Construct, id: string, { alarmName, says, queue, topic }: WatchDeadLettersProps) {
    super(scope, id);
    const counted = { period: Duration.minutes(1), statistic: 'Maximum' };
    pagingAlarm(this, 'Alarm', {
      alarmName,
      alarmDescription: `${says} Which, why, and what to do: ${LOOK_AT_LETTERS}`,
      metric: new cloudwatch.MathExpression({
        expression: 'waiting + looked_at',
        usingMetrics: {
          waiting: queue.metricApproximateNumberOfMessagesVisible(counted),
          looked_at: queue.metricApproximateNumberOfMessagesNotVisible(counted),
        },
        period: counted.period,
        label: 'dead letters',
      }),
      topic,
    });
  }
}
