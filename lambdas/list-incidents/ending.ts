import type { Incident, Line } from '../shared/incident';
import { clockTime, dateAndTime } from '../shared/wording';

/** How a fault ended, as far as what was written down can tell. */
export interface Ending {
  readonly how: 'by-itself' | 'acknowledged' | 'person' | 'acted' | 'stood-down' | 'taken-over' | 'open';
  /** One sentence, with by whom and when. */
  readonly says: string;
}

/** Refusals that show a person, or somebody's pipeline, at work on the very thing. */
const SIGNS_OF_A_PERSON: readonly string[] = [
  'disabled on purpose',
  'stopped on purpose',
  "a person's hand",
  'a deployment that is not ours is under way',
];

/**
 * How the fault ended. The first that holds:
 *
 * 1. The incident is open.
 * 2. Another incident stands for it: how that one ended is told there.
 * 3. A person closed it, or left a sign in the timeline: a hand on the service, trading or service stopped on purpose, a
 *    deployment that is not ours.
 * 4. Something was done to the system by a runbook, so nothing is learnt about the fault alone.
 * 5. It stood down for another reason.
 * 6. It was fixed. If somebody had acknowledged it before, whether they mended it is not known; otherwise nobody was seen
 *    near it, and it passed by itself.
 */
export function endingOf(incident: Incident, timeline: readonly Line[]): Ending {
  const { status, closedAt, closedBy, takenOverBy, acknowledged } = incident;
  const when = closedAt ? ` on ${dateAndTime(closedAt)}` : '';
  if (status === 'open') return { how: 'open', says: 'It is open.' };
  if (status === 'taken-over') return { how: 'taken-over', says: `Incident ${takenOverBy ?? '?'} stands for it.` };
  if (closedBy) return { how: 'person', says: `Closed by ${closedBy.by}${when}: ${closedBy.reason}` };
  const sign = timeline.find(({ refused }) => refused && SIGNS_OF_A_PERSON.includes(refused.because));
  if (sign?.refused) {
    return {
      how: 'person',
      says: `${status === 'fixed' ? 'Fixed' : 'Stood down'}${when}; a person was at work at ${clockTime(sign.at)}: ${sign.refused.because}.`,
    };
  }
  const act = timeline.find((line) => line.act)?.act;
  if (act) return { how: 'acted', says: `Ended as ${status}${when}, after ${act.action} of ${act.resource}.` };
  if (status !== 'fixed') {
    const last = timeline.findLast(({ refused }) => refused)?.refused;
    return { how: 'stood-down', says: `Stood down${when}${last ? `: ${last.because}` : ''}.` };
  }
  if (acknowledged && acknowledged.at <= (closedAt ?? acknowledged.at)) {
    return {
      how: 'acknowledged',
      says: `Fixed${when}; ${acknowledged.by} had acknowledged it at ${clockTime(acknowledged.at)}.`,
    };
  }
  return { how: 'by-itself', says: `Fixed${when}, and nobody was seen near it.` };
}
