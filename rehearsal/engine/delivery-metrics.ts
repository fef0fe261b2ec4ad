import type { Metrics } from './alarms/metrics';
import type { VirtualClock } from './clock';
import type { Latencies } from './latency';

/** The metrics that tell of what AWS could not deliver. Each exists only when it happened. */
export class DeliveryMetrics {
  constructor(
    private readonly options: {
      readonly metrics: Metrics;
      readonly clock: VirtualClock;
      readonly latency: Pick<Latencies, 'metricPublishDelay'>;
    },
  ) {}

  // @claim documented: NumberOfNotificationsFailed of AWS/SNS counts, by TopicName, messages that did not reach a subscription: for e-mail and SMS when SNS stops trying.
  // @source https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
  notificationFailed(topicArn: string): void {
    this.count('AWS/SNS', 'NumberOfNotificationsFailed', { TopicName: topicArn.split(':').at(-1) ?? '' });
  }

  // @claim documented: FailedInvocations of AWS/Events counts, by RuleName, what failed permanently, not what is tried again; it is sent only if it is not zero.
  // @source https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
  // @claim assumed: It also counts what is then kept in a dead-letter queue.
  // @source https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html (excludes DeadLetterInvocations, which are something else)
  invocationFailed(ruleName: string): void {
    this.count('AWS/Events', 'FailedInvocations', { RuleName: ruleName });
  }

  // @claim documented: InvocationDroppedCount of AWS/Scheduler counts, by ScheduleGroup, what Scheduler stops trying because its retries are exhausted.
  // @source https://docs.aws.amazon.com/scheduler/latest/UserGuide/monitoring-cloudwatch.html
  tickDropped(group: string): void {
    this.count('AWS/Scheduler', 'InvocationDroppedCount', { ScheduleGroup: group });
  }

  private count(namespace: string, name: string, dimensions: Readonly<Record<string, string>>): void {
    const { metrics, clock, latency } = this.options;
    const at = clock.now();
    metrics.put({ namespace, name, dimensions, value: 1, at }, { visibleAt: at + latency.metricPublishDelay.ms });
  }
}
