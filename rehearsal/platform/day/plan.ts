import { type Random, seeded } from '../../engine/random';
import type { Bounds, MarketDay } from '../session';

export type Product = 'INTRADAY' | 'DELIVERY';

/** One instrument bought and sold again, or the other way round. Prices in paise, instants in milliseconds. */
export interface RoundTrip {
  readonly symbol: string;
  readonly product: Product;
  /** 1: bought first; -1: sold first. */
  readonly direction: 1 | -1;
  readonly quantity: number;
  readonly entersAt: number;
  readonly entryPaise: number;
  /** Undefined: on the next trading day. */
  readonly exitsAt: number | undefined;
  readonly exitPaise: number;
}

/** NSE symbols and what a share of them costs, in paise. */
const INSTRUMENTS = [
  ['SBIN-EQ', 81_240],
  ['INFY-EQ', 152_600],
  ['RELIANCE-EQ', 138_450],
  ['HDFCBANK-EQ', 99_880],
  ['TCS-EQ', 310_500],
  ['ITC-EQ', 40_620],
] as const;

const TRIPS_AN_HOUR = { least: 3, most: 5 };
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Of the day's open time: positions for the day are closed before the broker would close them. */
const LAST_EXIT = 0.95;
const OVERNIGHT = 0.08;
const TICK_PAISE = 5;

/** What the strategies do on a day, if nothing keeps them from it: the same for the same seed and date. */
export function planOf(day: MarketDay, seed: number): RoundTrip[] {
  const random = seeded(seed + Math.floor(day.from / DAY_MS));
  const open = day.sessions.reduce((sum, { opens, closes }) => sum + closes - opens, 0);
  const hours = open / HOUR_MS;
  const { least, most } = TRIPS_AN_HOUR;
  const count = Math.max(1, Math.round(hours * (least + random() * (most - least))));
  return Array.from({ length: count }, () => roundTrip(day.sessions, open, random));
}

function roundTrip(sessions: readonly Bounds[], open: number, random: Random): RoundTrip {
  const [symbol, base] = INSTRUMENTS[Math.floor(random() * INSTRUMENTS.length)] ?? INSTRUMENTS[0];
  const overnight = random() < OVERNIGHT;
  const enters = random() * (LAST_EXIT - 0.05);
  const exits = enters + random() * (LAST_EXIT - enters);
  const entryPaise = tick(base * (1 + (random() - 0.5) * 0.02));
  return {
    symbol,
    product: overnight ? 'DELIVERY' : 'INTRADAY',
    // Shares that one does not have cannot be sold for delivery.
    direction: overnight || random() < 0.6 ? 1 : -1,
    quantity: 10 * (1 + Math.floor(random() * 10)),
    entersAt: within(sessions, enters * open),
    entryPaise,
    exitsAt: overnight ? undefined : within(sessions, exits * open),
    exitPaise: tick(entryPaise * (1 + (random() - 0.47) * 0.012)),
  };
}

/** The instant so many milliseconds of open time after the first opening. */
function within(sessions: readonly Bounds[], passed: number): number {
  let left = Math.floor(passed);
  for (const { opens, closes } of sessions) {
    if (left < closes - opens) return opens + left;
    left -= closes - opens;
  }
  return sessions.at(-1)?.closes ?? 0;
}

const tick = (paise: number): number => Math.round(paise / TICK_PAISE) * TICK_PAISE;
