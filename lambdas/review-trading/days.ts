import { type Calendar, dateInWords, type Overrides } from '../shared/calendar';
import { dayOf } from '../shared/calendar/days';
import { instantOf, minutesOf, weekdayOf } from '../shared/calendar/zone';
import type { Look } from '../shared/step';

/** No exchange rests longer; a calendar that says so has lost its sessions. */
const MOST_DAYS = 14;

/**
 * The last date before this one on which the market traded. Special sessions count, with or without a verified time:
 * afterwards it is known that they were held. A weekday of a year that is not in the calendar may or may not have traded,
 * and whatever lies behind it is then not known to be the last.
 */
export function previousTradingDay(calendar: Calendar, overrides: Overrides, date: string): Look<string> {
  let before = date;
  for (let days = 0; days < MOST_DAYS; days++) {
    before = dayBefore(before);
    const day = dayOf(calendar, overrides, before);
    if (day.kind === 'trading') return { seen: before };
    if (day.kind === 'unknown') {
      return calendar.days[before.slice(0, 4)]
        ? { seen: before }
        : { unseen: `nobody knows whether ${weekdayOf(before)}, ${dateInWords(before)}, traded: ${day.because}` };
    }
  }
  return { unseen: `the calendar has no trading day in the ${MOST_DAYS} days before ${dateInWords(date)}` };
}

export interface Ends {
  /** When the last session, or its closing auction, ends. */
  readonly closes: number;
  /** When the day's trades can no longer be changed. */
  readonly final: number;
}

/** NSE's trade modification ends 35 minutes after the close of an ordinary day of these hours (nseindia.com, market timings). */
const TRADES_FINAL = '16:15';

/**
 * When a date's trading ends and when its figures can be final, in milliseconds since the epoch. On a day with hours of its
 * own the figures are final as long after its last close as on an ordinary day. A day that is closed, or nobody knows, has the
 * ordinary times.
 */
export function endsOf(calendar: Calendar, overrides: Overrides, date: string): Ends {
  const day = dayOf(calendar, overrides, date);
  const auction = calendar.closingAuction;
  const ordinary = Math.max(minutesOf(calendar.session.closes), auction ? minutesOf(auction.to) : 0);
  const after = minutesOf(TRADES_FINAL) - ordinary;
  const closes =
    day.kind === 'trading'
      ? Math.max(...day.hours.sessions.map((each) => each.closes), day.hours.closingAuction?.to ?? 0)
      : ordinary;
  const final = day.kind === 'trading' && day.occasion !== undefined ? closes + after : minutesOf(TRADES_FINAL);
  return { closes: instantOf(calendar, date, closes), final: instantOf(calendar, date, final) };
}

function dayBefore(date: string): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1, day - 1)).toISOString().slice(0, 10);
}
