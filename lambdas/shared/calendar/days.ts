import { DateTime } from 'luxon';
import type { Calendar, Overrides, SpecialSession } from './schema';
import { DAY, dateInWords, type Minutes, minutesOf, nextDate, weekdayOf } from './zone';

export interface Hours {
  readonly preOpen: Minutes;
  /** In the order of the day; at least one. */
  readonly sessions: readonly { readonly opens: Minutes; readonly closes: Minutes }[];
  readonly closingAuction: { readonly from: Minutes; readonly to: Minutes } | null;
}

/** What the calendar and the overrides make of one date. */
export type Day =
  | { readonly kind: 'closed'; readonly because: string }
  | {
      readonly kind: 'trading';
      readonly because: string;
      /** What makes it a special day; an ordinary one has none. */
      readonly occasion?: string;
      readonly hours: Hours;
    }
  /** May trade at any time between these two. */
  | { readonly kind: 'unknown'; readonly because: string; readonly from: Minutes; readonly to: Minutes };

/**
 * Minutes by which a day of an unknown year may close later than days do now: NSE's post-close session ends 20 minutes
 * after the close, and its hours have grown by 10 before.
 */
const MAY_CLOSE_LATER: Minutes = 20;

/**
 * What kind of day a date is. What people have said since outranks the calendar, and a special session outranks the
 * holiday or weekend that it falls on.
 *
 * A weekday of a year that is not in the calendar is unknown from the earliest pre-open until the latest close that
 * its session could reach, and closed around that. Its evening is closed as well: an exchange that trades in the evening
 * does so for one hour a year, and evenings are when people mend things. Weekends of such a year are closed: a special
 * Saturday is declared late in any year, and then it is an override that opens it.
 * A date whose special session has no verified time is unknown from midnight to midnight: such sessions have been held
 * at noon and in the evening.
 */
export function dayOf(calendar: Calendar, overrides: Overrides, date: string): Day {
  const said = overrides.days?.[date];
  if (said && 'closed' in said) return { kind: 'closed', because: `holiday by override: ${said.closed}` };
  if (said) return special(calendar, date, said, `special session by override: ${said.because}`);

  const year = date.slice(0, 4);
  const days = calendar.days[year];
  const session = days?.specialSessions[date];
  if (session) return special(calendar, date, session, `special session: ${session.because}`);

  const holiday = days?.holidays[date];
  if (holiday !== undefined) return { kind: 'closed', because: `holiday: ${holiday}` };
  const weekday = weekdayOf(date);
  if (weekday === 'Saturday' || weekday === 'Sunday') return { kind: 'closed', because: weekday };

  const hours = ordinaryHours(calendar, date);
  if (days) return { kind: 'trading', because: weekday, hours };
  const closes = Math.max(...hours.sessions.map((each) => each.closes), hours.closingAuction?.to ?? 0);
  return {
    kind: 'unknown',
    because: `${year} is not in the calendar`,
    from: hours.preOpen,
    to: Math.min(DAY, closes + MAY_CLOSE_LATER),
  };
}

/**
 * Whether a date is a trading day. A special session counts; one without a verified time reads `unknown`, because
 * nobody can say when to be ready for it.
 * @param date as `2026-11-20`, in the calendar's zone.
 */
export function tradingDayOf(
  calendar: Calendar,
  overrides: Overrides,
  date: string,
): { readonly answer: 'yes' | 'no' | 'unknown'; readonly because: string } {
  const day = dayOf(calendar, overrides, date);
  const answer = ({ trading: 'yes', closed: 'no', unknown: 'unknown' } as const)[day.kind];
  return { answer, because: `${dateInWords(date)}, ${day.because}` };
}

/**
 * Says from 1 December on that the next year has to be added, and goes on saying so in a year that never was.
 * @returns a sentence, or undefined when no year is wanting.
 */
export function nextYearMissing(calendar: Calendar, at: number): string | undefined {
  const { year, month } = DateTime.fromMillis(at, { zone: calendar.timeZone });
  if (!calendar.days[String(year)]) return `The calendar has no ${year}: every weekday of it is an unknown day.`;
  if (month < 12 || calendar.days[String(year + 1)]) return undefined;
  return `The calendar has no ${year + 1}: from 1 Jan ${year + 1} every weekday is an unknown day.`;
}

/** The first date after this one on which something trades or may trade. */
export function nextDayNotClosed(calendar: Calendar, overrides: Overrides, after: string): string {
  // There always is one: the days that a calendar and its overrides can close are finite.
  let date = nextDate(after);
  while (dayOf(calendar, overrides, date).kind === 'closed') date = nextDate(date);
  return date;
}

function ordinaryHours(calendar: Calendar, date: string): Hours {
  const { session, closingAuction } = calendar.earlierHours.find(({ before }) => date < before) ?? calendar;
  return {
    preOpen: minutesOf(calendar.preOpen),
    sessions: [{ opens: minutesOf(session.opens), closes: minutesOf(session.closes) }],
    closingAuction: closingAuction && { from: minutesOf(closingAuction.from), to: minutesOf(closingAuction.to) },
  };
}

/**
 * Without a pre-open of its own, a special day's begins as long before the first opening as on an ordinary day. It has
 * the closing auction when one of its sessions reaches over it as an ordinary session does.
 */
function special(calendar: Calendar, date: string, { preOpen, sessions }: Said, because: string): Day {
  if (sessions === 'unverified') {
    return { kind: 'unknown', because: `${because}, at a time that is not verified`, from: 0, to: DAY };
  }
  const ordinary = ordinaryHours(calendar, date);
  const [{ opens, closes }] = ordinary.sessions as [Hours['sessions'][number]];
  const held = sessions.map((each) => ({ opens: minutesOf(each.opens), closes: minutesOf(each.closes) }));
  const first = held[0]?.opens ?? 0;
  const auction = ordinary.closingAuction;
  const reached =
    auction && held.some((each) => each.opens < auction.from && each.closes >= Math.min(auction.to, closes));
  return {
    kind: 'trading',
    because,
    occasion: because,
    hours: {
      preOpen: preOpen === undefined ? Math.max(0, first - (opens - ordinary.preOpen)) : minutesOf(preOpen),
      sessions: held,
      closingAuction: reached ? auction : null,
    },
  };
}

type Said = Pick<SpecialSession, 'preOpen' | 'sessions'>;
