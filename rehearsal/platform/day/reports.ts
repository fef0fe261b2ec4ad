import { createHash } from 'node:crypto';
import type { Position, Trade } from './book';

/** Everything here is traded on one exchange, in one currency. */
export const EXCHANGE = 'NSE';
const CURRENCY = 'INR';

/** NSE's numbers of the instruments. */
const TOKENS: Readonly<Record<string, string>> = {
  'SBIN-EQ': '3045',
  'INFY-EQ': '1594',
  'RELIANCE-EQ': '2885',
  'HDFCBANK-EQ': '1333',
  'TCS-EQ': '11536',
  'ITC-EQ': '1660',
  'WIPRO-EQ': '3787',
};

/** @throws for a symbol that nobody trades here. */
export function tokenOf(symbol: string): string {
  const token = TOKENS[symbol];
  if (token === undefined) throw new Error(`There is no number of ${symbol}.`);
  return token;
}

export interface Figures {
  readonly trades: number;
  readonly realisedProfit: number;
  readonly openPositions: number;
}

/** A file that is exported. */
export interface ExportedFile {
  readonly key: string;
  readonly body: string;
}

const rupees = (paise: number): number => paise / 100;
const money = (paise: number): string => rupees(paise).toFixed(2);
const iso = (at: number): string => new Date(at).toISOString();
const csv = (rows: readonly (readonly (string | number)[])[]): string =>
  rows.map((row) => `${row.join(',')}\n`).join('');

export const figuresOf = (trades: readonly Trade[], positions: readonly Position[]): Figures => ({
  trades: trades.length,
  realisedProfit: rupees(trades.reduce((sum, { profitPaise }) => sum + profitPaise, 0)),
  openPositions: positions.length,
});

/** The signal of trades and profit, as its contract has it. @param asOf milliseconds since the epoch. */
export const performanceJson = (asOf: number, date: string, figures: Figures, final: boolean): string =>
  JSON.stringify({ asOf: iso(asOf), date, ...figures, currency: CURRENCY, final });

/** The signal of the positions. */
export const positionsJson = (asOf: number, positions: readonly Position[] | null): string =>
  JSON.stringify({
    asOf: iso(asOf),
    positions:
      positions?.map(({ symbol, product, netQuantity, averagePaise }) => ({
        exchange: EXCHANGE,
        symbol,
        token: tokenOf(symbol),
        product,
        netQuantity,
        averagePrice: rupees(averagePaise),
      })) ?? null,
  });

export const tradesCsv = (date: string, trades: readonly Trade[]): string =>
  csv([
    ['executed_at', 'trade_id', 'exchange', 'symbol', 'product', 'side', 'quantity', 'price', 'realised_profit'],
    ...trades.map(({ at, symbol, product, side, quantity, pricePaise, profitPaise }, number) => [
      iso(at),
      `${date.replaceAll('-', '')}-${number + 1}`,
      EXCHANGE,
      symbol,
      product,
      side,
      quantity,
      money(pricePaise),
      money(profitPaise),
    ]),
  ]);

export const positionsCsv = (positions: readonly Position[]): string =>
  csv([
    ['exchange', 'symbol', 'product', 'net_quantity', 'average_price'],
    ...positions.map(({ symbol, product, netQuantity, averagePaise }) => [
      EXCHANGE,
      symbol,
      product,
      netQuantity,
      money(averagePaise),
    ]),
  ]);

/** The signal of what has been exported, true to the bytes. */
export const manifestJson = (asOf: number, date: string, files: readonly ExportedFile[]): string =>
  JSON.stringify({
    asOf: iso(asOf),
    date,
    files: files.map(({ key, body }) => ({
      key,
      bytes: Buffer.byteLength(body),
      sha256: createHash('sha256').update(body).digest('hex'),
    })),
  });
