import { DateTime } from 'luxon';
import type { Calendar } from './schema';

/** Minutes since the day began, by the clock on the wall. */
export type Minutes = number;

export const DAY: Minutes = 24 * 60;

export function minutesOf(clock: string): Minutes {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return hour * 60 + minute;
}

/** The date an instant has in the calendar's zone, as `2026-11-20`. */
export const dateAt = ({ timeZone }: Calendar, at: number): string =>
  DateTime.fromMillis(at, { zone: timeZone }).toFormat('yyyy-MM-dd');

/** A date as such: its weekday and its neighbours are the same in every zone, and UTC is the quickest to ask. */
const day = (date: string): DateTime => DateTime.fromISO(date, { zone: 'utc', locale: 'en' });

export const nextDate = (date: string): string => day(date).plus({ days: 1 }).toFormat('yyyy-MM-dd');

/** `20 Nov 2026`. */
export const dateInWords = (date: string): string => day(date).toFormat('d LLL yyyy');

/** `Friday`. */
export const weekdayOf = (date: string): string => day(date).toFormat('cccc');

/** Milliseconds since the epoch at which a clock in the zone shows this time on this date; `DAY` is the next midnight. */
export function instantOf(calendar: Calendar, date: string, minutes: Minutes): number {
  if (minutes >= DAY) return instantOf(calendar, nextDate(date), 0);
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const zone = { zone: calendar.timeZone };
  // Where clocks are put forward at midnight a day begins at 01:00; where they are put back to it, it begins the first time.
  if (minutes === 0) {
    const midnights = DateTime.fromObject({ year, month, day }, zone).startOf('day').getPossibleOffsets();
    return Math.min(...midnights.map((each) => each.toMillis()));
  }
  const time = { hour: Math.floor(minutes / 60), minute: minutes % 60 };
  return DateTime.fromObject({ year, month, day, ...time }, zone).toMillis();
}

/** `15:15 IST`. Only the Indian locale has a name for Indian time; zones it has no name for read `GMT-5`. */
export function timeInWords(calendar: Calendar, at: number): string {
  const local = DateTime.fromMillis(at, { zone: calendar.timeZone, locale: 'en-IN' });
  return `${local.toFormat('HH:mm')} ${local.toFormat('ZZZZ')}`;
}

/** `20 Nov 2026 15:15 IST`. */
export const dateAndTimeInWords = (calendar: Calendar, at: number): string =>
  `${dateInWords(dateAt(calendar, at))} ${timeInWords(calendar, at)}`;
