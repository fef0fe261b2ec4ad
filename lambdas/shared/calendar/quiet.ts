import { type Day, dayOf } from './days';
import type { Calendar, Overrides } from './schema';
import {
  dateAndTimeInWords,
  dateAt,
  instantOf,
  type Minutes,
  minutesOf,
  nextDate,
  timeInWords,
  weekdayOf,
} from './zone';

export interface Quiet {
  /** A part of a sentence: which window or freeze it is, and why. */
  readonly because: string;
  /** Milliseconds since the epoch at which neither window nor freeze covers the clock any more. */
  readonly until: number;
}

/**
 * Whether people have asked for quiet at an instant: by the weekly maintenance window or by a change freeze. Windows that
 * follow upon one another count as one.
 *
 * The window is cancelled, all of it, on a day whose pre-open or session begins before the window ends; a session that
 * begins at its end or later moves nothing. A day that may trade before the window ends, and nobody knows, cancels it
 * too. A change freeze is cancelled by nothing: people declared it knowing the day.
 */
export function quietAt(calendar: Calendar, overrides: Overrides, at: number): Quiet | undefined {
  const covering = coversAt(calendar, overrides, at);
  if (covering.length === 0) return undefined;
  return { because: covering.map(({ because }) => because).join('; '), until: endOf(calendar, overrides, covering) };
}

function endOf(calendar: Calendar, overrides: Overrides, covering: readonly Quiet[]): number {
  const until = Math.max(...covering.map((each) => each.until));
  const next = coversAt(calendar, overrides, until);
  return next.length === 0 ? until : endOf(calendar, overrides, next);
}

function coversAt(calendar: Calendar, overrides: Overrides, at: number): Quiet[] {
  const window = maintenanceAt(calendar, overrides, at);
  const freezes = (overrides.freezes ?? [])
    .map(({ from, to, because }) => ({ from: Date.parse(from), until: Date.parse(to), because }))
    .filter(({ from, until }) => from <= at && at < until)
    .map(({ until, because }) => ({
      because: `change freeze until ${dateAndTimeInWords(calendar, until)}: ${because}`,
      until,
    }));
  return window ? [window, ...freezes] : freezes;
}

function maintenanceAt(calendar: Calendar, overrides: Overrides, at: number): Quiet | undefined {
  const window = windowOf(calendar, overrides, dateAt(calendar, at));
  if (!window || window.cancelledBy !== undefined || at < window.from || at >= window.until) return undefined;
  const because = `maintenance window, ${weekdayOf(window.date)} until ${timeInWords(calendar, window.until)}`;
  return { because, until: window.until };
}

/** One week's maintenance window. */
export interface MaintenanceWindow {
  /** As `2026-11-21`, in the calendar's zone. */
  readonly date: string;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly until: number;
  /** A part of a sentence: why it does not take place. Absent: it does. */
  readonly cancelledBy?: string;
}

/** The window of a date, whether it takes place or not; undefined on every other day of the week. */
export function windowOf(calendar: Calendar, overrides: Overrides, date: string): MaintenanceWindow | undefined {
  const { maintenance } = calendar;
  if (!maintenance || weekdayOf(date).toLowerCase() !== maintenance.weekday) return undefined;
  const end = minutesOf(maintenance.to);
  const cancelledBy = tradesBefore(dayOf(calendar, overrides, date), end);
  return {
    date,
    from: instantOf(calendar, date, minutesOf(maintenance.from)),
    until: instantOf(calendar, date, end),
    ...(cancelledBy === undefined ? {} : { cancelledBy }),
  };
}

/** The first window that has not ended at an instant, whether it takes place or not; undefined: the environment has none. */
export function nextWindow(calendar: Calendar, overrides: Overrides, at: number): MaintenanceWindow | undefined {
  let date = dateAt(calendar, at);
  // Today's may be over: then it is the one of a week later.
  for (let days = 0; days <= 7; days++, date = nextDate(date)) {
    const window = windowOf(calendar, overrides, date);
    if (window && at < window.until) return window;
  }
  return undefined;
}

/** @returns why a day trades, or may trade, before that time; undefined: it does not. */
function tradesBefore(day: Day, end: Minutes): string | undefined {
  if (day.kind === 'closed') return undefined;
  return (day.kind === 'unknown' ? day.from : day.hours.preOpen) < end ? day.because : undefined;
}
