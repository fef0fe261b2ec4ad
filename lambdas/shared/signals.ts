import {
  type CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  type MetricAlarm,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';

/** What it means when a signal's metric has no data. */
export type Absence =
  /** The alarm itself counts it as a fault. */
  | 'fault'
  /** Nothing happened, provided that something else shows the service alive. */
  | 'nothing-happened'
  /** We do not know. */
  | 'unknown';

/** One alarm, as it stands now. */
export interface Signal {
  readonly alarm: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly reason: string;
  /** Milliseconds since the epoch at which it last changed state. */
  readonly since: number;
  /** Whether its metric has data in the window the alarm judges by, one period more for data under way. */
  readonly hasData: boolean;
}

/**
 * Reads alarms and whether their metrics have data.
 * @throws when an alarm does not exist or a call fails: then nothing is known.
 */
export async function readSignals(client: CloudWatchClient, alarms: readonly string[], now: number): Promise<Signal[]> {
  const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(
    // Without the types only metric alarms are answered.
    new DescribeAlarmsCommand({ AlarmNames: [...alarms], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
  );
  return Promise.all(
    alarms.map(async (name) => {
      const composite = CompositeAlarms.find(({ AlarmName }) => AlarmName === name);
      const metric = MetricAlarms.find(({ AlarmName }) => AlarmName === name);
      const alarm = metric ?? composite;
      if (!alarm?.StateValue) throw new Error(`There is no alarm "${name}".`);
      return {
        alarm: name,
        state: alarm.StateValue,
        reason: alarm.StateReason ?? '',
        since: (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp ?? new Date(now)).getTime(),
        // A composite goes by the states of others, each of which answers for its own data.
        hasData: metric ? await hasData(client, metric, now) : true,
      };
    }),
  );
}

async function hasData(client: CloudWatchClient, alarm: MetricAlarm, now: number): Promise<boolean> {
  const period = alarm.Period ?? alarm.Metrics?.find(({ MetricStat }) => MetricStat)?.MetricStat?.Period ?? 60;
  const periods = (alarm.EvaluationPeriods ?? 1) + 1;
  const { MetricDataResults = [] } = await client.send(
    new GetMetricDataCommand({
      MetricDataQueries: rawQueries(alarm, period),
      StartTime: new Date(now - periods * period * 1000),
      EndTime: new Date(now),
    }),
  );
  return MetricDataResults.some(({ Values = [] }) => Values.length > 0);
}

/** The metrics under an alarm, without its arithmetic: an expression may well answer where its metric is silent. */
function rawQueries(alarm: MetricAlarm, period: number): MetricDataQuery[] {
  if (alarm.MetricName) {
    const { Namespace, MetricName, Dimensions, Statistic } = alarm;
    return [
      { Id: 'raw', MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period: period, Stat: Statistic } },
    ];
  }
  return (alarm.Metrics ?? [])
    .filter(({ MetricStat }) => MetricStat)
    .map(({ Id, MetricStat }) => ({ Id, MetricStat, ReturnData: true }));
}
