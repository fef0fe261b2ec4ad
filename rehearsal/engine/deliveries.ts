import type { AlarmStateChange } from './alarms/alarms';
import type { Metrics } from './alarms/metrics';
import { type Account, AwsError } from './aws/service';
import type { Delivery } from './aws/sns';
import type { Sqs } from './aws/sqs';
import type { VirtualClock } from './clock';
import type { CallFrom, Door } from './door';
import type { DeadLetter, Rule, RuleTarget } from './events';

export interface DeliveriesOptions {
  readonly door: Door;
  readonly sqs: Sqs;
  readonly metrics: Metrics;
  readonly clock: VirtualClock;
  readonly account: Account;
  /** Told of what is no answer of AWS. */
  readonly onRefusal: (error: unknown) => void;
}

/** What AWS sends by itself, with the permission of the receiver's policy or of a rule's role: judged like any other call. */
export class Deliveries {
  /** ARNs of queues that say how many messages lie in them. */
  private readonly measured = new Set<string>();

  constructor(private readonly options: DeliveriesOptions) {}

  // @claim cross-checked: What an alarm tells a topic has its name, its description, its new state and the reason for it.
  // @source https://github.com/aws/aws-lambda-go/blob/main/events/testdata/cloudwatch-alarm-sns-payload-single-metric.json (an example, with more members than these)
  /** An alarm's action on entering a state: a message to a topic. An action that is denied is lost, as in AWS. */
  async alarmAction({ alarm, state, reason }: AlarmStateChange, topicArn: string): Promise<void> {
    const { door, onRefusal } = this.options;
    const input = {
      TopicArn: topicArn,
      Subject: `${state}: "${alarm.name}"`.replace(/[^\x20-\x7e]/g, ' ').slice(0, 100),
      Message: JSON.stringify({
        AlarmName: alarm.name,
        AlarmDescription: alarm.properties.AlarmDescription,
        NewStateValue: state,
        NewStateReason: reason,
      }),
    };
    try {
      await door.call(this.as('cloudwatch.amazonaws.com', alarm), 'sns', 'Publish', input);
    } catch (error) {
      if (!(error instanceof AwsError)) onRefusal(error);
    }
  }

  /** A rule's target: a state machine through the target's role, a topic through its policy. @throws AwsError */
  async toTarget(target: RuleTarget, input: unknown, rule: Rule): Promise<void> {
    const { door } = this.options;
    const service = target.arn.split(':')[2];
    const from = target.roleArn ? { principal: target.roleArn, by: rule.name } : this.as('events.amazonaws.com', rule);
    if (service === 'states') {
      const start = { stateMachineArn: target.arn, input: JSON.stringify(input) };
      await door.call(from, 'states', 'StartExecution', start);
    } else if (service === 'sns') {
      const message = typeof input === 'string' ? input : JSON.stringify(input);
      await door.call(from, 'sns', 'Publish', { TopicArn: target.arn, Message: message });
    } else {
      throw new Error(
        `Rule ${rule.name}: the rehearsal does not deliver to ${target.arn}. It delivers to state machines and topics.`,
      );
    }
  }

  // @claim documented: SNS invokes a function asynchronously, by the permission of its policy for sns.amazonaws.com, with one record of the notification: TopicArn, Subject (null where there is none), Message, MessageId and Timestamp among its members.
  // @source https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
  /** A message to a function that subscribes to a topic. @throws AwsError when SNS may not invoke it, or it does not exist. */
  async toFunction({ topicArn, endpoint, subject, message, messageId, at }: Delivery): Promise<void> {
    const Sns = {
      Type: 'Notification',
      MessageId: messageId,
      TopicArn: topicArn,
      Subject: subject ?? null,
      Message: message,
      Timestamp: new Date(at).toISOString(),
      MessageAttributes: {},
    };
    const event = { Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', Sns }] };
    const from = this.as('sns.amazonaws.com', { arn: topicArn, name: topicArn.split(':').at(-1) ?? topicArn });
    const Payload = Buffer.from(JSON.stringify(event));
    await this.options.door.call(from, 'lambda', 'Invoke', {
      FunctionName: endpoint,
      InvocationType: 'Event',
      Payload,
    });
  }

  // @claim documented: A dead letter of a rule is the event; its attributes are RULE_ARN, TARGET_ARN, ERROR_CODE, ERROR_MESSAGE, RETRY_ATTEMPTS and, where retries were exhausted, EXHAUSTED_RETRY_CONDITION (MaximumRetryAttempts or MaximumEventAgeInSeconds).
  // @source https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
  /** An event that was given up goes to a dead-letter queue. @throws AwsError */
  async deadLetter(queueArn: string, letter: DeadLetter, rule: Rule): Promise<void> {
    const from = this.as('events.amazonaws.com', rule);
    await this.toQueue(from, queueArn, JSON.stringify(letter.event), {
      RULE_ARN: rule.arn,
      TARGET_ARN: letter.target.arn,
      ERROR_CODE: letter.code,
      ERROR_MESSAGE: letter.message,
      RETRY_ATTEMPTS: String(letter.retries),
      ...(letter.exhausted ? { EXHAUSTED_RETRY_CONDITION: letter.exhausted } : {}),
    });
  }

  /** A message to a queue, which says from then on how many lie in it. @throws AwsError */
  async toQueue(
    from: CallFrom,
    queueArn: string,
    body: string,
    attributes: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const { door, account } = this.options;
    const name = queueArn.split(':').at(-1) ?? '';
    const texts = Object.entries(attributes).map(([key, text]) => [key, { DataType: 'String', StringValue: text }]);
    await door.call(from, 'sqs', 'SendMessage', {
      QueueUrl: `https://sqs.${account.region}.amazonaws.com/${account.id}/${name}`,
      MessageBody: body,
      MessageAttributes: Object.fromEntries(texts),
    });
    if (this.measured.has(queueArn)) return;
    this.measured.add(queueArn);
    this.measure(queueArn, name);
  }

  // @claim documented: ApproximateNumberOfMessagesVisible of AWS/SQS, by QueueName, says how many messages wait in a queue, ApproximateNumberOfMessagesNotVisible how many were received and neither deleted nor given back.
  // @source https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
  // @claim assumed: Both are measured when the first message arrives and every minute from then on.
  // @source https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/monitoring-using-cloudwatch.html (every minute, of queues in use)
  private measure(queueArn: string, name: string): void {
    const { metrics, sqs, clock } = this.options;
    const { visible, inFlight } = sqs.counts(queueArn);
    const common = { namespace: 'AWS/SQS', dimensions: { QueueName: name }, at: clock.now() };
    metrics.put({ ...common, name: 'ApproximateNumberOfMessagesVisible', value: visible });
    metrics.put({ ...common, name: 'ApproximateNumberOfMessagesNotVisible', value: inFlight });
    clock.setTimeout(() => this.measure(queueArn, name), 60_000);
  }

  private as(principal: string, source: { readonly arn: string; readonly name: string }): CallFrom {
    const context = { 'aws:SourceArn': source.arn, 'aws:SourceAccount': this.options.account.id };
    return { principal, by: source.name, context };
  }
}
