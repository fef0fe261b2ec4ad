import type {
  DescribeAlarmHistoryInput,
  DescribeAlarmsInput,
  GetMetricDataInput,
  GetMetricDataOutput,
} from '@aws-sdk/client-cloudwatch';
import type { AlarmStateChange, Alarms } from '../alarms/alarms';
import { type Metrics, periodStart } from '../alarms/metrics';
import { type Query, readQueries, seriesOf } from '../alarms/queries';
import { oneOf } from '../alarms/refuse';
import type { VirtualClock } from '../clock';
import { NotPlayed, refuseOthers } from '../refuse';
import { alarmHistory } from './alarm-history';
import { describeAlarms } from './describe-alarms';
import { AwsError, type ServiceModel } from './service';

export interface CloudWatchOptions {
  readonly alarms: Alarms;
  readonly metrics: Metrics;
  readonly clock: VirtualClock;
  /** Every change of state so far, oldest first; the list is read anew for each call. None when left out. */
  readonly changes?: readonly AlarmStateChange[];
}

const MAX_QUERIES = 500;
const MAX_DATAPOINTS = 100_800;

/** CloudWatch (signing name `monitoring`): reading alarms and metrics. */
export class CloudWatch implements ServiceModel {
  private readonly createdAt: number;

  constructor(private readonly options: CloudWatchOptions) {
    this.createdAt = options.clock.now();
  }

  readonly operations = {
    DescribeAlarms: (input: DescribeAlarmsInput) => describeAlarms(this.options.alarms, this.createdAt, input),
    DescribeAlarmHistory: (input: DescribeAlarmHistoryInput) =>
      alarmHistory(this.options.changes ?? [], this.options.clock.now(), input),
    GetMetricData: (input: GetMetricDataInput) => this.getMetricData(input),
  };

  private getMetricData(input: GetMetricDataInput): GetMetricDataOutput {
    const where = 'cloudwatch:GetMetricData';
    refuseOthers(where, input, ['MetricDataQueries', 'StartTime', 'EndTime', 'ScanBy']);
    const queries = readQueries(input.MetricDataQueries, `${where} MetricDataQueries`);
    if (queries.length === 0 || queries.length > MAX_QUERIES) {
      throw invalid(`MetricDataQueries has ${queries.length} entries; 1 to ${MAX_QUERIES} are allowed.`);
    }
    const { from, to } = rangeOf(input);
    // @claim documented: GetMetricData returns the newest data first unless ScanBy is TimestampAscending; StartTime is inclusive and EndTime exclusive.
    // @source SDK client-cloudwatch GetMetricData documentation
    const scanBy = oneOf(
      input.ScanBy ?? 'TimestampDescending',
      ['TimestampDescending', 'TimestampAscending'],
      `${where} ScanBy`,
    );
    const results = queries
      .filter((query) => query.returnData)
      .map((query) => {
        const points = this.pointsOf(query, queries, from, to);
        if (scanBy === 'TimestampDescending') points.reverse();
        return {
          Id: query.id,
          Label: labelOf(query),
          Timestamps: points.map(([at]) => new Date(at)),
          Values: points.map(([, value]) => value),
          StatusCode: 'Complete' as const,
        };
      });
    if (results.reduce((sum, result) => sum + result.Values.length, 0) > MAX_DATAPOINTS) {
      throw new NotPlayed(`${where} with an answer of several pages`, [`up to ${MAX_DATAPOINTS} data points`]);
    }
    return { MetricDataResults: results, Messages: [] };
  }

  private pointsOf(query: Query, queries: readonly Query[], from: number, to: number): [number, number][] {
    // @claim assumed: The periods of GetMetricData are counted from the epoch, so a start within a period gives that whole period.
    // @source SDK client-cloudwatch GetMetricData documentation
    const window = { from: periodStart(query.periodSeconds, 0)(from), to, alignedTo: 0 };
    return [...seriesOf(query.id, queries, this.options.metrics, window)].sort(([a], [b]) => a - b);
  }
}

function rangeOf(input: GetMetricDataInput): { from: number; to: number } {
  const from = input.StartTime?.getTime();
  const to = input.EndTime?.getTime();
  if (from === undefined || to === undefined) throw invalid('StartTime and EndTime are required.');
  if (from >= to) throw invalid('The parameter StartTime must be less than the parameter EndTime.');
  return { from, to };
}

function labelOf(query: Query): string {
  // @claim assumed: A query without a Label is labelled with its metric's name, an expression with its id.
  // @source SDK client-cloudwatch GetMetricData documentation
  return query.label ?? ('root' in query.source ? query.id : query.source.name);
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message);
}
