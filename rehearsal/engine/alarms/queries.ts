import { NotPlayed, refuseOthers } from '../aws/refuse';
import { type Expression, parseExpression } from './expression';
import { calculate, type Series } from './math';
import { type Metrics, periodStart, STATISTICS, type Statistic, type StatisticOrMedian } from './metrics';
import { count, list, oneOf, record, text } from './refuse';

/** A metric read with one statistic and period. */
export interface MetricStat<S extends StatisticOrMedian = Statistic> {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: S;
}

/** One entry of `Metrics` (an alarm) or `MetricDataQueries` (GetMetricData): a metric or an expression over others. */
export interface Query<S extends StatisticOrMedian = Statistic> {
  readonly id: string;
  readonly label: string | undefined;
  readonly returnData: boolean;
  readonly periodSeconds: number;
  readonly source: MetricStat<S> | Expression;
}

/** The periods to read: those that start in [`from`, `to`), counted from `alignedTo` (milliseconds). */
export interface Window {
  readonly from: number;
  readonly to: number;
  readonly alignedTo: number;
  /** Data that can be seen at this instant; those that can be seen now when left out. */
  readonly asOf?: number;
}

/**
 * Reads a list of metric data queries.
 * @throws when anything in it is not rehearsed, an id is unknown, used twice or refers to itself, or periods are mixed.
 */
export function readQueries(raw: unknown, where: string): readonly Query[] {
  const drafts = list(raw, where).map((entry, index) => readDraft(entry, `${where}[${index}]`));
  const byId = new Map(drafts.map((draft) => [draft.id, draft]));
  if (byId.size !== drafts.length) throw new Error(`${where}: an id is used twice.`);
  return drafts.map(({ period, ...draft }) => ({
    ...draft,
    periodSeconds: periodOf(draft.id, byId, where, []),
  }));
}

/** The series of the query with this id, as far as the data can be seen now. */
export function seriesOf(
  id: string,
  queries: readonly Query<StatisticOrMedian>[],
  metrics: Metrics,
  window: Window,
): Series {
  const query = queries.find((candidate) => candidate.id === id);
  if (query === undefined) throw new Error(`No query has the id ${id}.`);
  const { source, periodSeconds } = query;
  if ('root' in source) {
    // An expression may name one metric many times.
    const read = new Map<string, Series>();
    return calculate(source, timesOf(periodSeconds, window), (inner) => {
      const series = read.get(inner) ?? seriesOf(inner, queries, metrics, window);
      read.set(inner, series);
      return series;
    });
  }
  const series = new Map<number, number>();
  for (const { at, value } of metrics.values({ ...source, ...window, periodSeconds })) series.set(at, value);
  return series;
}

/** The start of every period of the window, oldest first. */
export function timesOf(periodSeconds: number, window: Window): number[] {
  const times: number[] = [];
  const first = periodStart(periodSeconds, window.alignedTo)(window.from);
  for (let at = first; at < window.to; at += periodSeconds * 1000) times.push(at);
  return times;
}

/** Reads `Dimensions`, a list of Name and Value. @throws when a name stands there twice. */
export function readDimensions(raw: unknown, where: string): Readonly<Record<string, string>> {
  const pairs = list(raw, where).map((entry, index): [string, string] => {
    const dimension = record(entry, `${where}[${index}]`);
    refuseOthers(`${where}[${index}]`, dimension, ['Name', 'Value']);
    return [text(dimension.Name, `${where}[${index}].Name`), text(dimension.Value, `${where}[${index}].Value`)];
  });
  const dimensions = Object.fromEntries(pairs);
  if (Object.keys(dimensions).length !== pairs.length) throw new Error(`${where}: a name stands there twice.`);
  return dimensions;
}

/** Reads a period in seconds. @throws when it is not a multiple of 60. */
export function readPeriod(raw: unknown, where: string): number {
  const period = count(raw, where);
  if (period % 60 === 0) return period;
  throw new NotPlayed(`${where} ${period}`, ['multiples of 60']);
}

interface Draft extends Omit<Query, 'periodSeconds'> {
  readonly period: number | undefined;
}

function readDraft(raw: unknown, where: string): Draft {
  const entry = record(raw, where);
  refuseOthers(where, entry, ['Id', 'Label', 'ReturnData', 'MetricStat', 'Expression', 'Period']);
  const id = text(entry.Id, `${where}.Id`);
  if (!/^[a-z]\w*$/.test(id)) throw new Error(`${where}.Id: "${id}" does not start with a lower-case letter.`);
  if ((entry.MetricStat === undefined) === (entry.Expression === undefined)) {
    throw new Error(`${where}: exactly one of MetricStat and Expression is needed.`);
  }
  const label = entry.Label === undefined ? undefined : text(entry.Label, `${where}.Label`);
  const common = { id, label, returnData: entry.ReturnData !== false };
  const period = entry.Period === undefined ? undefined : readPeriod(entry.Period, `${where}.Period`);
  if (entry.Expression !== undefined) {
    const expression = text(entry.Expression, `${where}.Expression`);
    return { ...common, period, source: parseExpression(expression, `${where}.Expression`) };
  }
  if (period !== undefined) throw new NotPlayed(`${where}.Period beside MetricStat`, ['MetricStat.Period']);
  return { ...common, ...readMetricStat(entry.MetricStat, `${where}.MetricStat`) };
}

function readMetricStat(raw: unknown, where: string): { source: MetricStat; period: number } {
  const stat = record(raw, where);
  refuseOthers(where, stat, ['Metric', 'Period', 'Stat']);
  const metric = record(stat.Metric, `${where}.Metric`);
  refuseOthers(`${where}.Metric`, metric, ['Namespace', 'MetricName', 'Dimensions']);
  const source = {
    namespace: text(metric.Namespace, `${where}.Metric.Namespace`),
    name: text(metric.MetricName, `${where}.Metric.MetricName`),
    dimensions: readDimensions(metric.Dimensions, `${where}.Metric.Dimensions`),
    statistic: oneOf(stat.Stat, STATISTICS, `${where}.Stat`),
  };
  return { source, period: readPeriod(stat.Period, `${where}.Period`) };
}

/** An expression has the one period of the metrics under it. */
function periodOf(id: string, drafts: ReadonlyMap<string, Draft>, where: string, above: readonly string[]): number {
  const draft = drafts.get(id);
  if (draft === undefined) throw new Error(`${where}: ${above.at(-1)} mentions ${id}, which is not among the ids.`);
  if (above.includes(id)) throw new Error(`${where}: ${[...above, id].join(' -> ')} goes in a circle.`);
  const { source } = draft;
  const under = 'root' in source ? source.ids.map((inner) => periodOf(inner, drafts, where, [...above, id])) : [];
  // @claim documented: All metrics of an expression that an alarm watches have the same period.
  // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html#alarms-on-metric-math-expressions
  const periods = new Set([...under, ...(draft.period === undefined ? [] : [draft.period])]);
  const [period] = periods;
  if (period === undefined || periods.size > 1) {
    throw new Error(`${where}: ${id} needs one period and has ${[...periods].join(' s, ') || 'none'} s.`);
  }
  return period;
}
