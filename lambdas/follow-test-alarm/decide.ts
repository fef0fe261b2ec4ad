import { PROBE_LIMITS } from '../../runbooks/actions-of-probe';
import type { Incident } from '../shared/incident';
import type { Look, StepResult } from '../shared/step';
import { duration } from '../shared/wording';

/** The incident of the test alarm, and what was said at its end. */
export interface Followed {
  readonly incident: Pick<
    Incident,
    'id' | 'status' | 'openedAt' | 'pages' | 'acknowledged' | 'closedAt' | 'takenOverBy'
  >;
  /** Whether its report can be read; undefined while it is open. */
  readonly reported: Look<true> | undefined;
}

export interface Following {
  /** ISO 8601 in UTC. */
  readonly raisedAt: string;
  /** Undefined: no incident has been opened by the test alarm since it was raised. */
  readonly followed: Look<Followed | undefined>;
  readonly until: 'acknowledged' | 'reported';
  /** Milliseconds since the epoch. */
  readonly now: number;
}

type Station = keyof typeof PROBE_LIMITS;

/** Who was to have brought it there: where to look when it did not come. */
const BROUGHT_BY: Readonly<Record<Station, string>> = {
  opened: 'the test alarm, its rule, the dead letters and the runs of the Test Alarm’s workflow',
  paged: 'the runs of the escalation’s workflow and the function page-contacts',
  acknowledged:
    'the subscription of the probe’s topic, the function answer-test-page, the HTTP API and acknowledge-page',
  reported: 'the verification in the Test Alarm’s run, the function document-incident and the bucket of the reports',
};

const DONE: Readonly<Record<Station, string>> = {
  opened: 'opened as an incident',
  paged: 'paged',
  acknowledged: 'acknowledged',
  reported: 'fixed and reported',
};

/** How the way stands: when each station was reached, in milliseconds since the epoch; undefined: not yet. */
interface Way {
  readonly station: Station;
  readonly at: number | undefined;
}

/**
 * Whether the test alarm has come as far as it is followed. It is waited for while every station that is not reached may
 * still be; one that was reached too late, or was not reached in its time, is for people, and is said by its name. What
 * cannot be read is waited for as well: the last station's time runs on. An incident of the whole system that takes the
 * test over ends the probe: it has proved nothing.
 */
export function decideFollowing({ raisedAt, followed, until, now }: Following): StepResult {
  const raised = Date.parse(raisedAt);
  const seen = 'seen' in followed ? followed.seen : undefined;
  const { takenOverBy } = seen?.incident ?? {};
  if (takenOverBy)
    return {
      outcome: 'stand-down',
      finding: `Incident ${takenOverBy} stands for the test by now: this probe has proved nothing.`,
      refused: { act: 'the rest of the probe', because: 'taken over' },
    };
  const unread = 'unseen' in followed ? ` The incident could not be read: ${followed.unseen}.` : '';
  const way = stations(seen).slice(0, until === 'acknowledged' ? 3 : 4);
  const told: string[] = [];
  let before = raised;
  for (const { station, at } of way) {
    const took = ((at ?? now) - before) / 1000;
    const limit = PROBE_LIMITS[station];
    if (took > limit) {
      const how = at === undefined ? `is not ${DONE[station]} after` : `was ${DONE[station]} only after`;
      return {
        outcome: 'escalate',
        verdict: 'not-fixed',
        finding: `${said(told)}The test alarm ${how} ${duration(took)}; ${duration(limit)} are expected.${unread}`,
        advice: `An alarm may take the same way as badly. Look at ${BROUGHT_BY[station]}.`,
      };
    }
    if (at === undefined)
      return { outcome: 'wait', finding: `${said(told)}Not ${DONE[station]} yet, after ${duration(took)}.${unread}` };
    told.push(`${DONE[station]} after ${duration(took)}`);
    before = at;
  }
  return { outcome: 'continue', finding: said(told).trimEnd() };
}

/** `Opened as an incident after 95 s, paged after 3 s. ` */
function said(told: readonly string[]): string {
  const words = told.join(', ');
  return words === '' ? '' : `${words.charAt(0).toUpperCase()}${words.slice(1)}. `;
}

function stations(followed: Followed | undefined): readonly Way[] {
  const { incident, reported } = followed ?? {};
  const at = (instant: string | undefined) => (instant === undefined ? undefined : Date.parse(instant));
  // Only what was fixed is the end of the way that is tested; what a person has closed has no report of it.
  const fixed = incident?.status === 'fixed' && reported && 'seen' in reported;
  return [
    { station: 'opened', at: at(incident?.openedAt) },
    { station: 'paged', at: at(incident?.pages?.[0]?.at) },
    { station: 'acknowledged', at: at(incident?.acknowledged?.at) },
    { station: 'reported', at: fixed ? at(incident?.closedAt) : undefined },
  ];
}
