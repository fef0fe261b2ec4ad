import { dayOf } from './days';
import type { Calendar, Overrides } from './schema';
import { dateAndTimeInWords, dateAt, instantOf, minutesOf, timeInWords, weekdayOf } from './zone';

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
  const { maintenance } = calendar;
  if (!maintenance) return undefined;
  const date = dateAt(calendar, at);
  const weekday = weekdayOf(date);
  if (weekday.toLowerCase() !== maintenance.weekday) return undefined;
  const from = instantOf(calendar, date, minutesOf(maintenance.from));
  const until = instantOf(calendar, date, minutesOf(maintenance.to));
  if (at < from || at >= until || tradesBefore(calendar, overrides, date, minutesOf(maintenance.to))) return undefined;
  return { because: `maintenance window, ${weekday} until ${timeInWords(calendar, until)}`, until };
}

function tradesBefore(calendar: Calendar, overrides: Overrides, date: string, end: number): boolean {
  const day = dayOf(calendar, overrides, date);
  if (day.kind === 'closed') return false;
  return (day.kind === 'unknown' ? day.from : day.hours.preOpen) < end;
}
