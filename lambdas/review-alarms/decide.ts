import { morningChecklist } from '../../runbooks/checklists';
import { attention, type ItemAnswer, ok, unchecked } from '../shared/checklist/item';
import { dateInIndia } from '../shared/day-signals';
import type { Look } from '../shared/step';
import { clockTime, counted, dateAndTime } from '../shared/wording';
import type { AlarmOn } from '../show-status/status';
import type { History } from './history';
import type { Incidents, Told } from './incidents';
import type { Since } from './since';

export interface Seen {
  /** The day that is checked, as `2026-11-23`. */
  readonly date: string;
  readonly since: Since;
  /** Alarms of ours that are in ALARM now. */
  readonly alarms: Look<readonly AlarmOn[]>;
  readonly history: Look<History>;
  readonly incidents: Look<Incidents>;
}

/**
 * What went off since people were told last. Nothing of it fails: an alarm has its runbook, and a runbook that did not help
 * has paged somebody; the morning only makes sure that nobody begins the day without knowing. First comes what was escalated
 * and is still open, then pages that were held until now, then the rest. A part that cannot be read makes the whole
 * something that could not be checked, and what the others say is told all the same.
 */
export function decideAlarms({ date, since, alarms, history, incidents }: Seen): ItemAnswer {
  const told = 'seen' in incidents ? incidents.seen.told.filter((one) => !isOwn(one, date) && !isWorkDone(one)) : [];
  const escalated = told.filter(
    ({ incident: { status, escalatedAt } }) => status === 'open' && escalatedAt !== undefined,
  );
  const open = told.filter(({ incident: { status, escalatedAt } }) => status === 'open' && escalatedAt === undefined);
  const held = told.filter(({ incident }) => incident.held !== undefined);
  const fresh = told.filter(({ incident }) => new Date(incident.openedAt).getTime() >= since.at);
  const leftOut = 'seen' in incidents ? incidents.seen.leftOut : 0;
  const on = 'seen' in alarms ? alarms.seen : [];
  const { transitions, truncated } = 'seen' in history ? history.seen : { transitions: [], truncated: false };
  const changes = transitions.reduce((sum, { count }) => sum + count, 0);
  const parts = [
    ...(escalated.length > 0 ? [`escalated and still open: ${names(escalated)}`] : []),
    ...(held.length > 0 ? [`pages held for the morning: ${names(held)}`] : []),
    ...(open.length > 0 ? [`open: ${names(open)}`] : []),
    ...(on.length > 0 ? [`in ALARM now: ${on.map(({ name }) => name).join(', ')}`] : []),
    ...(changes > 0 || truncated
      ? [
          `${truncated ? 'at least ' : ''}${counted(changes, 'change')} to ALARM of ${counted(transitions.length, 'alarm')}${truncated ? ' (truncated: there may be more)' : ''}`,
        ]
      : []),
    ...(fresh.length + leftOut > 0
      ? [`${counted(fresh.length + leftOut, 'incident')} opened${endedWords(fresh)}`]
      : []),
  ];
  const unseen = [alarms, history, incidents].flatMap((look, index) =>
    'unseen' in look ? [`${PARTS[index]} (${look.unseen})`] : [],
  );
  const from = `Since ${dateAndTime(since.at)}${since.because ? ` (24 h: ${since.because})` : ''}`;
  const quiet = unseen.length > 0 ? 'nothing else is known' : 'no alarm, no incident, no held page';
  const says = `${from}: ${parts.length > 0 ? parts.join('; ') : quiet}.`;
  const more = {
    details: [...escalated, ...told.filter((one) => !escalated.includes(one))].map(incidentLine).concat(
      on.map(({ name, since: at, reason }) => `${name} in ALARM since ${dateAndTime(at)}: ${reason}`),
      transitions.map(({ alarm, count, last }) => `${alarm}: ${count} x to ALARM, last at ${clockTime(last)}`),
    ),
    numbers: {
      since: new Date(since.at).toISOString(),
      inAlarm: 'seen' in alarms ? on.length : null,
      changesToAlarm: 'seen' in history ? changes : null,
      incidents: 'seen' in incidents ? fresh.length + leftOut : null,
      escalatedAndOpen: 'seen' in incidents ? escalated.length : null,
      held: 'seen' in incidents ? held.length : null,
    },
  };
  if (unseen.length > 0) return unchecked(`Could not read ${unseen.join(' and ')}. ${says}`, more);
  return parts.length > 0 ? attention(says, more) : ok(says, more);
}

/** What this morning's checklist has begun itself is no news of the night: its next run would only tell of the one before. */
const isOwn = ({ incident: { startedBy, openedAt } }: Told, date: string): boolean =>
  startedBy === morningChecklist.id && dateInIndia(new Date(openedAt).getTime()) === date;

/** Work that was planned, and was done, is no fault of the night. */
const isWorkDone = ({ incident: { planned, status } }: Told): boolean => planned === true && status === 'fixed';

const PARTS = ['the alarms', "the alarms' history", 'the incidents'];

const names = (told: readonly Told[]): string =>
  told.map(({ incident: { id, severity } }) => `${severity} ${id}`).join(', ');

const NAMED = 3;

/** Those of them that people need not look for any more, by name. */
function endedWords(fresh: readonly Told[]): string {
  const ended = fresh.filter(({ incident: { status } }) => status !== 'open');
  const said = ended.slice(0, NAMED).map(({ incident: { id, severity, status } }) => `${severity} ${id} (${status})`);
  if (said.length === 0) return '';
  return `, ended: ${[...said, ...(ended.length > NAMED ? [`${ended.length - NAMED} more`] : [])].join(', ')}`;
}

const incidentLine = ({ incident: { id, severity, title, openedAt, escalatedAt, held }, ending }: Told): string =>
  [
    `${severity} ${id} (${title}), opened ${dateAndTime(openedAt)}`,
    ...(escalatedAt ? [`escalated at ${clockTime(escalatedAt)}`] : []),
    ...(held ? [`its page held until ${clockTime(held.until)}`] : []),
    ending,
  ].join('; ');
