import Table from 'cli-table3';
import colours from 'picocolors';
import type { Standing } from './reaches';

const EDGES = ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'];
const LINES = ['left-mid', 'mid', 'mid-mid', 'right', 'right-mid'];
const NO_LINES = Object.fromEntries([...EDGES, ...LINES].map((name) => [name, '']));

/** A heading, what the reader must know beforehand, and rows; words stand in the first column, figures in the others. */
export function section(
  title: string,
  notes: readonly string[],
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const table = new Table({
    chars: { ...NO_LINES, left: '  ', middle: '  ' },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    head: head.map((text) => colours.dim(text)),
    colAligns: head.map((_, column) => (column === 0 ? 'left' : 'right')),
  });
  table.push(...rows.map((row) => [...row]));
  return [colours.bold(title), ...notes.map((line) => `  ${colours.dim(line)}`), '', table.toString()].join('\n');
}

const NOTHING = '–';
const figure = (value: number | null, words: (value: number) => string): string =>
  value === null ? NOTHING : words(value);

export const virtual = (value: number | null): string => figure(value, (n) => `${n.toFixed(1)} s`);
export const wall = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} s`;
export const milliseconds = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
/** Thousands of bytes, as AWS and esbuild count them. */
export const kilobytes = (value: number): string => `${(value / 1000).toFixed(value < 10_000 ? 1 : 0)} kB`;
export const times = (value: number | null): string => figure(value, (n) => `${n.toFixed(n < 10 ? 2 : 1)} ×`);
export const dollars = (value: number | null): string => figure(value, (n) => `$${n.toFixed(6)}`);
export const percent = (value: number | null): string => figure(value, (n) => `${Math.round(n * 100)} %`);
export const whole = (value: number | null): string => figure(value, (n) => n.toLocaleString('en-US'));

/** `ok` or `over` with what was asked, or a dash where nothing is. */
export function held(standing: Standing, asked = ''): string {
  if (standing === 'none') return NOTHING;
  const words = `${standing}${asked === '' ? '' : ` (${asked})`}`;
  return standing === 'ok' ? colours.green(words) : colours.red(words);
}
