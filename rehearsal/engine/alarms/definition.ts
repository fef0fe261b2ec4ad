import { createHash } from 'node:crypto';
import { NotPlayed, refuseOthers } from '../aws/refuse';
import { type AlarmState, MISSING_DATA_TREATMENTS, type Rule } from './evaluate';
import { STATISTICS } from './metrics';
import { type Query, readDimensions, readPeriod, readQueries } from './queries';
import { count, finiteNumber, list, oneOf, text } from './refuse';

/** A metric alarm as synthesised; `properties` are the resolved properties of `AWS::CloudWatch::Alarm`. */
export interface AlarmDefinition {
  readonly arn: string;
  readonly name: string;
  readonly properties: Record<string, unknown>;
}

export const COMPARISONS = {
  GreaterThanThreshold: { words: 'greater than', holds: (value: number, threshold: number) => value > threshold },
  GreaterThanOrEqualToThreshold: {
    words: 'greater than or equal to',
    holds: (value: number, threshold: number) => value >= threshold,
  },
  LessThanThreshold: { words: 'less than', holds: (value: number, threshold: number) => value < threshold },
  LessThanOrEqualToThreshold: {
    words: 'less than or equal to',
    holds: (value: number, threshold: number) => value <= threshold,
  },
};
export type Comparison = keyof typeof COMPARISONS;

/** An alarm read, checked and ready to be judged. */
export interface Alarm {
  readonly definition: AlarmDefinition;
  readonly description: string | undefined;
  readonly rule: Rule;
  readonly threshold: number;
  readonly comparison: Comparison;
  /** Everything it reads; one entry, made up, for an alarm on a single metric. */
  readonly queries: readonly Query[];
  /** The one query whose result is compared with the threshold. */
  readonly watched: Query;
  /** Evaluated once per hour instead of once a minute. */
  readonly hourly: boolean;
  /** What it does on entering each state; empty where its actions are disabled. */
  readonly actions: Readonly<Record<AlarmState, readonly string[]>>;
}

const SINGLE_METRIC = ['MetricName', 'Namespace', 'Dimensions', 'Statistic', 'Period'];
const SUPPORTED = [
  'AlarmName',
  'AlarmDescription',
  'Tags',
  ...SINGLE_METRIC,
  'Metrics',
  'EvaluationPeriods',
  'DatapointsToAlarm',
  'Threshold',
  'ComparisonOperator',
  'TreatMissingData',
  'ActionsEnabled',
  'AlarmActions',
  'OKActions',
  'InsufficientDataActions',
];
const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 86_400;
const WEEK_SECONDS = 604_800;

/** @throws when a property is not rehearsed or contradicts another; the error names alarm and property. */
export function readAlarm(definition: AlarmDefinition): Alarm {
  const { properties } = definition;
  const where = `Alarm ${definition.name}`;
  refuseOthers(where, properties, SUPPORTED);
  const queries =
    properties.Metrics === undefined ? [singleMetric(definition, where)] : severalMetrics(properties, where);
  const watched = queries.filter((query) => query.returnData);
  if (watched.length !== 1 || watched[0] === undefined) {
    throw new Error(`${where}: Metrics needs exactly one entry with ReturnData and has ${watched.length}.`);
  }
  const threshold = finiteNumber(properties.Threshold, `${where}: Threshold`);
  const operators = Object.keys(COMPARISONS) as Comparison[];
  const comparison = oneOf(properties.ComparisonOperator, operators, `${where}: ComparisonOperator`);
  const rule = readRule(properties, queries, where, (value) => COMPARISONS[comparison].holds(value, threshold));
  const evaluatedSeconds = rule.evaluationPeriods * watched[0].periodSeconds;
  checkLength(evaluatedSeconds, watched[0].periodSeconds, where);
  const description = properties.AlarmDescription;
  return {
    definition,
    description: description === undefined ? undefined : text(description, `${where}: AlarmDescription`),
    rule,
    threshold,
    comparison,
    queries,
    watched: watched[0],
    // @claim documented: An alarm whose Period times EvaluationPeriods exceeds one day is evaluated once per hour, on the data up to the full hour.
    // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
    hourly: evaluatedSeconds > DAY_SECONDS,
    actions: readActions(properties, where),
  };
}

function checkLength(evaluatedSeconds: number, periodSeconds: number, where: string): void {
  // @claim documented: Period times EvaluationPeriods is at most seven days, and at most one day where the period is shorter than an hour.
  // @source SDK client-cloudwatch PutMetricAlarm documentation (Period)
  const longest = periodSeconds < HOUR_SECONDS ? DAY_SECONDS : WEEK_SECONDS;
  if (evaluatedSeconds <= longest) return;
  throw new NotPlayed(`${where}: Period times EvaluationPeriods of ${evaluatedSeconds} s`, [`up to ${longest} s`]);
}

function readRule(
  properties: AlarmDefinition['properties'],
  queries: readonly Query[],
  where: string,
  breaching: Rule['breaching'],
): Rule {
  const evaluationPeriods = count(properties.EvaluationPeriods, `${where}: EvaluationPeriods`);
  const datapointsToAlarm = count(properties.DatapointsToAlarm ?? evaluationPeriods, `${where}: DatapointsToAlarm`);
  if (datapointsToAlarm > evaluationPeriods) {
    throw new Error(`${where}: DatapointsToAlarm is ${datapointsToAlarm}, more than EvaluationPeriods.`);
  }
  // @claim documented: Missing data is treated as `missing` unless TreatMissingData says otherwise; for metrics of AWS/DynamoDB the default is `ignore`.
  // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
  const ofDynamoDb = queries.some(({ source }) => 'namespace' in source && source.namespace === 'AWS/DynamoDB');
  const treatment = properties.TreatMissingData ?? (ofDynamoDb ? 'ignore' : 'missing');
  const treatMissingData = oneOf(treatment, MISSING_DATA_TREATMENTS, `${where}: TreatMissingData`);
  return { evaluationPeriods, datapointsToAlarm, treatMissingData, breaching };
}

function singleMetric({ arn, properties }: AlarmDefinition, where: string): Query {
  return {
    id: stableId(arn),
    label: undefined,
    returnData: true,
    periodSeconds: readPeriod(properties.Period, `${where}: Period`),
    source: {
      namespace: text(properties.Namespace, `${where}: Namespace`),
      name: text(properties.MetricName, `${where}: MetricName`),
      dimensions: readDimensions(properties.Dimensions, `${where}: Dimensions`),
      statistic: oneOf(properties.Statistic, STATISTICS, `${where}: Statistic`),
    },
  };
}

function severalMetrics(properties: AlarmDefinition['properties'], where: string): readonly Query[] {
  const beside = SINGLE_METRIC.find((name) => properties[name] !== undefined);
  if (beside !== undefined) throw new Error(`${where}: ${beside} beside Metrics; an alarm has one or the other.`);
  return readQueries(properties.Metrics, `${where}: Metrics`);
}

/** What an alarm does on entering each state. @throws when it is not a list of ARNs. */
export function readActions(
  properties: AlarmDefinition['properties'],
  where: string,
): Record<AlarmState, readonly string[]> {
  const enabled = properties.ActionsEnabled ?? true;
  if (typeof enabled !== 'boolean') throw new Error(`${where}: ActionsEnabled is ${JSON.stringify(enabled)}.`);
  const read = (name: string): readonly string[] => {
    const arns = list(properties[name], `${where}: ${name}`).map((arn) => text(arn, `${where}: ${name}`));
    return enabled ? arns : [];
  };
  return { OK: read('OKActions'), ALARM: read('AlarmActions'), INSUFFICIENT_DATA: read('InsufficientDataActions') };
}

/** CloudWatch gives the metric of a single-metric alarm a UUID; this one is the same in every run. */
function stableId(arn: string): string {
  const digits = createHash('sha256').update(arn).digest('hex');
  return [0, 8, 12, 16, 20]
    .map((start, index) => digits.slice(start, index === 4 ? 32 : start + (index === 0 ? 8 : 4)))
    .join('-');
}
