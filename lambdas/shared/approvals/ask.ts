import { acknowledgeSeconds } from '../../../runbooks/severity';
import type { StepContext } from '../step';
import type { Approval, Question } from './approval';
import { changes } from './decide';
import type { ApprovalTable } from './table';

/** What the workflow is told of a question. */
export interface Asked {
  /** Id of the question within its incident. */
  readonly approval: string;
  /** Seconds its answer is waited for: a little longer than it counts, so that the question expires before the state. */
  readonly waitSeconds: number;
}

/** How often one step may ask in one incident: a world that changes between every yes and its act is for people. */
const MOST_QUESTIONS = 3;

const SPARE_SECONDS = 30;

/** Ids that may be taken by others at the same instant. */
const TRIES = 4;

/**
 * Writes a step's question down, before anybody is paged about it. It is open until the incident's deadline, and at least
 * as long as one rung has to acknowledge. What was approved before, and is asked anew, is void; a question of this step that
 * nobody waits for, because the try that wrote it died, lapses unless it is this very one.
 * @returns undefined when the step has asked often enough.
 */
export async function ask(
  approvals: ApprovalTable,
  step: string,
  question: Question,
  { incident, approval: before, now }: Pick<StepContext, 'incident' | 'approval' | 'now'>,
): Promise<Asked | undefined> {
  if (before) await approvals.void(incident.id, before.id);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const all = await approvals.ofIncident(incident.id);
    const ofStep = all.filter((one) => one.step === step);
    const open = ofStep.filter(({ status }) => status === 'asked');
    const same = open.find((one) => isSame(one, question) && !one.waiting && expiry(one) > now());
    for (const other of open.filter((one) => one !== same)) await approvals.lapse(incident.id, other.id, 'asked');
    if (same) return asked(same, now());
    if (ofStep.length >= MOST_QUESTIONS) return undefined;
    const least = now() + acknowledgeSeconds(incident.severity) * 1000;
    const one = {
      ...question,
      id: `a${all.length + 1}`,
      incidentId: incident.id,
      step,
      askedAt: new Date(now()).toISOString(),
      expiresAt: new Date(Math.max(new Date(incident.deadlineAt).getTime(), least)).toISOString(),
      ...(incident.startedBy ? { requester: incident.startedBy } : {}),
    };
    if (await approvals.ask(one)) return asked(one, now());
  }
  throw new Error(`Others have asked in ${incident.id} at the same instant, ${TRIES} times.`);
}

const expiry = ({ expiresAt }: Pick<Approval, 'expiresAt'>): number => new Date(expiresAt).getTime();

const isSame = (one: Approval, { act, resource, command, facts }: Question): boolean =>
  one.act === act && one.resource === resource && one.command === command && changes(one.facts, facts).length === 0;

const asked = (one: Pick<Approval, 'id' | 'expiresAt'>, now: number): Asked => ({
  approval: one.id,
  waitSeconds: Math.ceil((expiry(one) - now) / 1000) + SPARE_SECONDS,
});
