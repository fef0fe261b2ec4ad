import { eveningChecklist, morningChecklist } from '../../runbooks/checklists';
import { endToEndProbe } from '../../runbooks/end-to-end-probe';
import { maintenanceNotice, scheduledMaintenance } from '../../runbooks/scheduled-maintenance';
import {
  type Calendar,
  dateAndTimeInWords,
  dateInWords,
  nextWindow,
  type Occasion,
  type Overrides,
  type Scheduled,
} from '../shared/calendar';
import { ascii, oneLine } from '../shared/messages/words';
import type { Untold } from './decide';

/** What is known besides what was missed. */
export interface About {
  readonly calendar: Calendar;
  readonly overrides: Overrides;
  /** The last tick that did all it had to, and this one: milliseconds since the epoch. */
  readonly lastTick: number;
  readonly now: number;
}

const TITLES: Readonly<Record<Scheduled, string>> = {
  'morning-checklist': morningChecklist.title,
  'evening-checklist': eveningChecklist.title,
  'maintenance-notice': maintenanceNotice.title,
  'maintenance-cancelled': `${maintenanceNotice.title} (cancelled)`,
  'scheduled-maintenance': scheduledMaintenance.title,
  'end-to-end-probe': endToEndProbe.title,
};

/** SNS takes subjects of up to 100 printable ASCII characters. */
const MOST_SUBJECT = 100;

/** The message to whoever watches the runbook itself: one for all that a tick finds missed. */
export function missedWords(untold: readonly Untold[], about: About): { Subject: string; Message: string } {
  const names = untold.map(({ occasion }) => named(occasion));
  return {
    Subject: ascii(`Did not run: ${names.join(', ')}`).slice(0, MOST_SUBJECT),
    Message: [
      ...untold.map((each) => `${whatHappened(each, about)} ${whatToDo(each, about)}`),
      ...(untold.some(({ why }) => why !== 'called-off') ? [ticks(about)] : []),
    ]
      .map((paragraph) => oneLine(paragraph))
      .join('\n\n'),
  };
}

const named = ({ task, date }: Occasion): string => `${TITLES[task]} of ${dateInWords(date)}`;

function whatHappened({ occasion, seen, why }: Untold, { calendar }: About): string {
  const clock = (at: number | string) => dateAndTimeInWords(calendar, new Date(at).getTime());
  const what = `${named(occasion)} (${occasion.because})`;
  switch (why) {
    case 'not-started':
      return `${what} did not run: it was due from ${clock(occasion.from)} until ${clock(occasion.until)}, and no tick started it.`;
    case 'start-unknown':
      return `${what} may not have run: a tick began to start it at ${clock(seen?.at ?? occasion.from)}, and nobody knows whether it did. Look whether there is an execution ${seen?.execution}.`;
    case 'called-off':
      return `${what} is not begun: stakeholders were told that the window does not take place, and by the calendar of now it does.`;
  }
}

function whatToDo({ occasion: { task, date }, why }: Untold, about: About): string {
  const start = `npm run runbook -- start ${task} --reason "It did not run on ${dateInWords(date)}"`;
  switch (task) {
    case 'morning-checklist':
      return `The day is not checked, and no gate was closed. Check it now: ${start}`;
    case 'evening-checklist':
      return `Its reports are not copied and its positions are not in the ledger. Look after them now: ${start} --date ${date}`;
    case 'maintenance-notice':
      return 'Stakeholders do not know of the window from us: tell them.';
    case 'scheduled-maintenance':
      return why === 'called-off'
        ? `If it is to be used all the same, tell the stakeholders and start it early in the window: ${start}`
        : `It is not begun so late in its window. ${following(about)}`;
    case 'end-to-end-probe':
      return `Whether an alarm reaches a person was not tried this week. Try it now: ${start}`;
    case 'maintenance-cancelled':
      return 'Stakeholders expect the window: tell them that it does not take place.';
  }
}

/** The window after this one. */
function following({ calendar, overrides, now }: About): string {
  const current = nextWindow(calendar, overrides, now);
  const next = current && current.from <= now ? nextWindow(calendar, overrides, current.until) : current;
  if (!next) return 'The calendar has no window any more.';
  const held = next.cancelledBy === undefined ? '' : `, and does not take place (${next.cancelledBy})`;
  return `The next one begins on ${dateAndTimeInWords(calendar, next.from)}${held}.`;
}

const ticks = ({ calendar, lastTick, now }: About): string =>
  `This tick came at ${dateAndTimeInWords(calendar, now)}, and the last one that did all it had to at ${dateAndTimeInWords(calendar, lastTick)}; they come every 15 minutes. If they were missing, look at the schedule and its dead letters (npm run runbook -- letters list); if they came, at the errors of the function start-due.`;
