import * as v from 'valibot';
import { type Instant, instantOf, isDate } from './time';

/** Whole and finite: what JSON can write beyond that (1e999) is no number anybody meant. */
const count = v.pipe(
  v.number(),
  v.safeInteger('Expected a whole number'),
  v.minValue(0, 'Expected a whole number, 0 or more'),
);
const amount = v.pipe(v.number(), v.finite('Expected a finite number'));

const asOf = v.pipe(
  v.string(),
  v.check(
    (text) => instantOf(text as Instant) !== undefined,
    'Expected an instant that exists, like 2026-11-20T10:31:00Z',
  ),
);
const date = v.pipe(v.string(), v.check(isDate, 'Expected a date that exists, like 2026-11-20'));

const code = (example: string) =>
  v.pipe(v.string(), v.regex(/^[A-Z][A-Z0-9_]{1,29}$/, `Expected capital letters, digits and _, like ${example}`));

/** What is written into a table a line each: one line of text. */
const line = v.pipe(
  v.string(),
  v.minLength(1, 'Expected some text'),
  v.maxLength(200, 'Expected 200 characters or less'),
  v.regex(/^\P{Cc}*$/u, 'Expected text without control characters'),
);

/** What the trading service traded in one day. Amounts are in `currency`; a loss is below 0. */
export const TradesAndProfit = v.object({
  asOf,
  date,
  trades: count,
  realisedProfit: amount,
  openPositions: count,
  currency: v.pipe(v.string(), v.regex(/^[A-Z]{3}$/, 'Expected a currency of three letters, like INR')),
  /** Whether nothing of it changes any more. */
  final: v.boolean(),
});
export type TradesAndProfit = v.InferOutput<typeof TradesAndProfit>;

const Position = v.object({
  exchange: code('NSE'),
  symbol: line,
  /** The number by which the broker knows the instrument (`symboltoken`). */
  token: v.optional(line),
  product: code('INTRADAY'),
  /** Below 0 for a short position; 0 for one that has been closed. */
  netQuantity: v.pipe(v.number(), v.safeInteger('Expected a whole number')),
  averagePrice: v.pipe(amount, v.minValue(0, 'Expected 0 or more')),
});
export type Position = v.InferOutput<typeof Position>;

/** Every position at one instant. `[]` is no position; `null` says nothing, and is refused. */
export const Positions = v.object({ asOf, positions: v.array(Position) });
export type Positions = v.InferOutput<typeof Positions>;

const ExportedFile = v.object({
  key: line,
  bytes: count,
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-fA-F]{64}$/, 'Expected 64 hexadecimal digits')),
});
export type ExportedFile = v.InferOutput<typeof ExportedFile>;

/** The files that were exported of one day. */
export const ExportManifest = v.object({ asOf, date, files: v.array(ExportedFile) });
export type ExportManifest = v.InferOutput<typeof ExportManifest>;
