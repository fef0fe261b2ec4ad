import { type Calendar, nextYearMissing, type Overrides } from '../shared/calendar';
import { type Day, dayOf } from '../shared/calendar/days';
import {
  DAY,
  dateAndTimeInWords,
  dateInWords,
  instantOf,
  type Minutes,
  timeInWords,
  weekdayOf,
} from '../shared/calendar/zone';
import { type ItemAnswer, unchecked } from '../shared/checklist/item';
import { type Answer, attention, failed, ok } from '../shared/checks/check';
import { worstOf } from '../shared/checks/summary';
import type { Look } from '../shared/step';

type Said = { readonly calendar: Calendar; readonly overrides: Overrides };

/**
 * Does the calendar know the day, and the year to come? A day that may trade at a time nobody knows needs attention: people
 * have to say so in an override. Next year is missed from 1 December on, when the exchange has published it or soon will;
 * in a year that is not there every weekday is a guess, and that is a failure. A change freeze is as people wanted it, and
 * whoever plans the day should know. Without calendar or overrides nobody knows anything.
 */
export function decideCalendar(said: Look<Said>, date: string): ItemAnswer {
  if ('unseen' in said) return unchecked(`The calendar could not be checked: ${said.unseen}.`);
  const { calendar, overrides } = said.seen;
  const today = dayOf(calendar, overrides, date);
  const freezes = freezesOn(said.seen, date);
  const year = nextYear(calendar, date);
  const answers = [aboutToday(calendar, date, today), ...(year ? [year] : []), ...freezes];
  return {
    ...worstOf(answers),
    says: answers.map(({ says }) => `${says}.`).join(' '),
    details: answers.map(({ state, says }) => `${state}: ${says}`),
    numbers: { day: today.kind, 'change freezes': freezes.length, 'years known': Object.keys(calendar.days).join(' ') },
  };
}

function aboutToday(calendar: Calendar, date: string, day: Day): Answer {
  const clock = (minutes: Minutes) => timeInWords(calendar, instantOf(calendar, date, minutes));
  const is = `${weekdayOf(date)}, ${dateInWords(date)}, is`;
  switch (day.kind) {
    case 'closed':
      return ok(`${is} no trading day (${day.because})`);
    case 'unknown': {
      const at = day.from === 0 && day.to >= DAY ? 'at any time' : `between ${clock(day.from)} and ${clock(day.to)}`;
      return attention(
        `${is} a day that may trade ${at}: ${day.because}; its hours go into the calendar's overrides as soon as somebody knows them`,
      );
    }
    case 'trading': {
      const { preOpen, sessions } = day.hours;
      const hours = sessions.map(({ opens, closes }) => `${clock(opens)} to ${clock(closes)}`).join(' and ');
      const kind = day.occasion === undefined ? 'a trading day' : `a trading day of its own (${day.occasion})`;
      return ok(`${is} ${kind}: ${hours}, pre-open at ${clock(preOpen)}`);
    }
  }
}

function nextYear(calendar: Calendar, date: string): Answer | undefined {
  const missing = nextYearMissing(calendar, instantOf(calendar, date, DAY / 2));
  if (missing === undefined) return undefined;
  const says = missing.replace(/\.$/, '');
  return calendar.days[date.slice(0, 4)] ? attention(says) : failed(says);
}

/** Every freeze that covers some of the day. */
function freezesOn({ calendar, overrides }: Said, date: string): Answer[] {
  const [begins, ends] = [instantOf(calendar, date, 0), instantOf(calendar, date, DAY)];
  return (overrides.freezes ?? [])
    .filter(({ from, to }) => Date.parse(from) < ends && Date.parse(to) > begins)
    .map(({ from, to, because }) => {
      const words = (at: string) => dateAndTimeInWords(calendar, Date.parse(at));
      return attention(`Change freeze from ${words(from)} to ${words(to)}: ${because}`);
    });
}
