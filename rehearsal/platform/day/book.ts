import type { MarketDay } from '../session';
import { type Product, planOf, type RoundTrip } from './plan';

/** An order that was executed. */
export interface Trade {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly symbol: string;
  readonly product: Product;
  readonly side: 'BUY' | 'SELL';
  readonly quantity: number;
  readonly pricePaise: number;
  /** What it realised; 0 for one that opened a position. */
  readonly profitPaise: number;
}

export interface Position {
  readonly symbol: string;
  readonly product: Product;
  readonly netQuantity: number;
  readonly averagePaise: number;
}

/** The first instant in a span at which orders were answered, or undefined. */
export type FirstServing = (from: number, to: number) => number | undefined;

interface Exit {
  readonly trip: RoundTrip;
  readonly at: number;
}

const HALF_AN_HOUR_MS = 1_800_000;

/**
 * What the trading service has traded today and holds now. A strategy that wants to enter while orders are not answered
 * does not; one that wants to leave then does so when they are answered again, or on the next trading day.
 */
export class Book {
  private day: MarketDay | undefined;
  private entries: RoundTrip[] = [];
  private exits: Exit[] = [];
  private done: Trade[] = [];

  constructor(
    private readonly seed: number,
    private readonly firstServing: FirstServing,
  ) {}

  get date(): string | undefined {
    return this.day?.date;
  }

  /** A trading day begins: what is still held is sold in its first half hour. */
  open(day: MarketDay): void {
    this.day = day;
    this.done = [];
    this.entries = planOf(day, this.seed).sort((one, other) => one.entersAt - other.entersAt);
    const first = day.sessions[0]?.opens ?? day.from;
    this.exits = this.exits.map(({ trip }, number) => ({
      trip,
      at: first + Math.floor((HALF_AN_HOUR_MS * (number + 1)) / (this.exits.length + 1)),
    }));
  }

  /** Time has come to an instant. */
  advance(to: number): void {
    while ((this.entries[0]?.entersAt ?? Number.POSITIVE_INFINITY) <= to) this.enter(this.entries.shift() as RoundTrip);
    const over: Exit[] = [];
    for (const exit of this.exits) {
      const at = exit.at <= to ? this.leavesAt(exit.at, to) : undefined;
      if (at === undefined) continue;
      over.push(exit);
      this.record(exit.trip, at, 'exit');
    }
    this.exits = this.exits.filter((exit) => !over.includes(exit));
  }

  /** Of today, in the order they happened. */
  get trades(): readonly Trade[] {
    return [...this.done].sort((one, other) => one.at - other.at);
  }

  /** By symbol and product, as the broker sums them up. */
  get positions(): readonly Position[] {
    const groups = new Map<string, RoundTrip[]>();
    for (const { trip } of this.exits) {
      const key = `${trip.symbol} ${trip.product}`;
      groups.set(key, [...(groups.get(key) ?? []), trip]);
    }
    return [...groups.keys()].sort().flatMap((key) => positionOf(groups.get(key) ?? []));
  }

  /** Closes what is held of one instrument in one product. @param at milliseconds since the epoch. */
  close({ symbol, product }: Pick<Position, 'symbol' | 'product'>, at: number): void {
    const over = this.exits.filter(({ trip }) => trip.symbol === symbol && trip.product === product);
    for (const { trip } of over) this.record(trip, at, 'exit');
    this.exits = this.exits.filter((exit) => !over.includes(exit));
  }

  private enter(trip: RoundTrip): void {
    if (this.firstServing(trip.entersAt, trip.entersAt) === undefined) return;
    this.record(trip, trip.entersAt, 'entry');
    this.exits.push({ trip, at: trip.exitsAt ?? Number.POSITIVE_INFINITY });
  }

  /** When an exit that was due is made: in one of the sessions, while orders are answered. */
  private leavesAt(due: number, to: number): number | undefined {
    for (const { opens, closes } of this.day?.sessions ?? []) {
      const from = Math.max(due, opens);
      const until = Math.min(to, closes - 1);
      const found = from <= until ? this.firstServing(from, until) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private record(trip: RoundTrip, at: number, what: 'entry' | 'exit'): void {
    const { symbol, product, quantity, direction, entryPaise, exitPaise } = trip;
    const buys = (what === 'entry') === (direction === 1);
    this.done.push({
      at,
      symbol,
      product,
      side: buys ? 'BUY' : 'SELL',
      quantity,
      pricePaise: what === 'entry' ? entryPaise : exitPaise,
      profitPaise: what === 'entry' ? 0 : direction * (exitPaise - entryPaise) * quantity,
    });
  }
}

/** None where what was bought and what was sold are as much. */
function positionOf(trips: readonly RoundTrip[]): Position[] {
  const netQuantity = trips.reduce((sum, { direction, quantity }) => sum + direction * quantity, 0);
  const net = trips.filter(({ direction }) => direction === Math.sign(netQuantity));
  const [first] = net;
  if (first === undefined) return [];
  const shares = net.reduce((sum, { quantity }) => sum + quantity, 0);
  const cost = net.reduce((sum, { quantity, entryPaise }) => sum + quantity * entryPaise, 0);
  return [{ symbol: first.symbol, product: first.product, netQuantity, averagePaise: Math.round(cost / shares) }];
}
