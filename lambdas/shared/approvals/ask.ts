import { acknowledgeSeconds } from '../../../runbooks/severity';
import type { StepContext } from '../step';
import type { Question } from './approval';
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

/**
 * Writes a step's question down, before anybody is paged about it. It is open until the incident's deadline, and at least
 * as long as one rung has to acknowledge. What was approved before, and is asked anew, is void.
 * @returns undefined when the step has asked often enough.
 */
export async function ask(
  approvals: ApprovalTable,
  step: string,
  question: Question,
  { incident, approval: before, now }: Pick<StepContext, 'incident' | 'approval' | 'now'>,
): Promise<Asked | undefined> {
  if (before) await approvals.void(incident.id, before.id);
  const all = await approvals.ofIncident(incident.id);
  const ofStep = all.filter((one) => one.step === step);
  // A first try that died after writing has asked already.
  const same = ofStep.find(
    (one) => one.status === 'asked' && !one.waiting && changes(one.facts, question.facts).length === 0,
  );
  if (!same && ofStep.length >= MOST_QUESTIONS) return undefined;
  const least = now() + acknowledgeSeconds(incident.severity) * 1000;
  const expiresAt = same?.expiresAt ?? new Date(Math.max(new Date(incident.deadlineAt).getTime(), least)).toISOString();
  const id = same?.id ?? `a${all.length + 1}`;
  await approvals.ask({
    ...question,
    id,
    incidentId: incident.id,
    step,
    askedAt: new Date(now()).toISOString(),
    expiresAt,
    ...(incident.startedBy ? { requester: incident.startedBy } : {}),
  });
  return { approval: id, waitSeconds: Math.ceil((new Date(expiresAt).getTime() - now()) / 1000) + SPARE_SECONDS };
}
