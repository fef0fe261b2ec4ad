import type { Directory } from '../directory';
import type { Incident } from '../incident';
import { oneLine } from '../messages/words';
import type { StepResult } from '../step';
import { clockTime } from '../wording';
import { type Approval, type Decision, type Facts, NOT_APPROVED } from './approval';

/** Who may answer a question, and how many of them must say yes. */
export const approversOf = (act: string, { approvers }: Pick<Directory, 'approvers'>) =>
  approvers[act] ?? approvers.otherwise ?? { contacts: [], people: 2 as const };

export type Judged =
  | { readonly accepted: true; readonly becomes: 'asked' | 'approved' | 'refused' }
  /** 403: not you. 409: not now, or not any more. */
  | { readonly accepted: false; readonly status: 403 | 409; readonly because: string };

export interface Answering {
  readonly contact: string;
  readonly decision: Decision['decision'];
  readonly now: number;
}

/**
 * Whether somebody's answer counts. The first no is the answer, and it changes nothing:
 *
 * 1. The incident is still open.
 * 2. The question is: not answered, not void, not expired.
 * 3. The person is on the act's list, and has not approved it before. Who asked for it does not approve it. Both may
 *    refuse: to take back one's own yes makes nothing riskier.
 * 4. The runbook waits for the answer: too early is told, because what nobody waits for would be lost.
 *
 * One refusal is enough; an approval needs as many people as the act does, all of them on the list at its last yes.
 */
export function judgeAnswer(
  incident: Pick<Incident, 'status'>,
  approval: Approval,
  { contact, decision, now }: Answering,
  directory: Pick<Directory, 'approvers'>,
): Judged {
  const no = (status: 403 | 409, because: string): Judged => ({ accepted: false, status, because });
  const before = approval.decisions.find((given) => given.contact === contact);
  const { contacts, people } = approversOf(approval.act, directory);
  if (approval.status !== 'asked') return no(409, `${ended(approval)} ${isOwn(approval, contact, decision)}`);
  if (incident.status !== 'open')
    return no(409, `The incident has ended as ${incident.status}; your answer changes nothing.`);
  if (now >= new Date(approval.expiresAt).getTime())
    return no(
      409,
      `The question expired at ${clockTime(approval.expiresAt)}: not approved. Your answer changes nothing.`,
    );
  if (!contacts.includes(contact))
    return no(403, `${contact} may not decide about ${approval.act}. Who may: ${contacts.join(', ')}.`);
  if (decision === 'approve' && before)
    return no(
      409,
      `You have approved it already, at ${clockTime(before.at)}; ${secondPerson(approval, contact, directory)}.`,
    );
  if (decision === 'approve' && approval.requester === contact)
    return no(403, 'You have asked for it yourself: somebody else approves. You may refuse it.');
  if (!approval.waiting)
    return no(409, 'The runbook does not wait for the answer yet: try again in a few seconds. Nothing was stored.');
  if (decision === 'refuse') return { accepted: true, becomes: 'refused' };
  // Whoever was taken off the list after their yes does not count any more.
  const standing = approval.decisions.filter((given) => contacts.includes(given.contact)).length;
  return { accepted: true, becomes: standing + 1 >= people ? 'approved' : 'asked' };
}

/** A second press of the same button says so: who sees only the second answer must not believe that the first was lost. */
function isOwn({ status, decisions }: Approval, contact: string, decision: Decision['decision']): string {
  const last = decisions.at(-1);
  const stands = status === 'approved' || status === 'refused';
  const own = stands && last?.contact === contact && last.decision === decision;
  return `Your answer changes nothing${own ? ': you have given it already, and it stands' : ''}.`;
}

/** `a second person is needed: team-lead, cto`: who else may say yes. */
export function secondPerson(
  { act, requester }: Pick<Approval, 'act' | 'requester'>,
  contact: string,
  directory: Pick<Directory, 'approvers'>,
): string {
  const rest = approversOf(act, directory).contacts.filter((id) => id !== contact && id !== requester);
  return `a second person is needed: ${rest.join(', ') || 'nobody else is on the list, so it cannot be approved'}`;
}

/** `Approved by trading-primary at 10:02:17 IST.` On one line, whatever was typed as a reason. */
export function ended({ status, decisions }: Pick<Approval, 'status' | 'decisions'>): string {
  const last = decisions.at(-1);
  const by = decisions.map(({ contact }) => contact).join(' and ');
  const lapsed = 'the runbook did not wait any more, and nothing came of it.';
  if (status === 'void') return `Approved by ${by}, and void: the system had changed by then, and it was asked anew.`;
  if (!last) return status === 'lapsed' ? `Nobody has answered; ${lapsed}` : 'Nobody has answered.';
  if (status === 'refused') return `Refused by ${last.contact} at ${clockTime(last.at)}: ${oneLine(last.reason)}.`;
  if (status === 'lapsed') return `Approved by ${by} at ${clockTime(last.at)}; ${lapsed}`;
  return status === 'approved'
    ? `Approved by ${by} at ${clockTime(last.at)}.`
    : `Approved by ${by}; one more person is needed.`;
}

/**
 * What a step answers when its question was not approved.
 * @returns undefined when it was, and when it is void: then the step looks at the world again, and asks anew.
 */
export function notApproved(approval: Approval): StepResult | undefined {
  const { status, act, resource, command, decisions, expiresAt } = approval;
  if (status === 'approved' || status === 'void') return undefined;
  const refused = (finding: string, because: string): StepResult => ({
    outcome: 'escalate',
    finding,
    verdict: 'not-fixed',
    refused: { act, because },
    advice: `The runbook does nothing more about ${resource}. What it asked for was: ${command}`,
  });
  if (status === 'refused') return refused(ended(approval), `refused by ${decisions.at(-1)?.contact}`);
  if (status === 'lapsed')
    return refused(
      `Waiting for the answer about ${act} of ${resource} failed: not approved. ${ended(approval)}`,
      NOT_APPROVED,
    );
  const one = decisions.length > 0 ? ` ${ended(approval)}` : '';
  return refused(`Nobody approved ${act} of ${resource} by ${clockTime(expiresAt)}: not approved.${one}`, NOT_APPROVED);
}

/** `desired tasks 2, now 3` for every fact that differs; none when the world is as it was. */
export function changes(before: Facts, now: Facts): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return names
    .filter((name) => (before[name] ?? null) !== (now[name] ?? null))
    .map((name) => `${name} ${said(before[name])}, now ${said(now[name])}`);
}

const said = (value: Facts[string] | undefined): string =>
  value === undefined || value === null ? 'none' : String(value);
