import type { Point } from '../shared/metrics';

export type Trend =
  /** Rises steadily: more tasks only fill up, too. */
  | { readonly kind: 'leak'; readonly perMinute: number; readonly from: number; readonly to: number }
  /** The last value is far above what it was before. */
  | { readonly kind: 'spike'; readonly usual: number; readonly last: number }
  | { readonly kind: 'steady'; readonly lowest: number; readonly highest: number }
  | { readonly kind: 'too-little-data'; readonly points: number };

/** Points below which no trend is read into a series. */
export const FEWEST_POINTS = 15;
/** Percentage points a minute from which a rise counts: 80 % is then reached within hours, not days. */
export const LEAK_PER_MINUTE = 0.2;
/** Percentage points by which a rising series may fall back and still count as rising. */
const NOISE = 2;
/** Percentage points above the usual that make the last value a spike. */
const SPIKE = 20;

/**
 * How memory developed, in percent. A leak rises by 0.2 points a minute or more over the whole window, by at least half of
 * that in each half of it (a single step is no leak), and never falls back by more than 2 points or a tenth of its rise.
 * A spike is a last value 20 points above the median of the rest. Anything else is steady. A leak is looked for first.
 */
export function memoryTrend(points: readonly Point[]): Trend {
  if (points.length < FEWEST_POINTS) return { kind: 'too-little-data', points: points.length };
  const values = points.map(({ value }) => value);
  const last = values.at(-1) ?? 0;
  const usual = median(values.slice(0, -1));
  if (isLeak(points)) return { kind: 'leak', perMinute: slopePerMinute(points), from: values[0] ?? 0, to: last };
  if (last - usual >= SPIKE) return { kind: 'spike', usual, last };
  return { kind: 'steady', lowest: Math.min(...values), highest: Math.max(...values) };
}

function isLeak(points: readonly Point[]): boolean {
  const middle = Math.floor(points.length / 2);
  const halves = [points.slice(0, middle), points.slice(middle)];
  const values = points.map(({ value }) => value);
  const rise = Math.max(...values) - Math.min(...values);
  return (
    slopePerMinute(points) >= LEAK_PER_MINUTE &&
    halves.every((half) => slopePerMinute(half) >= LEAK_PER_MINUTE / 2) &&
    deepestFall(values) <= Math.max(NOISE, rise / 10)
  );
}

/** The slope of the straight line that fits best, by least squares. */
export function slopePerMinute(points: readonly Point[]): number {
  const meanAt = mean(points.map(({ at }) => at));
  const meanValue = mean(points.map(({ value }) => value));
  let covariance = 0;
  let variance = 0;
  for (const { at, value } of points) {
    const minutes = (at - meanAt) / 60_000;
    covariance += minutes * (value - meanValue);
    variance += minutes * minutes;
  }
  return variance === 0 ? 0 : covariance / variance;
}

/** How far a series ever fell below the highest value it had had. */
function deepestFall(values: readonly number[]): number {
  let highest = Number.NEGATIVE_INFINITY;
  let deepest = 0;
  for (const value of values) {
    highest = Math.max(highest, value);
    deepest = Math.max(deepest, highest - value);
  }
  return deepest;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
