import { type CloudWatchClient, DescribeAlarmsCommand, type GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { metricOf } from '../../../../lambdas/show-incident/metric';
import { at, TASKS_ALARM } from '../../../support/incidents';

/** 10:14:17 in India: the minute under way has not got all its data. */
const NOW = at(720);

async function drawn(alarms: object, results: object[] = []) {
  const asked: GetMetricDataCommand['input'][] = [];
  const send = async (command: DescribeAlarmsCommand | GetMetricDataCommand) => {
    if (command instanceof DescribeAlarmsCommand) return alarms;
    asked.push(command.input);
    return { MetricDataResults: results };
  };
  return { seen: await metricOf({ send } as unknown as CloudWatchClient, TASKS_ALARM, at(0), NOW), asked };
}

const SIMPLE = {
  AlarmName: TASKS_ALARM,
  Namespace: 'ECS/ContainerInsights',
  MetricName: 'RunningTaskCount',
  Dimensions: [{ Name: 'ServiceName', Value: 'algo-trading-prod-trading' }],
  Statistic: 'Minimum' as const,
  Period: 60,
  Threshold: 1,
};

test('of a metric the last hour of whole periods is read, as the alarm reads it', async () => {
  const result = { Timestamps: [new Date(at(643)), new Date(at(703))], Values: [2, 0], StatusCode: 'Complete' };
  const { seen, asked } = await drawn({ MetricAlarms: [SIMPLE] }, [result]);
  expect(asked).toEqual([
    {
      MetricDataQueries: [
        {
          Id: 'judged',
          MetricStat: {
            Metric: {
              Namespace: 'ECS/ContainerInsights',
              MetricName: 'RunningTaskCount',
              Dimensions: SIMPLE.Dimensions,
            },
            Period: 60,
            Stat: 'Minimum',
          },
        },
      ],
      StartTime: new Date(at(703 - 3600)),
      EndTime: new Date(at(703)),
      ScanBy: 'TimestampAscending',
    },
  ]);
  expect(seen).toEqual({
    series: {
      label: 'RunningTaskCount',
      points: [
        { at: at(643), value: 2 },
        { at: at(703), value: 0 },
      ],
      from: at(703 - 3600),
      to: at(703),
      periodSeconds: 60,
      threshold: 1,
      since: at(0),
    },
  });
});

test('of metric math the result of the expression is drawn', async () => {
  const metrics = [
    { Id: 'share', Expression: '100 * errors / requests', Label: 'Share of 5XX', ReturnData: true },
    { Id: 'errors', MetricStat: { Metric: { MetricName: 'Errors' }, Period: 300, Stat: 'Sum' }, ReturnData: false },
    { Id: 'requests', MetricStat: { Metric: { MetricName: 'Requests' }, Period: 300, Stat: 'Sum' }, ReturnData: false },
  ];
  const result = { Id: 'share', Label: 'Share of 5XX', Timestamps: [new Date(at(403))], Values: [12] };
  const { seen, asked } = await drawn({ MetricAlarms: [{ AlarmName: TASKS_ALARM, Metrics: metrics, Threshold: 5 }] }, [
    result,
  ]);
  expect(asked[0]?.MetricDataQueries).toEqual(metrics);
  expect(seen).toMatchObject({ series: { label: 'Share of 5XX', periodSeconds: 300, threshold: 5 } });
});

test('an alarm on other alarms has no picture, and says by what it goes', async () => {
  const AlarmRule = 'ALARM("one") AND ALARM("two")';
  const { seen, asked } = await drawn({ CompositeAlarms: [{ AlarmName: TASKS_ALARM, AlarmRule }] });
  expect(seen).toEqual({ noPicture: `${TASKS_ALARM} goes by other alarms: ${AlarmRule}` });
  expect(asked).toEqual([]);
});

test('a metric without data has no points, which is no failure', async () => {
  const { seen } = await drawn({ MetricAlarms: [SIMPLE] }, []);
  expect(seen).toMatchObject({ series: { points: [], label: 'RunningTaskCount' } });
});

test('an expression that gives several series has no picture', async () => {
  const { seen } = await drawn({ MetricAlarms: [SIMPLE] }, [{ Id: 'a' }, { Id: 'b' }]);
  expect(seen).toEqual({ noPicture: `${TASKS_ALARM} judges 2 metrics at once.` });
});

test('an alarm that does not exist and a metric that CloudWatch cannot read are failures', async () => {
  await expect(drawn({})).rejects.toThrow(`There is no alarm "${TASKS_ALARM}"`);
  const forbidden = { StatusCode: 'Forbidden', Messages: [{ Value: 'no permission' }] };
  await expect(drawn({ MetricAlarms: [SIMPLE] }, [forbidden])).rejects.toThrow('no permission');
});
