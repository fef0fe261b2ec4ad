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

/** The percentile that is played: no alarm reads it, and boards do. */
export const MEDIAN = 'p50';
export type StatisticOrMedian = Statistic | typeof MEDIAN;

/** Periods that start in [`from`, `to`), `from` rounded down to a period's start. Times in milliseconds. */
export interface ValuesQuery {
  readonly namespace: string;
  readonly name: string;
  /** The exact set: a metric with one dimension more or less is another metric. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: StatisticOrMedian;
  readonly periodSeconds: number;
  readonly from: number;
  readonly to: number;
  /** An instant at which a period starts; the epoch when left out. A sliding alarm window passes its own end. */
  readonly alignedTo?: number;
  /** Data that can be seen at this instant; those that can be seen now when left out. */
  readonly asOf?: number;
}

/** One period's statistic; `at` is the start of the period. */
export interface Value {
  readonly at: number;
  readonly value: number;
}

/** One metric's data, for a reader who comes again and again. */
export interface MetricData {
  /** As they were measured, oldest first. */
  readonly data: readonly Stored[];
}

interface Stored {
  readonly at: number;
  readonly value: number;
  readonly visibleAt: number;
}

interface Series extends MetricData {
  readonly dimensions: readonly (readonly [string, string])[];
  readonly data: Stored[];
}

interface Bucket {
  at: number;
  samples: number;
  sum: number;
  minimum: number;
  maximum: number;
  /** Each of them, where a percentile is asked for. */
  values?: number[];
}

/** The metric store: data as they were measured, read back as statistics per period. */
export class Metrics {
  /** By namespace and then name. Looked up for every datum: no key is made of text. */
  private readonly series = new Map<string, Map<string, Series[]>>();

  constructor(private readonly clock: VirtualClock) {}

  /**
   * Stores a datum. With `visibleAt` (milliseconds) nobody can read it before that instant: a publishing delay.
   * @throws when the value is not a finite number.
   */
  put(datum: Datum, options: { readonly visibleAt?: number } = {}): void {
    if (!Number.isFinite(datum.value)) finiteNumber(datum.value, `The value of ${datum.namespace} ${datum.name}`);
    const { data } = this.find(datum);
    const stored = { at: datum.at, value: datum.value, visibleAt: options.visibleAt ?? this.clock.now() };
    const last = data.at(-1);
    if (last === undefined || last.at <= datum.at) data.push(stored);
    else data.splice(firstAtOrAfter(data, datum.at + 1), 0, stored);
  }

  /** The data of a metric, those to come too. */
  of(metric: Pick<Datum, 'namespace' | 'name' | 'dimensions'>): MetricData {
    return this.find(metric);
  }

  /** The statistic of each period that has data visible now, oldest first; a period without data is absent. */
  values(query: ValuesQuery): Value[] {
    const { data } = this.find(query);
    const startOf = periodStart(query.periodSeconds, query.alignedTo ?? 0);
    const now = query.asOf ?? this.clock.now();
    const buckets: Bucket[] = [];
    let bucket: Bucket | undefined;
    for (let index = firstAtOrAfter(data, startOf(query.from)); index < data.length; index++) {
      const datum = data[index];
      if (datum === undefined) break;
      if (datum.visibleAt > now) continue;
      // A simulated week comes by here tens of millions of times: nothing is rounded or made per datum.
      if (bucket === undefined || datum.at >= bucket.at + query.periodSeconds * 1000) {
        const at = startOf(datum.at);
        if (at >= query.to) break;
        bucket = emptyBucket(at);
        if (query.statistic === MEDIAN) bucket.values = [];
        buckets.push(bucket);
      }
      add(bucket, datum.value);
      bucket.values?.push(datum.value);
    }
    return buckets.map((bucket) => ({ at: bucket.at, value: statisticOf(bucket, query.statistic) }));
  }

  /**
   * The same as an array with an entry for each period, undefined where it has no data: what an alarm reads each minute.
   * @param from the start of the first period, in milliseconds; @param count how many periods.
   */
  points(
    { data }: MetricData,
    statistic: Statistic,
    periodSeconds: number,
    from: number,
    count: number,
  ): (number | undefined)[] {
    const points = new Array<number | undefined>(count).fill(undefined);
    const period = periodSeconds * 1000;
    const now = this.clock.now();
    const bucket = emptyBucket(from - period);
    for (let index = firstAtOrAfter(data, from); index < data.length; index++) {
      const datum = data[index];
      if (datum === undefined || datum.at >= from + count * period) break;
      if (datum.visibleAt > now) continue;
      if (datum.at >= bucket.at + period) restart(bucket, from + Math.floor((datum.at - from) / period) * period);
      add(bucket, datum.value);
      points[(bucket.at - from) / period] = statisticOf(bucket, statistic);
    }
    return points;
  }

  // @claim documented: A metric is identified by its namespace, name and exact set of dimensions; one set says nothing about another.
  // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html
  private find({ namespace, name, dimensions }: Pick<Datum, 'namespace' | 'name' | 'dimensions'>): Series {
    const named = this.series.get(namespace)?.get(name);
    const known = named?.find((one) => hasDimensions(one, dimensions));
    if (known !== undefined) return known;
    const made: Series = { dimensions: Object.entries(dimensions), data: [] };
    if (named !== undefined) named.push(made);
    else {
      const names = this.series.get(namespace) ?? new Map<string, Series[]>();
      this.series.set(namespace, names.set(name, [made]));
    }
    return made;
  }
}

/** Rounds an instant down to the start of its period, periods counted from `origin`. */
export function periodStart(periodSeconds: number, origin: number): (at: number) => number {
  const period = periodSeconds * 1000;
  return (at) => origin + Math.floor((at - origin) / period) * period;
}

function hasDimensions({ dimensions }: Series, wanted: Readonly<Record<string, string>>): boolean {
  let count = 0;
  for (const _ in wanted) count++;
  return dimensions.length === count && dimensions.every(([name, value]) => wanted[name] === value);
}

const emptyBucket = (at: number): Bucket => ({
  at,
  samples: 0,
  sum: 0,
  minimum: Number.POSITIVE_INFINITY,
  maximum: Number.NEGATIVE_INFINITY,
});

/** One bucket serves a whole reading: none is made per period. */
function restart(bucket: Bucket, at: number): void {
  bucket.at = at;
  bucket.samples = 0;
  bucket.sum = 0;
  bucket.minimum = Number.POSITIVE_INFINITY;
  bucket.maximum = Number.NEGATIVE_INFINITY;
}

function add(bucket: Bucket, value: number): void {
  bucket.samples++;
  bucket.sum += value;
  if (value < bucket.minimum) bucket.minimum = value;
  if (value > bucket.maximum) bucket.maximum = value;
}

function statisticOf(bucket: Bucket, statistic: StatisticOrMedian): number {
  switch (statistic) {
    case MEDIAN:
      return median(bucket.values ?? []);
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

// @claim assumed: The percentile p50 is the middle value, or the mean of the two in the middle; CloudWatch says that it is the value below which half of them lie, and not how it is worked out.
// @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (upper + lower) / 2;
}
