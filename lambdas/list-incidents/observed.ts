import type { Runbook } from '../../runbooks/runbook';
import type { Incident, Line } from '../shared/incident';
import { counted } from '../shared/wording';
import { type Ending, endingOf } from './ending';

/** An incident and what was written down of it. */
export interface Watched {
  readonly incident: Incident;
  readonly timeline: readonly Line[];
}

export interface ObservedIncident {
  readonly id: string;
  readonly alarmAt: string;
  /** What it would have done, because everything but the mode allowed it: the exact command stands in the sentence. */
  readonly would: readonly { readonly at: string; readonly act: string; readonly says: string }[];
  /** What a guard has refused, or would have refused whatever the mode. */
  readonly refused: readonly { readonly at: string; readonly act: string; readonly because: string }[];
  readonly ending: Ending;
}

export interface ObservedRunbook {
  readonly id: string;
  readonly title: string;
  /** Everything it was started for in the time, whether or not it came to an act. */
  readonly started: number;
  /** Only those in which it came to an act, or to the refusal of one; the latest first. */
  readonly incidents: readonly ObservedIncident[];
  readonly said: string;
}

/**
 * What an owner reads before a runbook is switched to act: what it would have done and when, how the fault ended without
 * it, and what would have kept it from acting. A runbook that was never started stands there as well: of it nothing is
 * known yet.
 */
export function observe(
  runbooks: readonly Pick<Runbook, 'id' | 'title'>[],
  watched: readonly Watched[],
): ObservedRunbook[] {
  return runbooks.map(({ id, title }) => {
    const own = watched.filter(({ incident }) => incident.runbook === id);
    const incidents = own
      .map(observedIncident)
      .filter(({ would, refused }) => would.length + refused.length > 0)
      .sort((one, other) => other.alarmAt.localeCompare(one.alarmAt));
    return { id, title, started: own.length, incidents, said: inWords(own.length, incidents) };
  });
}

function observedIncident({ incident, timeline }: Watched): ObservedIncident {
  const held = timeline.flatMap(({ at, finding, refused }) => (refused ? [{ at, finding, ...refused }] : []));
  return {
    id: incident.id,
    alarmAt: incident.alarmAt,
    would: once(
      held.filter(({ because }) => because === OBSERVE).map(({ at, act, finding }) => ({ at, act, says: finding })),
      ({ act, says }) => `${act} ${says}`,
    ),
    refused: once(
      held.filter(({ because }) => because !== OBSERVE).map(({ at, act, because }) => ({ at, act, because })),
      ({ act, because }) => `${act} ${because}`,
    ),
    ending: endingOf(incident, timeline),
  };
}

/** The guard's word for: everything allowed it, and it was only said. */
const OBSERVE = 'observe';

/** A step that is asked several times says the same several times; the first counts. */
function once<T>(all: readonly T[], what: (one: T) => string): T[] {
  return all.filter((one, index) => all.findIndex((other) => what(other) === what(one)) === index);
}

const WORDS: Readonly<Record<Ending['how'], string>> = {
  'by-itself': 'passed by itself',
  acknowledged: 'fixed after a person had acknowledged it',
  person: 'ended by a person',
  acted: 'ended after something was done to the system',
  'stood-down': 'stood down',
  'taken-over': 'taken over by another incident',
  open: 'still open',
};

function inWords(started: number, incidents: readonly ObservedIncident[]): string {
  if (started === 0) return 'Not started in that time: nothing is known of it yet.';
  const would = incidents.filter((one) => one.would.length > 0);
  const only = incidents.length - would.length;
  const endings = (Object.keys(WORDS) as Ending['how'][]).flatMap((how) => {
    const count = would.filter(({ ending }) => ending.how === how).length;
    return count === 0 ? [] : [`${count} ${WORDS[how]}`];
  });
  return [
    `Started ${counted(started, 'time')}`,
    would.length === 0
      ? 'it would have done nothing'
      : `it would have acted in ${would.length} (${endings.join(', ')})`,
    ...(only > 0 ? [`a guard alone kept it from acting in ${only}`] : []),
  ]
    .join('; ')
    .concat('.');
}
