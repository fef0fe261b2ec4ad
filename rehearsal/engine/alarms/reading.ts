import type { Alarm } from './definition';
import type { AlarmState } from './evaluate';
import type { MetricData, Metrics, Statistic } from './metrics';
import { CALENDAR_FIELDS } from './nodes';
import { seriesOf, timesOf } from './queries';

const CALENDAR = new RegExp(`\\b(${CALENDAR_FIELDS.join('|')})\\(`);

type Points = readonly (number | undefined)[];

const same = (points: Points, others: Points | undefined): boolean =>
  points.length === others?.length && points.every((value, index) => value === others[index]);

/**
 * Reads what one alarm watches. A simulated week judges some seventy alarms every minute, and most of them watch a metric
 * that has no data: those are not worked out again.
 */
export class Reading {
  private readonly sources: readonly { readonly metric: MetricData; readonly statistic: Statistic }[];
  /** Whether the points of an empty window are the same at any time of the day. */
  private readonly timeless: boolean;
  /** States that an empty window has been found to leave as they are. */
  private readonly unmoved = new Set<AlarmState>();
  /** What an expression was last worked out from, and its result: the same again where it does not ask for the time. */
  private last: { readonly under: readonly Points[]; readonly points: Points } | undefined;

  constructor(
    private readonly alarm: Alarm,
    private readonly metrics: Metrics,
  ) {
    this.sources = alarm.queries.flatMap(({ source }) =>
      'root' in source ? [] : [{ metric: metrics.of(source), statistic: source.statistic }],
    );
    this.timeless = !alarm.queries.some(({ source }) => 'root' in source && CALENDAR.test(source.text));
  }

  /** Whether the alarm cannot leave this state: its window is empty, and has left it there before. */
  leaves(state: AlarmState, from: number): boolean {
    return this.unmoved.has(state) && this.isEmpty(from);
  }

  /** An evaluation of the window that begins at `from` left the alarm in this state. */
  left(state: AlarmState, from: number): void {
    if (this.timeless && !this.unmoved.has(state) && this.isEmpty(from)) this.unmoved.add(state);
  }

  /** The value of each of the `count` periods from `from` on, undefined where a period has none. */
  points(from: number, count: number): Points {
    const { periodSeconds, source } = this.alarm.watched;
    const under = this.sources.map(({ metric, statistic }) =>
      this.metrics.points(metric, statistic, periodSeconds, from, count),
    );
    const [single] = under;
    if (single !== undefined && !('root' in source)) return single;
    const { last } = this;
    if (this.timeless && last && under.every((points, index) => same(points, last.under[index]))) return last.points;
    const points = this.calculated(from, count);
    this.last = { under, points };
    return points;
  }

  private calculated(from: number, count: number): Points {
    const { watched, queries } = this.alarm;
    const to = from + count * watched.periodSeconds * 1000;
    const window = { from, to, alignedTo: to };
    const series = seriesOf(watched.id, queries, this.metrics, window);
    return timesOf(watched.periodSeconds, window).map((at) => series.get(at));
  }

  /** Nothing was measured from `from` on, not even what cannot be read yet. */
  private isEmpty(from: number): boolean {
    return this.sources.every(({ metric: { data } }) => {
      const last = data[data.length - 1];
      return last === undefined || last.at < from;
    });
  }
}
