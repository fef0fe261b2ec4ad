import { type Html, html } from '../shared/html';
import type { Point } from '../shared/metrics';
import { clockTime } from '../shared/wording';

/** A metric over a window, and where its alarm draws the line. */
export interface Series {
  readonly label: string;
  /** Oldest first. */
  readonly points: readonly Point[];
  /** Milliseconds since the epoch, both. */
  readonly from: number;
  readonly to: number;
  readonly periodSeconds: number;
  readonly threshold?: number;
  /** When the alarm changed state, in milliseconds since the epoch. */
  readonly since: number;
}

/** One unit is a pixel on a phone. */
const WIDTH = 328;
const HEIGHT = 168;
const LEFT = 46;
const RIGHT = 6;
const TOP = 16;
const BOTTOM = 24;
/** Text of 12 pixels needs as much. */
const LINE_HEIGHT = 14;

/** Draws the metric's points, its alarm's threshold, its highest and lowest value, and the time in India. */
export function picture(series: Series): Html {
  const { points, from, to, threshold, since } = series;
  const values = [...points.map(({ value }) => value), ...(threshold === undefined ? [] : [threshold])];
  const [bottom, top] = rangeOf(values);
  const x = (at: number): number => round(LEFT + ((at - from) / (to - from)) * (WIDTH - LEFT - RIGHT));
  const y = (value: number): number => round(TOP + ((top - value) / (top - bottom)) * (HEIGHT - TOP - BOTTOM));
  const floor = HEIGHT - BOTTOM;
  const end = WIDTH - RIGHT;
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${inWords(series)}">
<line class="frame" x1="${LEFT}" y1="${floor}" x2="${end}" y2="${floor}"/>
<line class="frame" x1="${LEFT}" y1="${TOP}" x2="${LEFT}" y2="${floor}"/>
${valueLabels(points, y)}
${since > from && since < to && html`<line class="since" x1="${x(since)}" y1="${TOP}" x2="${x(since)}" y2="${floor}"/>`}
${stretches(series).map((stretch) =>
  stretch.length === 1
    ? stretch.map(({ at, value }) => html`<circle class="point" cx="${x(at)}" cy="${y(value)}" r="3"/>`)
    : html`<polyline class="data" points="${stretch.map(({ at, value }) => `${x(at)},${y(value)}`).join(' ')}"/>`,
)}
${threshold !== undefined && thresholdLine(threshold, y(threshold), end)}
${timeLabels(from, to, x)}
</svg>`;
}

/** The picture as one sentence: for who cannot see it, and for who wants the numbers. */
export function inWords({ label, points, from, to, threshold }: Series): string {
  const window = `${hourAndMinute(from)} to ${hourAndMinute(to)} IST`;
  const limit = threshold === undefined ? '' : `, threshold ${figure(threshold)}`;
  const [highest, lowest] = extremes(points);
  if (highest === undefined || lowest === undefined) return `${label}, ${window}: no data${limit}.`;
  const last = points.at(-1)?.value ?? 0;
  return `${label}, ${window}: highest ${figure(highest)}, lowest ${figure(lowest)}, last ${figure(last)}${limit}.`;
}

/** `0.25`, `97.3`, `1.2 k`, `5.37 G`. */
export function figure(value: number): string {
  const sizes: readonly [number, string][] = [
    [1e12, ' T'],
    [1e9, ' G'],
    [1e6, ' M'],
    [1e4, ' k'],
  ];
  const [size, unit] = sizes.find(([least]) => Math.abs(value) >= least) ?? [1, ''];
  const divisor = unit === ' k' ? 1e3 : size;
  return `${Number((value / divisor).toPrecision(unit === '' && Math.abs(value) >= 1000 ? 4 : 3))}${unit}`;
}

/** Zero is in the picture: what is small must look small. Something flat still has a height. */
function rangeOf(values: readonly number[]): [number, number] {
  const bottom = Math.min(0, ...values);
  const top = Math.max(0, ...values);
  return top === bottom ? [bottom, bottom + 1] : [bottom, top];
}

function extremes(points: readonly Point[]): [number, number] | [undefined, undefined] {
  if (points.length === 0) return [undefined, undefined];
  const values = points.map(({ value }) => value);
  return [Math.max(...values), Math.min(...values)];
}

/** Minutes without data are a gap: a line across them would be made up. */
function stretches({ points, periodSeconds }: Series): Point[][] {
  const all: Point[][] = [];
  for (const point of points) {
    const last = all.at(-1)?.at(-1);
    if (last && point.at - last.at <= periodSeconds * 1500) all.at(-1)?.push(point);
    else all.push([point]);
  }
  return all;
}

/** The highest and the lowest value, unless they would stand on each other. */
function valueLabels(points: readonly Point[], y: (value: number) => number): Html[] {
  const [highest, lowest] = extremes(points);
  if (highest === undefined || lowest === undefined) return [];
  const both = y(lowest) - y(highest) >= LINE_HEIGHT ? [highest, lowest] : [highest];
  return both.map((value) => html`<text x="${LEFT - 5}" y="${y(value) + 4}" text-anchor="end">${figure(value)}</text>`);
}

/** Its label stands above the line, where there is room. */
function thresholdLine(threshold: number, at: number, end: number): Html {
  const label = at - 5 < LINE_HEIGHT - 2 ? at + LINE_HEIGHT : at - 5;
  return html`<line class="threshold" x1="${LEFT}" y1="${at}" x2="${end}" y2="${at}"/>
<text class="over" x="${end}" y="${label}" text-anchor="end">threshold ${figure(threshold)}</text>`;
}

function timeLabels(from: number, to: number, x: (at: number) => number): Html[] {
  const labels = [
    { at: from, anchor: 'start', says: hourAndMinute(from) },
    { at: (from + to) / 2, anchor: 'middle', says: hourAndMinute((from + to) / 2) },
    { at: to, anchor: 'end', says: `${hourAndMinute(to)} IST` },
  ];
  return labels.map(
    ({ at, anchor, says }) => html`<text x="${x(at)}" y="${HEIGHT - 7}" text-anchor="${anchor}">${says}</text>`,
  );
}

/** `10:02`. */
const hourAndMinute = (at: number): string => clockTime(at).slice(0, 5);
const round = (pixels: number): number => Math.round(pixels * 10) / 10;
