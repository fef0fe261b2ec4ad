import * as v from 'valibot';
import { dateAt } from '../calendar';
import { dayOf } from '../calendar/days';
import { dateInWords, instantOf } from '../calendar/zone';
import type { Settings } from '../guard/settings';
import { datePath } from '../wording';

/** The day a checklist is for, in the calendar's zone. */
export const DayDate = v.pipe(
  v.string(),
  v.isoDate(),
  v.check((date) => exists(date), 'a date that exists, like 2026-11-23'),
);

function exists(date: string): boolean {
  const day = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date);
}

export interface Today {
  readonly date: string;
  /** A sentence, where it is not the calendar that says so. */
  readonly says?: string;
}

/** The date in the calendar's zone; where the calendar cannot be read, in India, and that is said. */
export function todayIn(calendar: Settings['calendar'], now: number): Today {
  if ('seen' in calendar) return { date: dateAt(calendar.seen.calendar, now) };
  return {
    date: datePath(now).replaceAll('/', '-'),
    says: `The calendar could not be read (${calendar.unseen}), so the date is India's.`,
  };
}

/** Where an instant lies in a day that may open. */
export interface Opening {
  /** `none`: the day has no session, or its last one is over. `unknown`: nobody knows whether or when it opens. */
  readonly is: 'ahead' | 'begun' | 'none' | 'unknown';
  /** A part of a sentence. */
  readonly because: string;
}

/** Whether the first session of today is still ahead. From then until the last close it has begun, breaks included. */
export function openingAt(calendar: Settings['calendar'], now: number): Opening {
  if ('unseen' in calendar) return { is: 'unknown', because: `the calendar could not be read (${calendar.unseen})` };
  const { calendar: said, overrides } = calendar.seen;
  const date = dateAt(said, now);
  const day = dayOf(said, overrides, date);
  const because = `${dateInWords(date)}, ${day.because}`;
  if (day.kind === 'closed') return { is: 'none', because };
  const instant = (minutes: number) => instantOf(said, date, minutes);
  if (day.kind === 'unknown') return { is: now < instant(day.to) ? 'unknown' : 'none', because };
  const { sessions, closingAuction } = day.hours;
  const closes = Math.max(...sessions.map((session) => session.closes), closingAuction?.to ?? 0);
  if (now < instant(Math.min(...sessions.map(({ opens }) => opens)))) return { is: 'ahead', because };
  return { is: now < instant(closes) ? 'begun' : 'none', because };
}
