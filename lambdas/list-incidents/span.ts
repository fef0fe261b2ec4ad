const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** What a span of time looks like, for errors. */
export const SPANS = 'a span like 10m, 2h or 14d';

/** Milliseconds of `30s`, `10m`, `2h`, `14d`; undefined for anything else, and for no time at all. */
export function spanOf(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text.trim()) ?? [];
  if (count === undefined || Number(count) === 0) return undefined;
  return Number(count) * UNITS[unit as keyof typeof UNITS];
}
