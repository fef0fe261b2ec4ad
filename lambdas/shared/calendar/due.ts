import { DateTime } from 'luxon';
import { type Day, dayOf } from './days';
import { type MaintenanceWindow, windowOf } from './quiet';
import type { Calendar, Overrides } from './schema';
import { dateAt, dateInWords, instantOf, minutesOf, nextDate, timeInWords, weekdayOf } from './zone';

/** What a day has to be done for it. `maintenance-cancelled` counts only where a notice has gone out. */
export type Scheduled =
  | 'morning-checklist'
  | 'evening-checklist'
  | 'maintenance-notice'
  | 'maintenance-cancelled'
  | 'scheduled-maintenance'
  | 'end-to-end-probe';

/** When the checklists are due on an ordinary trading day, as `08:45`, and on which day of the week the probe is, if anybody asks. */
export interface Daily {
  readonly morning: string;
  readonly evening: string;
  /** `sunday`, `11:00`. */
  readonly probe?: { readonly weekday: string; readonly at: string };
}

/** One thing of one day. */
export interface Occasion {
  readonly task: Scheduled;
  /** The day it is for, as `2026-11-23`; of maintenance the day of the window. */
  readonly date: string;
  /** Milliseconds since the epoch: due from then, missed from `until` on. */
  readonly from: number;
  readonly until: number;
  /** A part of a sentence: the date and what kind of day it is, or the window. */
  readonly because: string;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How often somebody asks what is due. Every zone's hours begin on a multiple of it. */
export const TICK_MS = 15 * MINUTE;

/** Work that does not end with its window is stopped half done: in its last half hour it is not begun. */
const TOO_LATE_TO_BEGIN = 30 * MINUTE;

/** How far back is told what was missed: a table that comes back after a month is not to tell of all of it. */
const LOOKED_BACK = 7 * DAY;

/**
 * What is due at an instant, whether it has been started or not.
 *
 * The morning checklist is due from its time until the first opening, on every day that trades or may trade: what nobody
 * knows is checked. On an ordinary day its time is the environment's; on a day with hours of its own it is as long before
 * the pre-open as on an ordinary one, rounded down to the tick; on an unknown day it is the ordinary one, and the ordinary
 * opening ends it.
 * The evening checklist is due from its time until midnight. On a day with hours of its own its time is as long after the
 * last close as on an ordinary day of the present hours. Of an unknown day the last close is when it could close at the
 * latest: before, there may be nothing to look at yet. It is due for an hour at least, beyond midnight if it has to be.
 * The notice of a maintenance window is due in the 24 hours before it. The maintenance is due from the window's begin until
 * half an hour before its end. Neither is while the calendar has the window cancelled; that it is cancelled is due instead,
 * until the window would have ended.
 * The probe is due on its weekday from its time until midnight; on a day that trades or may trade not before the evening
 * checklist is.
 */
export function dueAt(calendar: Calendar, overrides: Overrides, daily: Daily, at: number): Occasion[] {
  // An evening may reach over midnight; a notice comes a day before its window, and that day may have lost an hour.
  return occasions(
    calendar,
    overrides,
    daily,
    [at - DAY, at + DAY + HOUR],
    ({ from, until }) => from <= at && at < until,
  );
}

/**
 * What has ceased to be due after one instant and until another, whether it was started or not. A cancelled window that has
 * passed needs no telling any more.
 */
export function missedBetween(
  calendar: Calendar,
  overrides: Overrides,
  daily: Daily,
  after: number,
  at: number,
): Occasion[] {
  const since = Math.max(after, at - LOOKED_BACK);
  return occasions(
    calendar,
    overrides,
    daily,
    [since - DAY, at],
    ({ task, until }) => task !== 'maintenance-cancelled' && since < until && until <= at,
  );
}

/** Indian time needs no calendar to be known. */
const UNREAD_ZONE = 'Asia/Kolkata';

/**
 * What is due while the calendar or its overrides cannot be read: on every weekday the morning checklist, from its ordinary
 * time on for two ticks. A check too many does no harm; a day without one might.
 */
export function dueUnread({ morning }: Daily, at: number, why: string): Occasion | undefined {
  const now = DateTime.fromMillis(at, { zone: UNREAD_ZONE });
  const from = tickAt(now.startOf('day').toMillis() + minutesOf(morning) * MINUTE);
  const until = from + 2 * TICK_MS;
  if (now.weekday > 5 || at < from || at >= until) return undefined;
  const date = now.toFormat('yyyy-MM-dd');
  const because = `${dateInWords(date)}, a day of which nobody knows, because the calendar cannot be read (${why})`;
  return { task: 'morning-checklist', date, from, until, because };
}

/** Words about times are what costs most here: asked of those that are meant. */
type Candidate = Omit<Occasion, 'because'> & { readonly because: () => string };

/** Those that are meant, of all dates from that of one instant to that of another. */
function occasions(
  calendar: Calendar,
  overrides: Overrides,
  daily: Daily,
  [first, last]: readonly [number, number],
  isMeant: (candidate: Candidate) => boolean,
): Occasion[] {
  const found: Candidate[] = [];
  const end = dateAt(calendar, last);
  for (let date = dateAt(calendar, first); date <= end; date = nextDate(date))
    found.push(...candidatesOf(calendar, overrides, daily, date));
  return found.filter(isMeant).map((each) => ({ ...each, because: each.because() }));
}

/** A tick asks for three days, and the next one for the same: by what the calendar and the overrides were read into. */
const asked = new WeakMap<Calendar, WeakMap<Overrides, Map<string, readonly Candidate[]>>>();

function candidatesOf(calendar: Calendar, overrides: Overrides, daily: Daily, date: string): readonly Candidate[] {
  const byOverrides = asked.get(calendar) ?? new WeakMap<Overrides, Map<string, readonly Candidate[]>>();
  const byDate = byOverrides.get(overrides) ?? new Map<string, readonly Candidate[]>();
  asked.set(calendar, byOverrides.set(overrides, byDate));
  const key = [date, daily.morning, daily.evening, daily.probe?.weekday, daily.probe?.at].join(' ');
  const found = byDate.get(key) ?? reckoned(calendar, overrides, daily, date);
  byDate.set(key, found);
  return found;
}

function reckoned(calendar: Calendar, overrides: Overrides, daily: Daily, date: string): readonly Candidate[] {
  const day = dayOf(calendar, overrides, date);
  const window = windowOf(calendar, overrides, date);
  return [
    ...(day.kind === 'closed' ? [] : checklistsOf(calendar, daily, date, day)),
    ...(window ? maintenanceOf(calendar, window) : []),
    ...(weekdayOf(date).toLowerCase() === daily.probe?.weekday
      ? [probeOf(calendar, daily, daily.probe.at, date, day)]
      : []),
  ];
}

type Open = Exclude<Day, { kind: 'closed' }>;

function checklistsOf(calendar: Calendar, daily: Daily, date: string, day: Open): Candidate[] {
  const about = { date, because: () => `${dateInWords(date)}, ${day.because}` };
  return [
    { task: 'morning-checklist', ...about, ...morningOf(calendar, daily, date, day) },
    { task: 'evening-checklist', ...about, ...eveningOf(calendar, daily, date, day) },
  ];
}

type Span = Pick<Occasion, 'from' | 'until'>;

function morningOf(calendar: Calendar, { morning }: Daily, date: string, day: Open): Span {
  const clock = (minutes: number) => instantOf(calendar, date, minutes);
  const opens = day.kind === 'trading' ? day.hours.sessions[0]?.opens : undefined;
  const until = clock(opens ?? minutesOf(calendar.session.opens));
  const before = (minutesOf(calendar.preOpen) - minutesOf(morning)) * MINUTE;
  const from =
    day.kind === 'trading' && day.occasion !== undefined
      ? clock(day.hours.preOpen) - before
      : clock(minutesOf(morning));
  // There is a tick left before the opening, however the hours of the day were declared.
  return { from: tickAt(Math.min(from, until - TICK_MS)), until };
}

function eveningOf(calendar: Calendar, daily: Daily, date: string, day: Open): Span {
  const midnight = instantOf(calendar, nextDate(date), 0);
  const from = eveningTime(calendar, daily, date, day, midnight);
  return { from, until: Math.max(midnight, from + HOUR) };
}

function eveningTime(calendar: Calendar, { evening }: Daily, date: string, day: Open, midnight: number): number {
  const clock = (minutes: number) => instantOf(calendar, date, minutes);
  const ordinary = clock(minutesOf(evening));
  if (day.kind === 'unknown') return Math.max(ordinary, Math.min(clock(day.to), midnight - HOUR));
  if (day.occasion === undefined) return ordinary;
  const { session, closingAuction } = calendar;
  const after = minutesOf(evening) - lastOf([session.closes, closingAuction?.to ?? session.closes].map(minutesOf));
  const closes = lastOf([...day.hours.sessions.map((each) => each.closes), day.hours.closingAuction?.to ?? 0]);
  return clock(closes) + after * MINUTE;
}

function probeOf(calendar: Calendar, daily: Daily, time: string, date: string, day: Day): Candidate {
  const at = instantOf(calendar, date, minutesOf(time));
  const midnight = instantOf(calendar, nextDate(date), 0);
  const from = day.kind === 'closed' ? at : Math.max(at, eveningOf(calendar, daily, date, day).from);
  const because = () => `the weekly probe of ${dateInWords(date)}`;
  return { task: 'end-to-end-probe', date, from, until: Math.max(midnight, from + HOUR), because };
}

function maintenanceOf(calendar: Calendar, { date, from, until, cancelledBy }: MaintenanceWindow): Candidate[] {
  const clock = (at: number) => timeInWords(calendar, at);
  const window = () => `the maintenance window of ${dateInWords(date)}, ${clock(from)} to ${clock(until)}`;
  const announced = from - DAY;
  if (cancelledBy !== undefined) {
    const because = () => `${window()}, does not take place: ${cancelledBy}`;
    return [{ task: 'maintenance-cancelled', date, from: announced, until, because }];
  }
  const begunBy = Math.max(from, until - TOO_LATE_TO_BEGIN);
  return [
    { task: 'maintenance-notice', date, from: announced, until: from, because: window },
    { task: 'scheduled-maintenance', date, from, until: begunBy, because: window },
  ];
}

const lastOf = (times: readonly number[]): number => Math.max(...times);

/** The last tick that is not after an instant. */
const tickAt = (at: number): number => Math.floor(at / TICK_MS) * TICK_MS;
