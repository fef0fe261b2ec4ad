import { type Calendar, type Daily, missedBetween, type Overrides } from '../shared/calendar';
import type { CalendarLook } from '../shared/calendar-parameters';

const HOUR = 3_600_000;
/** An exchange that rests longer than a week has a calendar that lost its sessions. */
const LOOKED_BACK = 7 * 24 * HOUR;

export interface Since {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Why it is not the last evening's; absent: it is. */
  readonly because?: string;
}

/**
 * From when on this is news: since the last evening checklist was due, when somebody was told last. Where that is not known,
 * since 24 hours ago, and that is said.
 */
export function sinceWhen(read: CalendarLook, daily: Daily, now: number): Since {
  if ('unseen' in read) return { at: now - 24 * HOUR, because: `the calendar could not be read (${read.unseen})` };
  const last = lastEvening(read.seen, daily, now);
  return last === undefined
    ? { at: now - 24 * HOUR, because: 'the calendar has no evening checklist in the week before' }
    : { at: last };
}

/** An evening checklist's day ends at midnight: what has ended since is what was due before today. */
function lastEvening(
  { calendar, overrides }: { calendar: Calendar; overrides: Overrides },
  daily: Daily,
  now: number,
): number | undefined {
  const evenings = missedBetween(calendar, overrides, daily, now - LOOKED_BACK, now).filter(
    ({ task }) => task === 'evening-checklist',
  );
  return evenings.length === 0 ? undefined : Math.max(...evenings.map(({ from }) => from));
}
