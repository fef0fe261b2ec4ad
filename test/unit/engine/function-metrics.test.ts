import { type Alarm, Alarms } from '../../../rehearsal/engine/alarms/alarms';
import { Metrics, type Statistic } from '../../../rehearsal/engine/alarms/metrics';
import { VirtualClock } from '../../../rehearsal/engine/clock';
import { DeliveryMetrics } from '../../../rehearsal/engine/delivery-metrics';
import { FunctionMetrics } from '../../../rehearsal/engine/function-metrics';
import { latency } from '../../../rehearsal/engine/latency';

const NOON = Date.parse('2026-11-23T12:00:00Z');
const PUBLISH_MS = 30_000;

/** Alarms that read these metrics of functions, as `look Errors`. */
function world(...read: string[]) {
  const clock = new VirtualClock(NOON);
  const metrics = new Metrics(clock);
  const definitions = read.map((name) => {
    const [FunctionName = '', MetricName = ''] = name.split(' ');
    const properties = {
      Namespace: 'AWS/Lambda',
      MetricName,
      Dimensions: [{ Name: 'FunctionName', Value: FunctionName }],
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
    };
    return { arn: `arn:aws:cloudwatch:ap-south-1:111122223333:alarm:${name}`, name, properties };
  });
  const alarms: readonly Alarm[] = new Alarms({
    clock,
    metrics,
    definitions,
    onStateChange: () => undefined,
    evaluationDelayMs: 0,
  }).all;
  const found = (namespace: string, name: string, dimensions: Record<string, string>, statistic: Statistic = 'Sum') => {
    const to = NOON + 600_000;
    return metrics
      .values({ namespace, name, dimensions, statistic, periodSeconds: 60, from: NOON, to })
      .map(({ value }) => value);
  };
  const later = (milliseconds: number) => clock.fake.tick(milliseconds);
  return {
    clock,
    metrics,
    found,
    later,
    functions: new FunctionMetrics({
      metrics,
      read: alarms.flatMap(({ queries }) => queries),
      publishDelayMs: PUBLISH_MS,
    }),
  };
}

const look = { FunctionName: 'look' };

// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
test('an invocation is counted with its errors and how long it took, half a minute after its end', () => {
  const { functions, found, later } = world('look Invocations', 'look Errors', 'look Duration');
  functions.invoked('look', NOON, NOON + 4_000, false, 3_500);
  functions.invoked('look', NOON + 1_000, NOON + 3_000, true, 1_500);
  later(PUBLISH_MS + 3_000);
  expect(found('AWS/Lambda', 'Invocations', look)).toEqual([1]);
  later(1_000);
  expect(found('AWS/Lambda', 'Invocations', look)).toEqual([2]);
  expect(found('AWS/Lambda', 'Errors', look)).toEqual([1]);
  expect(found('AWS/Lambda', 'Duration', look, 'Maximum')).toEqual([3_500]);
});

test('a call that is refused for want of concurrency is a throttle, and nothing else; another refusal is neither', () => {
  const { functions, found, later } = world('look Invocations', 'look Errors', 'look Throttles');
  functions.refused('look', 'TooManyRequestsException', NOON);
  functions.refused('look', 'AccessDeniedException', NOON);
  later(PUBLISH_MS);
  expect(found('AWS/Lambda', 'Throttles', look)).toEqual([1]);
  expect(found('AWS/Lambda', 'Invocations', look)).toEqual([]);
  expect(found('AWS/Lambda', 'Errors', look)).toEqual([]);
});

test('what no alarm reads is not kept', () => {
  const { functions, found, later } = world('look Errors');
  functions.invoked('look', NOON, NOON, true, 5);
  functions.invoked('other', NOON, NOON, true, 5);
  later(PUBLISH_MS);
  expect(found('AWS/Lambda', 'Errors', look)).toEqual([1]);
  expect(found('AWS/Lambda', 'Duration', look)).toEqual([]);
  expect(found('AWS/Lambda', 'Errors', { FunctionName: 'other' })).toEqual([]);
});

test('what could not be delivered is counted by topic, by rule and by group of schedules', () => {
  const { clock, metrics, found, later } = world();
  const deliveries = new DeliveryMetrics({ metrics, clock, latency });
  deliveries.notificationFailed('arn:aws:sns:ap-south-1:111122223333:on-call');
  deliveries.invocationFailed('starts');
  deliveries.tickDropped('ours');
  deliveries.tickDropped('ours');
  expect(found('AWS/SNS', 'NumberOfNotificationsFailed', { TopicName: 'on-call' })).toEqual([]);
  later(latency.metricPublishDelay.ms);
  expect(found('AWS/SNS', 'NumberOfNotificationsFailed', { TopicName: 'on-call' })).toEqual([1]);
  expect(found('AWS/Events', 'FailedInvocations', { RuleName: 'starts' })).toEqual([1]);
  expect(found('AWS/Scheduler', 'InvocationDroppedCount', { ScheduleGroup: 'ours' })).toEqual([2]);
});
