import { holder } from '../acknowledge-page/decide';
import type { Incident } from '../shared/incident';
import { clockTime, counted, dateAndTime, datePath } from '../shared/wording';

/** `10:02:17 IST`, and the date where it is not today's in India. @param now milliseconds since the epoch. */
export const moment = (at: string | number, now: number): string =>
  datePath(at) === datePath(now) ? clockTime(at) : dateAndTime(at);

/** `40 s`, `12 min`, `2 h 5 min`, `3 days 4 h`: as exact as anybody says it. */
export function span(seconds: number): string {
  const minutes = Math.floor(Math.max(0, seconds) / 60);
  const hours = Math.floor(minutes / 60);
  const and = (rest: number, unit: string) => (rest === 0 ? '' : ` ${rest} ${unit}`);
  if (minutes === 0) return `${Math.floor(Math.max(0, seconds))} s`;
  if (hours === 0) return `${minutes} min`;
  if (hours < 48) return `${hours} h${and(minutes % 60, 'min')}`;
  return `${Math.floor(hours / 24)} days${and(hours % 24, 'h')}`;
}

/** Since when it is wrong, and for how long it was or is. */
export function sinceWhen({ alarmAt, closedAt }: Pick<Incident, 'alarmAt' | 'closedAt'>, now: number): string {
  const until = closedAt === undefined ? now : Date.parse(closedAt);
  const length = span((until - Date.parse(alarmAt)) / 1000);
  return `Since ${dateAndTime(alarmAt)}, ${closedAt === undefined ? 'for' : 'it lasted'} ${length}.`;
}

/** How the incident stands, one sentence a line: what it is, whom it has reached, who has it, and by when. */
export function statusOf(incident: Incident, now: number): string[] {
  return [standing(incident, now), ...(incident.status === 'open' ? reached(incident, now) : []), ...besides(incident)];
}

function standing({ status, verdict, closedAt, closedBy, takenOverBy }: Incident, now: number): string {
  const at = closedAt === undefined ? '' : ` at ${moment(closedAt, now)}`;
  switch (status) {
    case 'open':
      return `Open. ${VERDICTS[verdict ?? 'none']}`;
    case 'fixed':
      return `Fixed${at}.`;
    case 'stood-down':
      return `Stood down${at}: a person wants the system as it is.`;
    case 'taken-over':
      return `Taken over${at}: incident ${takenOverBy ?? '(not said)'} stands for this one.`;
    case 'closed':
      return `Closed${at} by ${closedBy?.by ?? 'somebody'}: ${closedBy?.reason ?? 'no reason is kept'}`;
  }
}

const VERDICTS = {
  fixed: 'The last look found it fixed; it is not closed yet.',
  'not-fixed': 'The last look found it not fixed.',
  unknown: 'Whether it is fixed could not be checked, and unknown is not fixed.',
  none: 'Nobody has looked yet whether it is fixed.',
} as const;

function reached(incident: Incident, now: number): string[] {
  const { escalatedAt, observed, held, deadlineAt, acknowledged } = incident;
  const over = now >= Date.parse(deadlineAt);
  const has = holder(incident, now);
  return [
    ...(escalatedAt
      ? [`Escalated to people at ${moment(escalatedAt, now)}.`]
      : ['Not escalated: the runbook works on it.']),
    ...(observed ? ['The runbook only observes: nobody was paged.'] : []),
    ...(held && now < Date.parse(held.until)
      ? [`Pages are held until ${moment(held.until, now)}: it is not urgent.`]
      : []),
    has ? `Acknowledged by ${has.by} at ${moment(has.at, now)}.` : 'Nobody has it: it is not acknowledged.',
    ...(acknowledged && !has
      ? [`${acknowledged.by} acknowledged at ${moment(acknowledged.at, now)}, which held until the deadline.`]
      : []),
    `The response time ${over ? 'ended' : 'ends'} at ${moment(deadlineAt, now)}.`,
  ];
}

const besides = ({ joined, startedBy, tookOver = [] }: Incident): string[] => [
  ...(startedBy ? [`Started by ${startedBy}.`] : []),
  ...(joined > 0 ? [`${counted(joined, 'further signal')} joined it.`] : []),
  ...(tookOver.length > 0 ? [`It stands for ${tookOver.join(', ')} as well.`] : []),
];
