import { parseExpression } from '../alarms/expression';
import { MEDIAN, STATISTICS, type StatisticOrMedian } from '../alarms/metrics';
import { type Query, readPeriod } from '../alarms/queries';
import { list, oneOf, record, text } from '../alarms/refuse';
import { NotPlayed, refuseOthers } from '../refuse';

/** One entry of `metrics`: a metric, or an expression over its neighbours. */
export type BoardLine = Query<StatisticOrMedian>;

/** What one entry of a widget's `metrics` says, before expressions are read: METRICS() means its neighbours. */
interface Entry {
  readonly id: string;
  readonly path: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

const DEFAULT_PERIOD = 300;

/**
 * Reads the metrics of a widget: each is a list of namespace, name, and dimensions by name and value, with its options last;
 * or the options alone, where they have an expression.
 * @throws when an id comes twice or is not one, and for whatever is not played.
 */
// @claim documented: A metric of a widget is a list of namespace, name and dimensions, ended by an object of options; an expression is an object alone. stat and period default to those of the widget, and these to Average and 300 s.
// @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
export function readLines(raw: unknown, where: string): readonly BoardLine[] {
  const entries = list(raw, where).map((one, index) => readEntry(one, `${where}[${index}]`, index));
  const ids = new Set(entries.map(({ id }) => id));
  if (ids.size !== entries.length) throw new Error(`${where}: an id is used twice.`);
  return entries.map((entry, index) => readQuery(entry, entries, `${where}[${index}]`));
}

function readEntry(raw: unknown, where: string, index: number): Entry {
  const parts = list(raw, where);
  const options = record(parts.at(-1), `${where}: the options at its end`);
  const path = parts.slice(0, -1).map((part) => text(part, where));
  const id = options.id === undefined ? `line${index}` : text(options.id, `${where}.id`);
  if (!/^[a-z]\w*$/.test(id)) throw new Error(`${where}.id: "${id}" does not start with a lower-case letter.`);
  return { id, path, options };
}

function readQuery({ id, path, options }: Entry, entries: readonly Entry[], where: string): BoardLine {
  const label = options.label === undefined ? undefined : text(options.label, `${where}.label`);
  const periodSeconds = readPeriod(options.period ?? DEFAULT_PERIOD, `${where}.period`);
  const common = { id, label, returnData: options.visible !== false, periodSeconds };
  if (path.length === 0) {
    refuseOthers(where, options, ['expression', 'label', 'id', 'period', 'visible']);
    const expression = text(options.expression, `${where}.expression`);
    return { ...common, source: parseExpression(withMetrics(expression, entries, where), `${where}.expression`) };
  }
  refuseOthers(where, options, ['id', 'label', 'visible', 'period', 'stat']);
  const [namespace, name, ...pairs] = path;
  if (namespace === undefined || name === undefined || pairs.length % 2 === 1) {
    throw new Error(`${where}: ${path.join(', ')} is no namespace, name and dimensions.`);
  }
  // CDK writes each of them out.
  if (path.some((part) => /^\.+$/.test(part)))
    throw new NotPlayed(`${where}: "." for what stands above`, ['whole names']);
  const dimensions = Object.fromEntries(
    Array.from({ length: pairs.length / 2 }, (_, pair) => [pairs[2 * pair], pairs[2 * pair + 1]]),
  );
  const statistic = oneOf(options.stat, [...STATISTICS, MEDIAN], `${where}.stat`);
  return { ...common, source: { namespace, name, dimensions, statistic } };
}

// @claim documented: METRICS with a text stands for the metrics of the request, no expressions, whose ids contain the text.
// @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
function withMetrics(expression: string, entries: readonly Entry[], where: string): string {
  return expression.replace(/METRICS\("(\w+)"\)/g, (_, part: string) => {
    const ids = entries.filter(({ id, path }) => path.length > 0 && id.includes(part)).map(({ id }) => id);
    if (ids.length === 0) throw new Error(`${where}.expression: no metric has an id with "${part}" in it.`);
    return `[${ids.join(', ')}]`;
  });
}
