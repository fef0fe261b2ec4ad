import * as v from 'valibot';
import { type Position, Positions } from '../shared/day-signals';
import { parse } from '../shared/step';

const { asOf: instant, positions } = Positions.entries;
const id = v.pipe(v.string(), v.regex(/^[\w-]{1,120}$/, 'Expected letters, digits, _ and -, 120 at most'));
const words = v.pipe(
  v.string(),
  v.minLength(1, 'Expected some text'),
  v.maxLength(500, 'Expected 500 characters or less'),
  v.regex(/^\P{Cc}*$/u, 'Expected text without control characters'),
);
const count = v.pipe(v.number(), v.safeInteger('Expected a whole number'), v.minValue(0, 'Expected 0 or more'));

/** What the trading service is told: docs/signals/close-positions-command.schema.json. Instants are ISO 8601. */
export const Command = v.object({
  /** Of this approval, and of no other. */
  id,
  asOf: instant,
  /** Who has not accepted it by then does not accept it any more. */
  expiresAt: instant,
  requestedBy: words,
  approvedBy: v.pipe(
    v.array(words),
    v.check((people) => people.length === 2 && people[0] !== people[1], 'Expected two different people'),
  ),
  reason: words,
  /** Market orders are barred for algorithms. */
  orderType: v.literal('LIMIT'),
  maxSlippagePercent: v.pipe(
    v.number(),
    v.minValue(0.01, 'Expected 0.01 or more'),
    v.maxValue(10, 'Expected 10 or less'),
  ),
  /** Those that were open when people said yes. */
  positions,
});
export type Command = v.InferOutput<typeof Command>;

/** What it answers: docs/signals/close-positions-answer.schema.json. */
export const Answer = v.pipe(
  v.object({
    asOf: instant,
    /** Of the command it answers. */
    id,
    state: v.picklist(['accepted', 'refused', 'working', 'done', 'failed']),
    because: v.optional(words),
    orders: v.object({ sent: count, filled: count, open: count }),
  }),
  v.check(
    ({ state, because }) => because !== undefined || (state !== 'refused' && state !== 'failed'),
    'Expected because where it is refused or has failed',
  ),
);
export type Answer = v.InferOutput<typeof Answer>;

/** Seconds in which a command has to be accepted: the service looks for one every few seconds. */
export const ACCEPTED_WITHIN_SECONDS = 60;

/** Seconds a list of positions may be old where they are to be closed; it is written every half minute or so. */
export const FRESH_SECONDS = 180;

export const isOpen = ({ netQuantity }: Position): boolean => netQuantity !== 0;

/** `NSE SBIN-EQ INTRADAY 50`. */
export const positionWords = ({ exchange, symbol, product, netQuantity }: Position): string =>
  `${exchange} ${symbol} ${product} ${netQuantity}`;

const MOST_NAMED = 8;

/** The first of them by name, and how many more. */
export function listed(open: readonly Position[]): string {
  const more = open.length - MOST_NAMED;
  return [...open.slice(0, MOST_NAMED).map(positionWords), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

export const NOTE = 'close-positions';

/** The command this run has given, or meant to. @throws when the note is not what it should be. */
export const notedCommand = (notes: Readonly<Record<string, unknown>> | undefined): Command | undefined =>
  notes?.[NOTE] === undefined ? undefined : parse(Command, notes[NOTE], `note ${NOTE}`);
