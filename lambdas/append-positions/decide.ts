import { dateInIndia, dateInWords, type Position, type Positions } from '../shared/day-signals';
import { counted, dateAndTime } from '../shared/wording';
import { CRLF, csvLine } from './csv';

export const HEADER = 'date,exchange,symbol,product,net_quantity,average_price,as_of';

/**
 * What a day adds to the ledger: a row for each position that is open, in the order of their names, so that the same
 * positions are the same rows whoever lists them. A day without any adds one row that says NONE: a day that is not in the
 * ledger is then one nobody wrote down, and never one without positions. Its exchange is empty, as no symbol's is.
 */
export function rowsOf(date: string, { asOf, positions }: Positions): readonly string[] {
  const open = positions.filter(({ netQuantity }) => netQuantity !== 0).sort(byName);
  if (open.length === 0) return [csvLine([date, '', 'NONE', '', 0, '', asOf])];
  return open.map(({ exchange, symbol, product, netQuantity, averagePrice }) =>
    csvLine([date, exchange, symbol, product, netQuantity, averagePrice, asOf]),
  );
}

export type Entry =
  /** The whole ledger as it has to be written. */
  | { readonly write: string }
  /** The day's rows are there already. */
  | { readonly there: number }
  /** It is left alone. */
  | { readonly refused: string };

/**
 * What becomes of the ledger. A day is written once: rows of it that say the same are enough, whenever they were written
 * (their `as_of` may differ: a later look at the same positions is no news); rows that say something else are somebody's, and
 * are left alone. So is a file that is not the ledger as it is written here, which a spreadsheet that saved it may have made of
 * it: dates in another form would let a day be written twice.
 * @param ledger undefined: there is none yet.
 */
export function enter(ledger: string | undefined, date: string, rows: readonly string[]): Entry {
  if (ledger === undefined) return { write: [HEADER, ...rows, ''].join(CRLF) };
  const lines = ledger.split(CRLF);
  if (lines[0] !== HEADER || lines.at(-1) !== '') {
    return { refused: `it is not the ledger as it is written here: it begins ${quote(lines[0])}` };
  }
  const kept = lines.slice(1, -1);
  const strange = kept.findIndex((line) => !/^\d{4}-\d\d-\d\d,/.test(line));
  if (strange >= 0) return { refused: `line ${strange + 2} is no row of it: ${quote(kept[strange])}` };
  const there = kept.filter((line) => line.startsWith(`${date},`));
  if (there.length === 0) return { write: ledger + rows.map((row) => row + CRLF).join('') };
  if (same(there.map(withoutTime), rows.map(withoutTime))) return { there: there.length };
  return { refused: `it has ${counted(there.length, 'row')} of ${dateInWords(date)} that say something else` };
}

/** Why positions are none of that day, if so. */
export function ofAnotherDay(date: string, { asOf }: Positions): string | undefined {
  const own = dateInIndia(new Date(asOf).getTime());
  return own === date ? undefined : `they are of ${dateAndTime(asOf)}, and the ledger is for ${dateInWords(date)}`;
}

const byName = (a: Position, b: Position): number => (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0);
const nameOf = ({ exchange, symbol, product, netQuantity, averagePrice }: Position): string =>
  [exchange, symbol, product, netQuantity, averagePrice].join('\n');

/** An instant has no comma: the last one is before it. */
const withoutTime = (row: string): string => row.slice(0, row.lastIndexOf(','));

const same = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((row, index) => row === other[index]);

const quote = (text = ''): string => `"${text.slice(0, 80)}"`;
