import { attention, type ItemAnswer, ok } from '../shared/checklist/item';
import {
  answerUnread,
  type DayFigures,
  dateInWords,
  type Position,
  type Positions,
  type Reading,
} from '../shared/day-signals';
import { clockTime, counted } from '../shared/wording';
import type { Ends } from './days';

export interface Seen {
  /** The day the figures are of, as `2026-11-20`. */
  readonly date: string;
  readonly figures: Reading<DayFigures>;
  /** `null`: not configured. `undefined`: not asked for, as they tell nothing about a day that is over. */
  readonly positions: Reading<Positions> | null | undefined;
  readonly ends: Ends;
  /** In the account's currency, above 0. */
  readonly maxDailyLoss: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * What the day's figures say, and what of it somebody should know.
 *
 * A loss above the limit of the day is for attention. Until the exchange's trade modification has ended (16:15 on an ordinary
 * day) figures are provisional and that is no fault; figures that still say so afterwards are for attention. After the close
 * nothing may be open in the product INTRADAY: what is, was not squared off, and becomes a delivery or a penalty. The figures
 * name only a number of open positions, so where some are open and the list of them cannot be read, or is from before the
 * close, that is for attention as well. Where the figures themselves cannot be read, the item could not be checked; positions
 * that should not be open are told all the same.
 */
export function decideTrading(seen: Seen): ItemAnswer {
  const { figures, date } = seen;
  const intraday = lookAtIntraday(seen);
  if (figures.state !== 'seen') {
    const answer = answerUnread(`Trades and profit of ${dateInWords(date)}`, figures);
    if (!intraday.open) return answer;
    return { ...answer, says: `${answer.says} ${intraday.says}.`, details: intraday.lines };
  }
  const value = figures.value;
  const concerns = [
    ...lossAbove(value, seen.maxDailyLoss),
    ...(intraday.open || (intraday.says !== undefined && value.openPositions > 0) ? [intraday.says] : []),
    ...(value.final === false && seen.now >= seen.ends.final
      ? [`The figures still call themselves not final, after ${minute(seen.ends.final)}`]
      : []),
  ];
  const provisional = seen.now < seen.ends.final ? [`Not final before ${minute(seen.ends.final)}`] : [];
  const says = [inWords(value), ...concerns, ...provisional].map((sentence) => `${sentence}.`).join(' ');
  const more = {
    numbers: numbersOf(value),
    ...(intraday.lines.length > 0 ? { details: intraday.lines } : {}),
  };
  return concerns.length > 0 ? attention(says, more) : ok(says, more);
}

interface Intraday {
  /** Whether it is known that some are open. */
  readonly open: boolean;
  readonly says?: string;
  readonly lines: readonly string[];
}

const NOTHING: Intraday = { open: false, lines: [] };

function lookAtIntraday({ positions, ends, now }: Seen): Intraday {
  if (positions === undefined || now < ends.closes) return NOTHING;
  const unknown = (why: string): Intraday => ({
    ...NOTHING,
    says: `Whether any of them is INTRADAY is not known: ${why}`,
  });
  if (positions === null) return unknown('the signal for positions is not configured');
  if (positions.state !== 'seen') return unknown(`positions are ${positions.state}: ${positions.says}`);
  const { asOf, positions: all } = positions.value;
  const open = all.filter(({ product, netQuantity }) => product === 'INTRADAY' && netQuantity !== 0);
  if (new Date(asOf).getTime() < ends.closes) {
    return unknown(`the positions are of ${clockTime(asOf)}, before the close at ${minute(ends.closes)}`);
  }
  if (open.length === 0) return NOTHING;
  const are = `${counted(open.length, 'position')} in the product INTRADAY ${open.length === 1 ? 'is' : 'are'}`;
  return { open: true, says: `${are} open after the close at ${minute(ends.closes)}`, lines: open.map(positionLine) };
}

const positionLine = ({ exchange, symbol, product, netQuantity, averagePrice }: Position): string =>
  `${exchange} ${symbol} ${product}: ${netQuantity} at ${averagePrice}`;

function lossAbove({ realisedProfit, currency }: DayFigures, limit: number): string[] {
  return -realisedProfit > limit ? [`The loss is above the limit of the day, ${money(limit, currency)}`] : [];
}

function inWords({ date, trades, realisedProfit, openPositions, currency }: DayFigures): string {
  const result =
    realisedProfit < 0
      ? `realised loss ${money(-realisedProfit, currency)}`
      : `realised profit ${money(realisedProfit, currency)}`;
  return `${dateInWords(date)}: ${counted(trades, 'trade')}, ${result}, ${counted(openPositions, 'open position')}`;
}

function numbersOf({ date, asOf, trades, realisedProfit, openPositions, currency, final }: DayFigures) {
  const said = final === undefined ? null : String(final);
  return { date, asOf, trades, realisedProfit, openPositions, currency: currency ?? null, final: said };
}

const DIGITS = new Intl.NumberFormat('en-IN', { maximumFractionDigits: 2 });
const money = (amount: number, currency: string | undefined): string =>
  `${DIGITS.format(amount)}${currency === undefined ? '' : ` ${currency}`}`;

/** `16:15 IST`. */
const minute = (at: number): string => clockTime(at).replace(/:\d\d IST$/, ' IST');
