import { createHash } from 'node:crypto';
import { type System, type SystemOptions, system, TELLING } from './system';

export const POSITIONS = 'status/positions.json';
/** 20 November 2026, a Friday. */
export const FRIDAY = '2026-11-20';

/** In India, which is 5:30 ahead of UTC all year. */
export const at = (text: string): number => Date.parse(`${text}:00+05:30`);

/** A system that tells of its day, from an instant on. */
export const telling = (from: string, more: SystemOptions = {}): System =>
  system({ description: TELLING, startsAt: at(from), ...more });

/** Lets it work until an instant, by India's clock. */
export const until = (seen: System, text: string): void => seen.pass((at(text) - seen.clock.now()) / 1000);

export interface Performance {
  readonly asOf: string;
  readonly date: string;
  readonly trades: number;
  readonly realisedProfit: number;
  readonly openPositions: number;
  readonly currency: string;
  readonly final: boolean;
}

export interface Positions {
  readonly asOf: string;
  readonly positions: readonly { symbol: string; netQuantity: number; averagePrice: number; product: string }[] | null;
}

export interface Manifest {
  readonly asOf: string;
  readonly date: string;
  readonly files: readonly { readonly key: string; readonly bytes: number; readonly sha256: string }[];
}

export const report = (date: string, file: string): string => `reports/daily/${date}/${file}`;
export const performanceOf = (seen: System, date = FRIDAY): Performance | null =>
  JSON.parse(seen.wrote(report(date, 'performance.json')) ?? 'null');
export const positionsOf = (seen: System): Positions => JSON.parse(seen.wrote(POSITIONS) ?? 'null');
export const manifestOf = (seen: System, date = FRIDAY): Manifest | null =>
  JSON.parse(seen.wrote(report(date, 'manifest.json')) ?? 'null');

/** The rows of a file that was exported, by the names in its first line. */
export function rowsOf(seen: System, file: string, date = FRIDAY): Record<string, string>[] {
  const [head = '', ...lines] = (seen.wrote(report(date, file)) ?? '').trimEnd().split('\n');
  const names = head.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, column) => [names[column], value])));
}

/** Files that are not as the manifest says. */
export const untrue = (seen: System, manifest: Manifest | null): string[] =>
  (manifest?.files ?? []).flatMap(({ key, bytes, sha256 }) => {
    const body = seen.wrote(key) ?? '';
    const same = Buffer.byteLength(body) === bytes && createHash('sha256').update(body).digest('hex') === sha256;
    return same ? [] : [key];
  });
