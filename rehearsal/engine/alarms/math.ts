import type { Expression } from './expression';
import type { CalendarField, ListFunction, Node, Operator } from './nodes';

/** A time series: start of the period (milliseconds) to value; a period without data is absent. */
export type Series = ReadonlyMap<number, number>;

type SeriesOf = (id: string) => Series;

/**
 * Works out an expression.
 * @param times the start of every period asked for, oldest first: what FILL fills and HOUR, MINUTE and DAY count.
 * @param seriesOf the series behind an id, on the same periods.
 */
export function calculate(expression: Expression, times: readonly number[], seriesOf: SeriesOf): Series {
  return asSeries(resultOf(expression.root, times, seriesOf));
}

function resultOf(node: Node, times: readonly number[], seriesOf: SeriesOf): number | Series {
  switch (node.kind) {
    case 'number':
      return node.value;
    case 'metric':
      return seriesOf(node.id);
    case 'negative':
      return operate('-', 0, resultOf(node.of, times, seriesOf), times);
    case 'operation': {
      const left = resultOf(node.left, times, seriesOf);
      return operate(node.operator, left, resultOf(node.right, times, seriesOf), times);
    }
    case 'if': {
      const condition = resultOf(node.condition, times, seriesOf);
      const then = resultOf(node.then, times, seriesOf);
      return choose(condition, then, node.otherwise && resultOf(node.otherwise, times, seriesOf));
    }
    case 'over':
      return over(
        node.function,
        node.of.map((inner) => asSeries(resultOf(inner, times, seriesOf))),
        times,
      );
    case 'calendar':
      // @claim documented: HOUR, MINUTE and DAY give a value for every period of the series' range, whether or not it has data there.
      // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
      return new Map(times.map((at) => [at, calendar(node.field, at)]));
    case 'fill': {
      const filler = node.filler === 'REPEAT' ? undefined : asNumber(resultOf(node.filler, times, seriesOf));
      return fill(asSeries(resultOf(node.of, times, seriesOf)), filler, times);
    }
  }
}

function operate(
  operator: Operator,
  left: number | Series,
  right: number | Series,
  times: readonly number[],
): number | Series {
  // @claim documented: In arithmetic, and in comparisons where only one of two series has a value, the missing one counts as 0; a division by zero drops the point.
  // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
  // @claim assumed: A point where none of the series in an operation has a value stays without one; a number alone makes no points.
  // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
  if (typeof left === 'number' && typeof right === 'number') return apply(operator, left, right);
  const result = new Map<number, number>();
  for (const at of times) {
    if (!hasPoint(left, at) && !hasPoint(right, at)) continue;
    const value = apply(operator, pointOf(left, at), pointOf(right, at));
    if (Number.isFinite(value)) result.set(at, value);
  }
  return result;
}

function apply(operator: Operator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '==':
      return Number(left === right);
    case '!=':
      return Number(left !== right);
    case '<':
      return Number(left < right);
    case '<=':
      return Number(left <= right);
    case '>':
      return Number(left > right);
    case '>=':
      return Number(left >= right);
    case 'AND':
      return Number(left !== 0 && right !== 0);
    case 'OR':
      return Number(left !== 0 || right !== 0);
  }
}

function choose(
  condition: number | Series,
  then: number | Series,
  otherwise: number | Series | undefined,
): number | Series {
  if (typeof condition === 'number') return (condition !== 0 ? then : otherwise) ?? new Map();
  // @claim documented: IF with a true condition gives 0 where its second argument has no point, and drops a point where the condition is missing, or is false and the third argument is missing.
  // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
  const result = new Map<number, number>();
  for (const [at, test] of condition) {
    const value = test !== 0 ? pointOf(then, at) : typeof otherwise === 'number' ? otherwise : otherwise?.get(at);
    if (value !== undefined) result.set(at, value);
  }
  return result;
}

function over(name: ListFunction, all: readonly Series[], times: readonly number[]): Series {
  // @claim documented: MAX and SUM of a list of series give one series, point by point.
  // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
  // @claim assumed: A series without a point plays no part in MAX and SUM of that period; where none has one, the result has none.
  // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html (says so of no missing point but of AVG)
  const result = new Map<number, number>();
  for (const at of times) {
    const values = all.flatMap((series) => series.get(at) ?? []);
    if (values.length === 0) continue;
    result.set(at, name === 'MAX' ? Math.max(...values) : values.reduce((sum, value) => sum + value, 0));
  }
  return result;
}

/** Fills gaps with `filler`, or with the last value before the gap when there is no filler. */
function fill(series: Series, filler: number | undefined, times: readonly number[]): Series {
  // @claim documented: FILL gives every period without data the filler, the newest one too: where data come late an alarm always sees the filler in its newest period and can be stuck, unless it is an M out of N alarm.
  // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
  // @claim assumed: FILL fills the range that is read and nothing beyond it, also where the metric has no point in that range.
  // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
  // @claim assumed: FILL with REPEAT repeats the last value within the range read, and leaves a gap at its beginning unfilled.
  // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
  const result = new Map<number, number>();
  let last = filler;
  for (const at of times) {
    const own = series.get(at);
    if (own !== undefined && filler === undefined) last = own;
    const value = own ?? last;
    if (value !== undefined) result.set(at, value);
  }
  return result;
}

function calendar(field: CalendarField, at: number): number {
  const date = new Date(at);
  if (field === 'HOUR') return date.getUTCHours();
  if (field === 'MINUTE') return date.getUTCMinutes();
  // @claim documented: DAY numbers the days of the week 1 (Monday) to 7 (Sunday), HOUR runs from 0 to 23; both are in UTC.
  // @source https://aws.amazon.com/blogs/mt/enhance-cloudwatch-metrics-with-metric-math-functions/
  return date.getUTCDay() || 7;
}

function hasPoint(value: number | Series, at: number): boolean {
  return typeof value !== 'number' && value.has(at);
}

function pointOf(value: number | Series, at: number): number {
  return typeof value === 'number' ? value : (value.get(at) ?? 0);
}

/** The parser lets only series through where a series is needed, and only numbers where a number is. */
function asSeries(value: number | Series): Series {
  return typeof value === 'number' ? new Map() : value;
}

function asNumber(value: number | Series): number {
  return typeof value === 'number' ? value : Number.NaN;
}
