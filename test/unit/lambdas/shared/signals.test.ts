import {
  type CloudWatchClient,
  DescribeAlarmsCommand,
  type GetMetricDataCommand,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import { readSignals } from '../../../../lambdas/shared/signals';
import { at, ORDERS_ALARM, TASKS_ALARM } from '../../../support/incidents';

const NOW = at(600);
const DIMENSIONS = [{ Name: 'ServiceName', Value: 'algo-trading-prod-trading' }];
const TASKS: MetricAlarm = {
  AlarmName: TASKS_ALARM,
  StateValue: 'ALARM',
  StateReason: 'no datapoints',
  StateTransitionedTimestamp: new Date(at(0)),
  StateUpdatedTimestamp: new Date(at(60)),
  Namespace: 'ECS/ContainerInsights',
  MetricName: 'RunningTaskCount',
  Dimensions: DIMENSIONS,
  Statistic: 'Average',
  Period: 60,
  EvaluationPeriods: 2,
};
const AGE = {
  Id: 'age',
  MetricStat: { Metric: { Namespace: 'AlgoTrading/prod', MetricName: 'Age' }, Period: 60, Stat: 'Maximum' },
};
const ORDERS: MetricAlarm = {
  AlarmName: ORDERS_ALARM,
  StateValue: 'OK',
  StateTransitionedTimestamp: new Date(at(0)),
  Metrics: [
    { Id: 'expr_1', Expression: 'IF(HOUR(age) > 3, age, 0)', ReturnData: true },
    { ...AGE, ReturnData: false },
  ],
};

/** A CloudWatch with these alarms, whose metrics have these values. */
const cloudWatch = (alarms: MetricAlarm[], values: number[] = [1]) => {
  const asked: GetMetricDataCommand['input'][] = [];
  const send = async (command: DescribeAlarmsCommand | GetMetricDataCommand) => {
    if (command instanceof DescribeAlarmsCommand) return { MetricAlarms: alarms };
    asked.push(command.input);
    return { MetricDataResults: [{ Values: values }] };
  };
  return { asked, client: { send } as unknown as CloudWatchClient };
};

test('an alarm is read with its reason and the time it last changed state, not that of its last evaluation', async () => {
  await expect(readSignals(cloudWatch([TASKS]).client, [TASKS_ALARM], NOW)).resolves.toEqual([
    { alarm: TASKS_ALARM, state: 'ALARM', reason: 'no datapoints', since: at(0), hasData: true },
  ]);
});

test('a metric without a single value in the minutes its alarm judges by, and one more, has no data', async () => {
  const { client, asked } = cloudWatch([TASKS], []);
  await expect(readSignals(client, [TASKS_ALARM], NOW)).resolves.toMatchObject([{ hasData: false }]);
  expect(asked).toMatchObject([{ StartTime: new Date(at(600 - 3 * 60)), EndTime: new Date(NOW) }]);
});

test('the metric is asked for with the dimensions of its alarm: without them nothing would be found', async () => {
  const { client, asked } = cloudWatch([TASKS]);
  await readSignals(client, [TASKS_ALARM], NOW);
  expect(asked[0]?.MetricDataQueries).toEqual([
    {
      Id: 'raw',
      MetricStat: {
        Metric: { Namespace: 'ECS/ContainerInsights', MetricName: 'RunningTaskCount', Dimensions: DIMENSIONS },
        Period: 60,
        Stat: 'Average',
      },
    },
  ]);
});

test('under an alarm with arithmetic the metric itself is asked, because the arithmetic may answer for a silent one', async () => {
  const { client, asked } = cloudWatch([ORDERS]);
  await readSignals(client, [ORDERS_ALARM], NOW);
  expect(asked[0]?.MetricDataQueries).toEqual([{ ...AGE, ReturnData: true }]);
});

test('an alarm that does not exist is not taken for one that is OK', async () => {
  await expect(readSignals(cloudWatch([TASKS]).client, [TASKS_ALARM, ORDERS_ALARM], NOW)).rejects.toThrow(
    `There is no alarm "${ORDERS_ALARM}".`,
  );
});

test('several alarms come in the order they were asked for', async () => {
  const signals = await readSignals(cloudWatch([TASKS, ORDERS]).client, [ORDERS_ALARM, TASKS_ALARM], NOW);
  expect(signals.map(({ alarm }) => alarm)).toEqual([ORDERS_ALARM, TASKS_ALARM]);
});
