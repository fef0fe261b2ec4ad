import type { VirtualClock } from '../clock';
import { finiteNumber } from './refuse';
import { firstAtOrAfter } from './sorted';

/** One measured value. `at` is in milliseconds since the epoch. */
export interface Datum {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  readonly at: number;
}

export const STATISTICS = ['Sum', 'Average', 'Maximum', 'Minimum', 'SampleCount'] as const;
export type Statistic = (typeof STATISTICS)[number];

/** Periods that start in [`from`, `to`), `from` rounded down to a period's start. Times in milliseconds. */
export interface ValuesQuery {
  readonly namespace: string;
  readonly name: string;
  /** The exact set: a metric with one dimension more or less is another metric. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: Statistic;
  readonly periodSeconds: number;
  readonly from: number;
  readonly to: number;
  /** An instant at which a period starts; the epoch when left out. A sliding alarm window passes its own end. */
  readonly alignedTo?: number;
}

/** One period's statistic; `at` is the start of the period. */
export interface Value {
  readonly at: number;
  readonly value: number;
}

interface Stored {
  readonly at: number;
  readonly value: number;
  readonly visibleAt: number;
}

interface Bucket {
  readonly at: number;
  samples: number;
  sum: number;
  minimum: number;
  maximum: number;
}

/** The metric store: data as they were measured, read back as statistics per period. */
export class Metrics {
  private readonly series = new Map<string, Stored[]>();

  constructor(private readonly clock: VirtualClock) {}

  /**
   * Stores a datum. With `visibleAt` (milliseconds) nobody can read it before that instant: a publishing delay.
   * @throws when the value is not a finite number.
   */
  put(datum: Datum, options: { readonly visibleAt?: number } = {}): void {
    finiteNumber(datum.value, `The value of ${datum.namespace} ${datum.name}`);
    const key = keyOf(datum);
    const stored = { at: datum.at, value: datum.value, visibleAt: options.visibleAt ?? this.clock.now() };
    const series = this.series.get(key);
    if (series === undefined) this.series.set(key, [stored]);
    else series.splice(firstAtOrAfter(series, datum.at + 1), 0, stored);
  }

  /** The statistic of each period that has data visible now, oldest first; a period without data is absent. */
  values(query: ValuesQuery): Value[] {
    // @claim documented: A metric is identified by its namespace, name and exact set of dimensions; one set says nothing about another.
    // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html
    const series = this.series.get(keyOf(query)) ?? [];
    const startOf = periodStart(query.periodSeconds, query.alignedTo ?? 0);
    const now = this.clock.now();
    const buckets: Bucket[] = [];
    let bucket: Bucket | undefined;
    for (let index = firstAtOrAfter(series, startOf(query.from)); index < series.length; index++) {
      const datum = series[index];
      if (datum === undefined) break;
      if (datum.visibleAt > now) continue;
      // A simulated week comes by here tens of millions of times: nothing is rounded or made per datum.
      if (bucket === undefined || datum.at >= bucket.at + query.periodSeconds * 1000) {
        const at = startOf(datum.at);
        if (at >= query.to) break;
        bucket = { at, samples: 0, sum: 0, minimum: datum.value, maximum: datum.value };
        buckets.push(bucket);
      }
      add(bucket, datum.value);
    }
    return buckets.map((bucket) => ({ at: bucket.at, value: statisticOf(bucket, query.statistic) }));
  }
}

/** Rounds an instant down to the start of its period, periods counted from `origin`. */
export function periodStart(periodSeconds: number, origin: number): (at: number) => number {
  const period = periodSeconds * 1000;
  return (at) => origin + Math.floor((at - origin) / period) * period;
}

function keyOf(metric: Pick<Datum, 'namespace' | 'name' | 'dimensions'>): string {
  const dimensions = Object.entries(metric.dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([metric.namespace, metric.name, dimensions]);
}

function add(bucket: Bucket, value: number): void {
  bucket.samples++;
  bucket.sum += value;
  if (value < bucket.minimum) bucket.minimum = value;
  if (value > bucket.maximum) bucket.maximum = value;
}

function statisticOf(bucket: Bucket, statistic: Statistic): number {
  switch (statistic) {
    case 'Sum':
      return bucket.sum;
    case 'Average':
      return bucket.sum / bucket.samples;
    case 'Maximum':
      return bucket.maximum;
    case 'Minimum':
      return bucket.minimum;
    case 'SampleCount':
      return bucket.samples;
  }
}
