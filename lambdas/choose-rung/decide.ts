import type { Incident } from '../shared/incident';
import type { Contact, Rung } from '../shared/path';
import type { Look } from '../shared/step';
import { clockTime } from '../shared/wording';

/** A rung, and which of its contacts has a confirmed address. */
export interface RungSeen {
  readonly title: string;
  readonly contacts: readonly { readonly contact: Contact; readonly confirmed: Look<boolean> }[];
}

export type Choice =
  | { readonly page: false; readonly because: string }
  | {
      readonly page: true;
      /** From 1. */
      readonly rung: number;
      readonly title: string;
      readonly contacts: readonly Contact[];
      /** Rungs that were passed over because nobody on them can be reached. */
      readonly skipped: readonly { rung: number; title: string }[];
      /** What follows an acknowledgement: before the deadline, waiting for it; after it, nothing. */
      readonly afterAcknowledge: 'wait-for-deadline' | 'done';
    };

/**
 * Who is to be paged next. An incident that has ended pages nobody. One that was acknowledged climbs again only when its
 * deadline has passed. A rung on which nobody has a confirmed address is passed over at once; where that could not be
 * checked the contact is paged: a page too many beats a page too few. A rung is paged once.
 */
export function chooseRung(
  incident: Pick<Incident, 'status' | 'acknowledged' | 'deadlineAt' | 'rungs'>,
  path: readonly RungSeen[],
  now: number,
): Choice {
  if (incident.status !== 'open') return { page: false, because: `The incident has ended as ${incident.status}.` };
  const deadline = new Date(incident.deadlineAt).getTime();
  if (incident.acknowledged && now < deadline) {
    const { by, at } = incident.acknowledged;
    return { page: false, because: `Acknowledged by ${by} at ${clockTime(at)}.` };
  }
  const after = Math.max(0, ...(incident.rungs ?? []));
  const skipped: { rung: number; title: string }[] = [];
  for (const [index, { title, contacts }] of path.entries()) {
    const rung = index + 1;
    if (rung <= after) continue;
    const reachable = contacts
      .filter(({ confirmed }) => 'unseen' in confirmed || confirmed.seen)
      .map(({ contact }) => contact);
    if (reachable.length > 0) {
      const afterAcknowledge = now < deadline ? 'wait-for-deadline' : 'done';
      return { page: true, rung, title, contacts: reachable, skipped, afterAcknowledge };
    }
    skipped.push({ rung, title });
  }
  return { page: false, because: 'The escalation path has ended.' };
}

/** The rungs as the workflow passes them in. */
export type Path = readonly Rung[];
