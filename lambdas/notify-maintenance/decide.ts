import {
  type Calendar,
  dateAndTimeInWords,
  type MaintenanceWindow,
  nextWindow,
  type Overrides,
  timeInWords,
} from '../shared/calendar';
import { refuseMode, unreadCalendar } from '../shared/guard/refusals';
import type { Settings } from '../shared/guard/settings';
import type { StepResult } from '../shared/step';
import type { Event } from './ics';

/** What is told of is no further away. */
const AHEAD_MS = 48 * 3_600_000;

/** What the notice is about. */
export interface Notice {
  readonly window: MaintenanceWindow;
  /** `21 Nov 2026 06:00 IST to 08:00 IST`. */
  readonly when: string;
  /** What is told, for telling everybody once: that it takes place, or that it does not. */
  readonly what: 'planned' | 'cancelled';
  /** Key of its calendar file. */
  readonly key: string;
}

export type Decision = { readonly tell: Notice; readonly observing: boolean } | { readonly result: StepResult };

/**
 * Whether there is something to tell: the next window, within two days, whether it takes place or not. Mode off stands
 * down; a mode or a calendar that cannot be read is for people, because then nobody is told in time.
 */
export function decideNotice({ mode, calendar }: Settings, now: number): Decision {
  const meant = {
    act: 'database-maintenance',
    resource: 'the notice',
    command: 'tell the stakeholders by hand',
  } as const;
  const refusal = refuseMode(meant, mode);
  if (refusal) return { result: refusal };
  if ('unseen' in calendar) return { result: unreadCalendar(meant, calendar.unseen) };
  const notice = noticeOf(calendar.seen, now);
  if (notice) return { tell: notice, observing: 'seen' in mode && mode.seen === 'observe' };
  return {
    result: { outcome: 'continue', finding: 'No maintenance window begins within 48 hours: there is nothing to tell.' },
  };
}

function noticeOf(
  { calendar, overrides }: { calendar: Calendar; overrides: Overrides },
  now: number,
): Notice | undefined {
  const window = nextWindow(calendar, overrides, now);
  if (!window || window.from <= now || window.from - now > AHEAD_MS) return undefined;
  return {
    window,
    when: `${dateAndTimeInWords(calendar, window.from)} to ${timeInWords(calendar, window.until)}`,
    what: window.cancelledBy === undefined ? 'planned' : 'cancelled',
    key: `maintenance/notices/${window.date}.ics`,
  };
}

const WEEK_MINUTES = 7 * 24 * 60;

/** @param work what will be done, a line each. */
export function eventOf({ window, what }: Notice, system: string, work: readonly string[], now: number): Event {
  const { date, from, until, cancelledBy } = window;
  return {
    uid: `maintenance-${date}@${system.replace(/[^\w-]+/g, '-')}.runbook`,
    // Minutes since a week before it: later is higher, also for a run that knows of no other.
    sequence: Math.max(0, WEEK_MINUTES - Math.floor((from - now) / 60_000)),
    at: now,
    from,
    until,
    status: what === 'planned' ? 'CONFIRMED' : 'CANCELLED',
    summary: `Maintenance of ${system}${what === 'planned' ? '' : ' does not take place'}`,
    description: cancelledBy === undefined ? work.join('\n') : `It does not take place: ${cancelledBy}.`,
  };
}

export const wouldTell = ({ when, what }: Notice, roles: readonly string[]): StepResult => ({
  outcome: 'continue',
  finding: `Would have done now: told ${roles.join(', ')} that the maintenance of ${when} ${what === 'planned' ? 'takes place' : 'does not take place'}.`,
  refused: { act: 'notify-maintenance', because: 'observe' },
});

export interface Telling {
  /** Roles. */
  readonly told: readonly string[];
  readonly before: readonly string[];
  readonly failed: readonly { readonly role: string; readonly because: string }[];
}

/** Whoever could not be told does not know: then a person tells them. */
export function describeTelling({ when, what, window, key }: Notice, { told, before, failed }: Telling): StepResult {
  const fact =
    what === 'planned'
      ? `The maintenance of ${when} takes place.`
      : `The maintenance of ${when} does not take place: ${window.cancelledBy}.`;
  const words = [
    fact,
    ...(told.length > 0 ? [`Told ${told.join(', ')}.`] : []),
    ...(before.length > 0 ? [`Told before: ${before.join(', ')}.`] : []),
    ...(failed.length > 0
      ? [`Not told: ${failed.map(({ role, because }) => `${role} (${because})`).join(', ')}.`]
      : []),
    ...(told.length + before.length + failed.length === 0 ? ['There is nobody to tell.'] : []),
    `Entry for calendars: ${key}.`,
  ];
  if (failed.length === 0) return { outcome: 'continue', finding: words.join(' ') };
  return {
    outcome: 'escalate',
    finding: words.join(' '),
    verdict: 'not-fixed',
    advice: `Tell them by hand: ${failed.map(({ role }) => role).join(', ')}. ${fact}`,
  };
}
