import type {
  DescribeAlarmsInput,
  DescribeAlarmsOutput,
  GetMetricDataInput,
  GetMetricDataOutput,
  MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import type { Alarm, AlarmStatus, Alarms } from '../alarms/alarms';
import { type Metrics, periodStart } from '../alarms/metrics';
import { type Query, readQueries, seriesOf } from '../alarms/queries';
import { oneOf } from '../alarms/refuse';
import type { VirtualClock } from '../clock';
import { NotPlayed, refuseOthers } from '../refuse';
import { AwsError, type ServiceModel } from './service';

export interface CloudWatchOptions {
  readonly alarms: Alarms;
  readonly metrics: Metrics;
  readonly clock: VirtualClock;
}

const MAX_ALARM_NAMES = 100;
const MAX_RECORDS = 100;
const DEFAULT_RECORDS = 50;
const MAX_QUERIES = 500;
const MAX_DATAPOINTS = 100_800;

/** CloudWatch (signing name `monitoring`): reading alarms and metrics. */
export class CloudWatch implements ServiceModel {
  private readonly createdAt: number;

  constructor(private readonly options: CloudWatchOptions) {
    this.createdAt = options.clock.now();
  }

  readonly operations = {
    DescribeAlarms: (input: DescribeAlarmsInput) => this.describeAlarms(input),
    GetMetricData: (input: GetMetricDataInput) => this.getMetricData(input),
  };

  private describeAlarms(input: DescribeAlarmsInput): DescribeAlarmsOutput {
    refuseOthers('cloudwatch:DescribeAlarms', input, [
      'AlarmNames',
      'AlarmNamePrefix',
      'AlarmTypes',
      'StateValue',
      'MaxRecords',
      'NextToken',
    ]);
    for (const type of input.AlarmTypes ?? []) oneOf(type, ['MetricAlarm'], 'cloudwatch:DescribeAlarms AlarmTypes');
    checkNames(input);
    const { alarms } = this.options;
    const found = alarms.all.filter((alarm) => {
      const { name } = alarm.definition;
      return isAskedFor(name, input) && (input.StateValue ?? alarms.state(name).value) === alarms.state(name).value;
    });
    const { page, next } = pageOf(found, input);
    return {
      MetricAlarms: page.map((alarm) => describe(alarm, alarms.state(alarm.definition.name), this.createdAt)),
      CompositeAlarms: [],
      ...(next === undefined ? {} : { NextToken: next }),
    };
  }

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

function checkNames({ AlarmNames, AlarmNamePrefix }: DescribeAlarmsInput): void {
  // @claim documented: DescribeAlarms takes AlarmNames or AlarmNamePrefix, not both.
  // @source SDK client-cloudwatch DescribeAlarms documentation
  if (AlarmNames !== undefined && AlarmNamePrefix !== undefined) {
    throw invalid('AlarmNames and AlarmNamePrefix cannot be given together.');
  }
  if (AlarmNames !== undefined && (AlarmNames.length === 0 || AlarmNames.length > MAX_ALARM_NAMES)) {
    throw new NotPlayed(`cloudwatch:DescribeAlarms with ${AlarmNames.length} AlarmNames`, ['1 to 100']);
  }
}

function isAskedFor(name: string, { AlarmNames, AlarmNamePrefix }: DescribeAlarmsInput): boolean {
  // @claim cross-checked: DescribeAlarms leaves out a name that no alarm has, without an error.
  // @source moto, moto/cloudwatch/models.py get_alarms_by_alarm_names
  return AlarmNames?.includes(name) ?? name.startsWith(AlarmNamePrefix ?? '');
}

function pageOf(found: readonly Alarm[], input: DescribeAlarmsInput): { page: readonly Alarm[]; next?: string } {
  // @claim assumed: DescribeAlarms answers 50 alarms a page unless MaxRecords (at most 100) says otherwise, and NextToken while there are more.
  // @source SDK client-cloudwatch DescribeAlarms documentation
  const size = input.MaxRecords ?? DEFAULT_RECORDS;
  if (size < 1 || size > MAX_RECORDS) throw invalid(`MaxRecords is ${size}; 1 to ${MAX_RECORDS} are allowed.`);
  const start = input.NextToken === undefined ? 0 : Number(/^alarms-from-(\d+)$/.exec(input.NextToken)?.[1]);
  if (Number.isNaN(start)) throw new AwsError('InvalidNextToken', 'The next token specified is invalid.');
  const end = start + size;
  return { page: found.slice(start, end), ...(end < found.length ? { next: `alarms-from-${end}` } : {}) };
}

function describe(alarm: Alarm, status: AlarmStatus, createdAt: number): MetricAlarm {
  const { definition, description, rule } = alarm;
  const { properties } = definition;
  // @claim documented: StateUpdatedTimestamp is the last update of the state, StateTransitionedTimestamp the last change of StateValue.
  // @source SDK client-cloudwatch DescribeAlarms documentation
  return {
    ...pick(properties as MetricAlarm, AS_DEFINED),
    AlarmName: definition.name,
    AlarmArn: definition.arn,
    ...(description === undefined ? {} : { AlarmDescription: description }),
    AlarmConfigurationUpdatedTimestamp: new Date(createdAt),
    ActionsEnabled: properties.ActionsEnabled !== false,
    StateValue: status.value,
    StateReason: status.reason,
    ...(status.reasonData === '' ? {} : { StateReasonData: status.reasonData }),
    StateUpdatedTimestamp: new Date(status.updatedAt),
    StateTransitionedTimestamp: new Date(status.transitionedAt),
    EvaluationPeriods: rule.evaluationPeriods,
    Threshold: alarm.threshold,
    ComparisonOperator: alarm.comparison,
  };
}

/** What DescribeAlarms says in the words of the definition, which has been checked when it was read. */
const AS_DEFINED = [
  'MetricName',
  'Namespace',
  'Statistic',
  'Dimensions',
  'Period',
  'Metrics',
  'DatapointsToAlarm',
  'TreatMissingData',
  'AlarmActions',
  'OKActions',
  'InsufficientDataActions',
] as const;

function pick<T extends object, K extends keyof T>(from: T, names: readonly K[]): Partial<Pick<T, K>> {
  return Object.fromEntries(names.filter((name) => name in from).map((name) => [name, from[name]])) as Partial<
    Pick<T, K>
  >;
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
