import type { Metrics } from '../alarms/metrics';
import { seriesOf } from '../alarms/queries';
import type { Board, MetricWidget } from './board';
import type { BoardLine } from './lines';

/** A line of a graph, or a number, that has data. */
export interface ShownLine {
  /** Title of the widget. */
  readonly widget: string;
  readonly line: string;
  /** One a period that has data, oldest first; of a number one. */
  readonly values: readonly number[];
}

/**
 * What somebody sees who opens the board on that time, in milliseconds since the epoch, once everything that was
 * measured in it has arrived.
 */
export function show(
  { widgets }: Board,
  metrics: Metrics,
  { from, to }: { readonly from: number; readonly to: number },
): readonly ShownLine[] {
  return widgets
    .filter((widget): widget is MetricWidget => widget.kind === 'metrics')
    .flatMap(({ title, view, queries }) => {
      const read = view === 'number' ? queries.map((query) => over(query, from, to)) : queries;
      return read
        .filter(({ returnData }) => returnData)
        .flatMap(({ id, label }) => {
          const window = { from, to, alignedTo: view === 'number' ? from : 0, asOf: Number.POSITIVE_INFINITY };
          const values = [...seriesOf(id, read, metrics, window)].sort(([a], [b]) => a - b).map(([, value]) => value);
          return values.length === 0 ? [] : [{ widget: title, line: label ?? id, values }];
        });
    });
}

/** The same over one period: the whole time. */
const over = (query: BoardLine, from: number, to: number): BoardLine => ({
  ...query,
  periodSeconds: (to - from) / 1000,
});
