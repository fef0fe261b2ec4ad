import type {
  DescribeAlarmHistoryInput,
  DescribeAlarmsInput,
  GetMetricDataInput,
  GetMetricDataOutput,
  MetricDatum,
  PutMetricDataInput,
} from '@aws-sdk/client-cloudwatch';
import type { AlarmStateChange, Alarms } from '../alarms/alarms';
import { type Datum, type Metrics, periodStart } from '../alarms/metrics';
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
  /** Told of every datum that somebody puts. */
  readonly onPut?: (datum: Datum) => void;
}

const MAX_QUERIES = 500;
const MAX_DATAPOINTS = 100_800;
const MAX_METRICS = 1_000;

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
    PutMetricData: (input: PutMetricDataInput) => this.putMetricData(input),
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

  private putMetricData(input: PutMetricDataInput): object {
    const where = 'cloudwatch:PutMetricData';
    refuseOthers(where, input, ['Namespace', 'MetricData']);
    const { Namespace: namespace = '', MetricData = [] } = input;
    // @claim documented: A namespace may not begin with AWS/; one call takes up to 1000 metrics.
    // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
    if (namespace === '' || namespace.startsWith('AWS/'))
      throw invalid(`The value ${namespace} for parameter Namespace is invalid.`);
    if (MetricData.length === 0 || MetricData.length > MAX_METRICS)
      throw invalid(`MetricData has ${MetricData.length} entries; 1 to ${MAX_METRICS} are allowed.`);
    for (const given of MetricData.map((one) => this.datumOf(one))) {
      const datum = { namespace, ...given };
      this.options.metrics.put(datum);
      this.options.onPut?.(datum);
    }
    return {};
  }

  private datumOf(given: MetricDatum) {
    refuseOthers('cloudwatch:PutMetricData MetricData', given, [
      'MetricName',
      'Timestamp',
      'Value',
      'Unit',
      'Dimensions',
    ]);
    const { MetricName: name, Value: value, Timestamp, Dimensions = [] } = given;
    if (!name || value === undefined) throw invalid('A metric needs MetricName and Value.');
    // @claim documented: Without a Timestamp a metric bears the time at which it came.
    // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
    const at = Timestamp?.getTime() ?? this.options.clock.now();
    const dimensions = Object.fromEntries(Dimensions.map(({ Name = '', Value = '' }) => [Name, Value]));
    return { name, value, at, dimensions };
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
