import * as v from 'valibot';
import { dateAt, phaseAt } from '../shared/calendar';
import { instantOf, minutesOf, nextDate } from '../shared/calendar/zone';
import type { Settings } from '../shared/guard/settings';
import type { Incident } from '../shared/incident';

const when = v.picklist(['now', 'hold']);

/** By severity: page at once, or hold until the morning while the market is closed. A P1 is never held. */
export const Paging = v.object({
  P1: v.literal('now'),
  P2: when,
  P3: when,
  P4: when,
  /** Time of day in the calendar's zone: `08:00`. */
  holdUntil: v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Expected a time of day like 08:00')),
});
export type Paging = v.InferOutput<typeof Paging>;

/**
 * Until when a page is held, if it is. What is not urgent wakes nobody: while nothing trades it waits for the next morning,
 * where it stands on the checklist. It is paged at once on a day whose trading begins before that next morning, because
 * then the morning has come already; where the calendar cannot say that the market is closed; and when somebody is at
 * work on it. A page is held once: when its morning has come it goes out, whatever the market does.
 *
 * @returns milliseconds since the epoch, always later than now.
 */
export function heldUntil(
  { severity, acknowledged, held }: Pick<Incident, 'severity' | 'acknowledged' | 'held'>,
  paging: Paging,
  calendar: Settings['calendar'],
  now: number,
): number | undefined {
  if (paging[severity] === 'now' || acknowledged) return undefined;
  if (held) {
    const until = Date.parse(held.until);
    return now < until ? until : undefined;
  }
  if ('unseen' in calendar) return undefined;
  const { phase, until: opens } = phaseAt(calendar.seen.calendar, calendar.seen.overrides, now);
  if (phase !== 'closed') return undefined;
  const date = dateAt(calendar.seen.calendar, now);
  const morning = (of: string) => instantOf(calendar.seen.calendar, of, minutesOf(paging.holdUntil));
  const until = now < morning(date) ? morning(date) : morning(nextDate(date));
  return until <= opens ? until : undefined;
}
