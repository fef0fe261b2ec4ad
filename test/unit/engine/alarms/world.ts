import {
  type AlarmDefinition,
  type AlarmStateChange,
  Alarms,
  type AlarmsOptions,
} from '../../../../rehearsal/engine/alarms/alarms';
import { Metrics } from '../../../../rehearsal/engine/alarms/metrics';
import { VirtualClock } from '../../../../rehearsal/engine/clock';

export const MINUTE = 60_000;
export const START = Date.UTC(2026, 10, 20, 4);
export const ARN = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:';

export const PROPERTIES = {
  Namespace: 'AWS/EC2',
  MetricName: 'CPUUtilization',
  Dimensions: [{ Name: 'InstanceId', Value: 'i-12345678901234567' }],
  Statistic: 'Average',
  Period: 60,
  EvaluationPeriods: 2,
  Threshold: 50,
  ComparisonOperator: 'GreaterThanThreshold',
  AlarmActions: ['arn:alarm'],
  OKActions: ['arn:ok'],
  InsufficientDataActions: ['arn:unknown'],
};

export function definition(properties: Record<string, unknown> = {}, name = 'ServerCpuTooHigh'): AlarmDefinition {
  return { arn: ARN + name, name, properties: { ...PROPERTIES, ...properties } };
}

/** An alarm on a clock, and a way to give it one value a minute: `play('X X 0 -')`. */
export function world(
  properties: Record<string, unknown> = {},
  options: Partial<AlarmsOptions> = {},
  startsAt = START,
) {
  const clock = new VirtualClock(startsAt);
  const metrics = new Metrics(clock);
  const changes: AlarmStateChange[] = [];
  const alarms = new Alarms({
    clock,
    metrics,
    definitions: [definition(properties)],
    onStateChange: (change) => changes.push(change),
    evaluationDelayMs: 10_000,
    ...options,
  });
  const put = (value: number, at: number, name = 'CPUUtilization', visibleAt?: number) =>
    metrics.put(
      { namespace: 'AWS/EC2', name, dimensions: { InstanceId: 'i-12345678901234567' }, value, at },
      visibleAt === undefined ? {} : { visibleAt },
    );
  const play = (written: string) => {
    for (const mark of written.split(' ')) {
      if (mark !== '-') put(mark === 'X' ? 99.5 : 0.5, clock.now());
      clock.fake.tick(MINUTE);
    }
    return alarms.state('ServerCpuTooHigh').value;
  };
  return { clock, alarms, changes, put, play };
}
