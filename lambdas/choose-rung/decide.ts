import type { Mode } from '../shared/guard/mode';
import type { Incident } from '../shared/incident';
import type { Contact, Rung } from '../shared/path';
import type { Look } from '../shared/step';
import { clockTime } from '../shared/wording';

/** A rung, and which of its contacts has a confirmed address. */
export interface RungSeen {
  readonly title: string;
  readonly contacts: readonly { readonly contact: Contact; readonly confirmed: Look<boolean> }[];
}

/** Rungs that are passed over because nobody on them can be reached. */
type Skipped = readonly { readonly rung: number; readonly title: string }[];

export type Choice =
  | {
      readonly next: 'page';
      /** From 1. */
      readonly rung: number;
      readonly title: string;
      readonly contacts: readonly Contact[];
      readonly skipped: Skipped;
      /** What follows an acknowledgement: before the deadline, waiting for it; after it, nothing. */
      readonly afterAcknowledge: 'wait-for-deadline' | 'done';
    }
  | {
      /** `wait-for-deadline`: somebody has it. `last-resort`: nobody on the whole path can be reached. */
      readonly next: 'wait-for-deadline' | 'last-resort' | 'done';
      readonly because: string;
      readonly skipped: Skipped;
    };

/**
 * Who is to be paged next. An incident that has ended pages nobody. One that was acknowledged before its deadline climbs
 * again only when the deadline has passed; one that was acknowledged after it does not climb any more. A rung on which
 * nobody has a confirmed address is passed over at once; where that could not be checked the contact is paged: a page too
 * many beats a page too few. A runbook that is not trusted to act pages nobody; where its mode cannot be read it does. A
 * rung is paged once. When nobody at all can be reached, that is for the last resort.
 *
 * @param asked the instant at which the workflow asked: asking again for the same instant gets the same rung.
 */
export function chooseRung(
  incident: Pick<Incident, 'status' | 'acknowledged' | 'deadlineAt' | 'rungs'>,
  mode: Look<Mode>,
  path: readonly RungSeen[],
  now: number,
  asked: string,
): Choice {
  const nobody = (
    next: 'wait-for-deadline' | 'last-resort' | 'done',
    because: string,
    skipped: Skipped = [],
  ): Choice => ({
    next,
    because,
    skipped,
  });
  if (incident.status !== 'open') return nobody('done', `The incident has ended as ${incident.status}.`);
  if ('seen' in mode && mode.seen !== 'act')
    return nobody('done', `The mode is ${mode.seen}: only the incident channel is told.`);
  const deadline = new Date(incident.deadlineAt).getTime();
  if (incident.acknowledged) {
    const { by, at } = incident.acknowledged;
    const words = `Acknowledged by ${by} at ${clockTime(at)}.`;
    if (now < deadline) return nobody('wait-for-deadline', words);
    if (new Date(at).getTime() >= deadline) return nobody('done', words);
  }
  const before = (incident.rungs ?? []).filter((chosen) => chosen.asked !== asked);
  const recorded = incident.rungs?.find((chosen) => chosen.asked === asked);
  const after = recorded ? recorded.rung - 1 : Math.max(0, ...before.map(({ rung }) => rung));
  const skipped: { rung: number; title: string }[] = [];
  for (const [index, { title, contacts }] of path.entries()) {
    const rung = index + 1;
    if (rung <= after) continue;
    const reachable = contacts
      .filter(({ confirmed }) => 'unseen' in confirmed || confirmed.seen)
      .map(({ contact }) => contact);
    if (reachable.length > 0 || recorded?.rung === rung) {
      const paged = reachable.length > 0 ? reachable : contacts.map(({ contact }) => contact);
      const afterAcknowledge = now < deadline ? 'wait-for-deadline' : 'done';
      return { next: 'page', rung, title, contacts: paged, skipped, afterAcknowledge };
    }
    skipped.push({ rung, title });
  }
  return before.length === 0
    ? nobody('last-resort', 'Nobody on the escalation path has a confirmed address.', skipped)
    : nobody('done', 'The escalation path has ended.', skipped);
}

/** The rungs as the workflow passes them in. */
export type Path = readonly Rung[];
