import type { MarketPhase } from '../../../runbooks/market-phases';
import { type Day, dayOf, nextDayNotClosed } from './days';
import type { Calendar, Overrides } from './schema';
import { DAY, dateAt, dateInWords, instantOf, type Minutes, nextDate, timeInWords } from './zone';

export interface PhaseNow {
  readonly phase: MarketPhase;
  /** A part of a sentence: the date and why. */
  readonly because: string;
  /** Milliseconds since the epoch at which another phase begins. */
  readonly until: number;
}

/** One phase of one day. */
interface Stretch {
  readonly phase: MarketPhase;
  /** Asked of one stretch only: words about times are what costs most here. */
  readonly because: () => string;
  readonly from: number;
  readonly until: number;
}

/**
 * In which phase of the market's day an instant lies. Between two sessions of one day it is pre-open: orders may stand.
 * A closing auction that ends before the session leaves the rest of it session again (derivatives trade on).
 */
export function phaseAt(calendar: Calendar, overrides: Overrides, at: number): PhaseNow {
  const date = dateAt(calendar, at);
  const stretches = stretchesOf(calendar, overrides, date);
  const now = stretches.findIndex(({ until }) => at < until);
  const current = stretches[now];
  // A day's stretches reach to its end, and the date was read off this very instant.
  if (!current) throw new Error(`${dateInWords(date)} has no phase at ${timeInWords(calendar, at)}.`);
  const { phase } = current;
  const change = stretches.slice(now).find((later) => later.phase !== phase);
  const until = change?.from ?? changeAfter(calendar, overrides, date, phase);
  return { phase, because: `${dateInWords(date)}, ${current.because()}`, until };
}

/** When a phase that reaches to the end of a date ends. */
function changeAfter(calendar: Calendar, overrides: Overrides, date: string, phase: MarketPhase): number {
  let last = date;
  for (;;) {
    const next = phase === 'closed' ? nextDayNotClosed(calendar, overrides, last) : nextDate(last);
    const change = stretchesOf(calendar, overrides, next).find((each) => each.phase !== phase);
    if (change) return change.from;
    last = next;
  }
}

/** The phases of a date, from midnight to midnight without a gap. */
function stretchesOf(calendar: Calendar, overrides: Overrides, date: string): Stretch[] {
  const clock = (minutes: Minutes) => timeInWords(calendar, instantOf(calendar, date, minutes));
  const stretches: Stretch[] = [];
  let from = instantOf(calendar, date, 0);
  for (const { phase, because, to } of phasesOf(dayOf(calendar, overrides, date), clock)) {
    // By the clock on the wall a phase can be empty, and where clocks are put forward it can even be skipped.
    const until = instantOf(calendar, date, to);
    if (until <= from) continue;
    stretches.push({ phase, because, from, until });
    from = until;
  }
  return stretches;
}

interface Phase {
  readonly phase: MarketPhase;
  readonly because: () => string;
  readonly to: Minutes;
}
type Clock = (minutes: Minutes) => string;

function phasesOf(day: Day, clock: Clock): Phase[] {
  switch (day.kind) {
    case 'closed':
      return [{ phase: 'closed', because: () => day.because, to: DAY }];
    case 'unknown': {
      const outside = () => `${day.because}, and no session reaches beyond ${clock(day.from)} to ${clock(day.to)}`;
      return [
        { phase: 'closed', because: outside, to: day.from },
        { phase: 'unknown-day', because: () => day.because, to: day.to },
        { phase: 'closed', because: outside, to: DAY },
      ];
    }
    case 'trading':
      return tradingPhases(day, clock);
  }
}

function tradingPhases({ hours, occasion }: Day & { kind: 'trading' }, clock: Clock): Phase[] {
  const { preOpen, sessions, closingAuction } = hours;
  const until = (phase: MarketPhase, words: string, to: Minutes): Phase => ({
    phase,
    because: () => `${words} until ${clock(to)}${occasion === undefined ? '' : ` (${occasion})`}`,
    to,
  });
  const trading = sessions.flatMap(({ opens, closes }, i) => {
    const session = (to: Minutes) => until('session', 'continuous trading', to);
    const auction = closingAuction && opens < closingAuction.from && closingAuction.from <= closes;
    return [
      until('pre-open', i === 0 ? 'pre-open' : 'between two sessions', opens),
      ...(auction
        ? [session(closingAuction.from), until('closing-auction', 'closing auction', closingAuction.to)]
        : []),
      session(closes),
    ];
  });
  const closes = Math.max(...trading.map(({ to }) => to));
  return [
    { phase: 'closed', because: () => `before the pre-open at ${clock(preOpen)}`, to: preOpen },
    ...trading,
    { phase: 'closed', because: () => `after the close at ${clock(closes)}`, to: DAY },
  ];
}
