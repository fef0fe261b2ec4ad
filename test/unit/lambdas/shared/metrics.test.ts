import type { CloudWatchClient, GetMetricDataCommand, GetMetricDataOutput } from '@aws-sdk/client-cloudwatch';
import { databaseMetric, readMetrics, serviceMetric, windowOf } from '../../../../lambdas/shared/metrics';
import { ALARM_AT, at } from '../../../support/incidents';

const METRICS = {
  memory: serviceMetric('MemoryUtilization', { cluster: 'prod', service: 'trading' }),
  database: databaseMetric('CPUUtilization', 'prod-db'),
};
const WINDOW = windowOf(60, ALARM_AT);

const cloudWatch = (answers: GetMetricDataOutput[]) => {
  const asked: GetMetricDataCommand['input'][] = [];
  const send = async ({ input }: GetMetricDataCommand) => {
    asked.push(input);
    return answers.shift();
  };
  return { asked, client: { send } as unknown as CloudWatchClient };
};
const result = (Id: string, value: number, StatusCode: 'Complete' | 'PartialData' | 'InternalError' = 'Complete') => ({
  Id,
  StatusCode,
  Timestamps: [new Date(at(0))],
  Values: [value],
});

test('metrics are asked for in one call, by exactly the dimensions they are published under', async () => {
  const { client, asked } = cloudWatch([{ MetricDataResults: [] }]);
  await readMetrics(client, METRICS, WINDOW);
  expect(asked).toHaveLength(1);
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html
  expect(asked[0]?.MetricDataQueries?.map(({ MetricStat }) => MetricStat)).toEqual([
    {
      Metric: {
        Namespace: 'AWS/ECS',
        MetricName: 'MemoryUtilization',
        Dimensions: [
          { Name: 'ClusterName', Value: 'prod' },
          { Name: 'ServiceName', Value: 'trading' },
        ],
      },
      Period: 60,
      Stat: 'Average',
    },
    {
      Metric: {
        Namespace: 'AWS/RDS',
        MetricName: 'CPUUtilization',
        Dimensions: [{ Name: 'DBInstanceIdentifier', Value: 'prod-db' }],
      },
      Period: 60,
      Stat: 'Average',
    },
  ]);
});

test('values come under the name they were asked for, whatever their order, and silence is no points', async () => {
  const { client } = cloudWatch([{ MetricDataResults: [result('m1', 7)] }]);
  await expect(readMetrics(client, METRICS, WINDOW)).resolves.toEqual({
    memory: [],
    database: [{ at: at(0), value: 7 }],
  });
});

test('a further page is read, and its points come after the first', async () => {
  const { client, asked } = cloudWatch([
    { MetricDataResults: [result('m0', 1, 'PartialData')], NextToken: 'more' },
    { MetricDataResults: [result('m0', 2)] },
  ]);
  const { memory } = await readMetrics(client, METRICS, WINDOW);
  expect(memory.map(({ value }) => value)).toEqual([1, 2]);
  expect(asked.map(({ NextToken }) => NextToken)).toEqual([undefined, 'more']);
});

test('a metric CloudWatch could not read is a failure, and not silence', async () => {
  const { client } = cloudWatch([{ MetricDataResults: [result('m1', 7, 'InternalError')] }]);
  await expect(readMetrics(client, METRICS, WINDOW)).rejects.toThrow('CloudWatch could not read database');
});

test('a window ends with the last whole period: the one under way would read low', () => {
  expect(WINDOW).toEqual({ from: at(-17 - 3600), to: at(-17), periodSeconds: 60 });
});

test('a window of more than three hours is read by five minutes', () => {
  expect(windowOf(360, ALARM_AT)).toMatchObject({ periodSeconds: 300, to: at(-137) });
});
