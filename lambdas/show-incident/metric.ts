import {
  type CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  type MetricAlarm,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import type { Series } from './picture';

/** What an alarm's metric did; or why there is nothing to be drawn, in one sentence. */
export type Drawn = { readonly series: Series } | { readonly noPicture: string };

const MINUTES = 60;

/**
 * The last hour of the metric an alarm judges, or of its expression's result.
 * @throws when a call fails or the alarm does not exist.
 */
export async function metricOf(client: CloudWatchClient, alarm: string, since: number, now: number): Promise<Drawn> {
  const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(
    // Without the types only metric alarms are answered.
    new DescribeAlarmsCommand({ AlarmNames: [alarm], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
  );
  const composite = CompositeAlarms.find(({ AlarmName }) => AlarmName === alarm);
  if (composite)
    return { noPicture: `${alarm} goes by other alarms: ${composite.AlarmRule ?? 'its rule is not said'}` };
  const metric = MetricAlarms.find(({ AlarmName }) => AlarmName === alarm);
  if (!metric) throw new Error(`There is no alarm "${alarm}"`);
  const periodSeconds = periodOf(metric);
  // The period under way has not got all its data: it would look like a fall.
  const to = Math.floor(now / (periodSeconds * 1000)) * periodSeconds * 1000;
  const from = to - MINUTES * 60_000;
  const { MetricDataResults = [] } = await client.send(
    new GetMetricDataCommand({
      MetricDataQueries: queriesOf(metric, periodSeconds),
      StartTime: new Date(from),
      EndTime: new Date(to),
      ScanBy: 'TimestampAscending',
    }),
  );
  if (MetricDataResults.length > 1)
    return { noPicture: `${alarm} judges ${MetricDataResults.length} metrics at once.` };
  const { StatusCode, Messages, Timestamps = [], Values = [], Label } = MetricDataResults[0] ?? {};
  if (StatusCode === 'InternalError' || StatusCode === 'Forbidden')
    throw new Error(`CloudWatch could not read the metric (${Messages?.[0]?.Value ?? StatusCode})`);
  const points = Timestamps.flatMap((at, index) => {
    const value = Values[index];
    return value === undefined ? [] : [{ at: at.getTime(), value }];
  });
  const label = metric.MetricName ?? Label ?? alarm;
  const threshold = metric.Threshold === undefined ? {} : { threshold: metric.Threshold };
  return { series: { label, points, from, to, periodSeconds, since, ...threshold } };
}

const periodOf = ({ Period, Metrics = [] }: MetricAlarm): number =>
  Period ?? Metrics.map((query) => query.Period ?? query.MetricStat?.Period).find((period) => period) ?? 60;

/** What the alarm judges; of metric math only the result is returned, as the alarm has it. */
function queriesOf(alarm: MetricAlarm, Period: number): MetricDataQuery[] {
  if (!alarm.MetricName) return alarm.Metrics ?? [];
  const { Namespace, MetricName, Dimensions, Statistic, ExtendedStatistic } = alarm;
  const MetricStat = { Metric: { Namespace, MetricName, Dimensions }, Period, Stat: Statistic ?? ExtendedStatistic };
  return [{ Id: 'judged', MetricStat }];
}
