import type { Mode } from '../shared/guard/mode';
import type { Settings } from '../shared/guard/settings';
import type { Incident } from '../shared/incident';
import type { Contact } from '../shared/path';
import type { Look } from '../shared/step';
import { clockTime, dateAndTime } from '../shared/wording';
import { heldUntil, type Paging } from './hold';
import { type RungSeen, whoOn } from './who';

export type Choice =
  | {
      readonly next: 'page';
      /** From 1. */
      readonly rung: number;
      readonly title: string;
      readonly contacts: readonly Contact[];
      /** Whom to page at once, in this order, if those cannot be paged. */
      readonly otherwise: readonly Contact[];
      /** Sentences for the timeline: rungs passed over, a backup in place of a primary. */
      readonly said: readonly string[];
      /** Nobody has been paged about this incident before. */
      readonly first: boolean;
      /** What follows an acknowledgement: before the deadline, waiting for it; after it, nothing. */
      readonly afterAcknowledge: 'wait-for-deadline' | 'done';
    }
  | {
      readonly next: 'hold';
      /** When to ask again; ISO 8601 in UTC. */
      readonly until: string;
      readonly because: string;
      readonly said: readonly string[];
    }
  | {
      /** `wait-for-deadline`: somebody has it. `last-resort`: nobody on the whole path can be reached. */
      readonly next: 'wait-for-deadline' | 'last-resort' | 'done';
      readonly because: string;
      readonly said: readonly string[];
    };

/** What the choice is made of, besides the incident. */
export interface Asking {
  readonly mode: Look<Mode>;
  readonly calendar: Settings['calendar'];
  readonly paging: Paging;
  readonly path: readonly RungSeen[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The instant at which the workflow asked: asking again for the same instant gets the same rung. */
  readonly asked: string;
}

type About = Pick<Incident, 'status' | 'severity' | 'acknowledged' | 'deadlineAt' | 'rungs' | 'held'>;

/**
 * Who is to be paged next. An incident that has ended pages nobody. One that was acknowledged before its deadline climbs
 * again only when the deadline has passed; one that was acknowledged after it does not climb any more. A runbook that is
 * not trusted to act pages nobody; where its mode cannot be read it does. A rung is paged once, and one on which nobody
 * can be reached is passed over at once (who.ts). When nobody at all can be reached, that is for the last resort. What
 * would be paged now may be held until the morning (hold.ts), but for a page that this very asking has decided before.
 */
export function chooseRung(incident: About, asking: Asking): Choice {
  const { mode, calendar, paging, now, asked } = asking;
  const deadline = new Date(incident.deadlineAt).getTime();
  if (incident.status !== 'open') return nobody('done', `The incident has ended as ${incident.status}.`);
  if ('seen' in mode && mode.seen !== 'act')
    return nobody('done', `The mode is ${mode.seen}: only the incident channel is told.`);
  if (incident.acknowledged) {
    const { by, at } = incident.acknowledged;
    const words = `Acknowledged by ${by} at ${clockTime(at)}.`;
    if (now < deadline) return nobody('wait-for-deadline', words);
    if (new Date(at).getTime() >= deadline) return nobody('done', words);
  }
  const choice = climb(incident, asking, now < deadline ? 'wait-for-deadline' : 'done');
  const decidedBefore = incident.rungs?.some((chosen) => chosen.asked === asked);
  if (choice.next === 'done' || decidedBefore) return choice;
  const until = heldUntil(incident, paging, calendar, now);
  if (until === undefined) return choice;
  // Who is on call then, and can be reached, is asked then.
  const because = `Held until ${dateAndTime(until)}: ${incident.severity} outside the session; it stands on the morning checklist.`;
  return { next: 'hold', until: new Date(until).toISOString(), because, said: [] };
}

/**
 * Whether the rung that was asked before this asking has let its time go by: nobody has acknowledged since it was chosen.
 * Asked for the same instant again, it was noticed before.
 */
export function isUnanswered({ status, rungs = [], acknowledged }: About, asked: string): boolean {
  const last = rungs.at(-1);
  if (status !== 'open' || !last || last.asked === asked) return false;
  return !acknowledged || Date.parse(acknowledged.at) < Date.parse(last.asked);
}

function climb({ rungs = [] }: About, { path, asked }: Asking, afterAcknowledge: 'wait-for-deadline' | 'done'): Choice {
  const before = rungs.filter((chosen) => chosen.asked !== asked);
  const recorded = rungs.find((chosen) => chosen.asked === asked);
  const after = recorded ? recorded.rung - 1 : Math.max(0, ...before.map(({ rung }) => rung));
  const said: string[] = [];
  for (const [index, seen] of path.entries()) {
    const rung = index + 1;
    if (rung <= after) continue;
    const { contacts, otherwise, said: about } = whoOn(seen, rung, recorded?.rung === rung);
    said.push(...about);
    if (contacts.length > 0)
      return {
        next: 'page',
        rung,
        title: seen.title,
        contacts,
        otherwise,
        said,
        first: before.length === 0,
        afterAcknowledge,
      };
  }
  return before.length === 0
    ? nobody('last-resort', 'Nobody on the escalation path has a confirmed address.', said)
    : nobody('done', 'The escalation path has ended.', said);
}

const nobody = (
  next: 'wait-for-deadline' | 'last-resort' | 'done',
  because: string,
  said: readonly string[] = [],
): Choice => ({ next, because, said });
