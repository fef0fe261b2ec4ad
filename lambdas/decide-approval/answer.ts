import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Approval, Decision } from '../shared/approvals/approval';
import { judgeAnswer, secondPerson } from '../shared/approvals/decide';
import type { ApprovalTable } from '../shared/approvals/table';
import { Refusal } from '../shared/command';
import type { Directory } from '../shared/directory';
import { type Identity, inWords } from '../shared/identity';
import type { IncidentTable } from '../shared/incident-table';
import { measure } from '../shared/measure';
import { oneLine } from '../shared/messages/words';
import { look } from '../shared/step';
import { clockTime } from '../shared/wording';
import { stopTheClimb, tellRunbook } from './tell';

export interface Answering {
  readonly incidentId: string;
  readonly approvalId: string;
  readonly contact: string;
  readonly identity: Identity;
  readonly decision: Decision['decision'];
  readonly reason: string;
  readonly now: number;
  readonly requestId: string;
}

export interface Tables {
  readonly table: IncidentTable;
  readonly approvals: ApprovalTable;
  readonly sfn: SFNClient;
}

/** Answers that meet at the same instant are judged again, each after the other. */
const TRIES = 4;

/**
 * Takes one person's answer: it is judged, stored by one conditional write, written into the timeline, and only then is the
 * workflow told. Whoever decides has the incident as well, so the climb stops; a first yes of two decides nothing yet.
 * @throws Refusal with its reason when the answer does not count; then nothing has changed.
 */
export async function answer(asked: Answering, directory: Directory, tables: Tables): Promise<{ said: string }> {
  const { incidentId, approvalId, contact, decision, now } = asked;
  const { table, approvals } = tables;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const incident = await table.findIncident(incidentId);
    if (!incident) throw new Refusal(404, `There is no incident "${incidentId}".`);
    const approval = await approvals.get(incidentId, approvalId);
    if (!approval) throw new Refusal(404, `There is no question "${approvalId}" in incident ${incidentId}.`);
    const judged = judgeAnswer(incident, approval, { contact, decision, now }, directory);
    if (!judged.accepted) throw new Refusal(judged.status, judged.because);
    const given: Decision = {
      decision,
      contact,
      identity: inWords(asked.identity),
      reason: asked.reason,
      at: new Date(now).toISOString(),
    };
    if (!(await approvals.decide(approval, given, judged.becomes))) continue;
    return conclude(asked, approval, judged.becomes, directory, tables);
  }
  throw new Refusal(409, 'Others are answering at this moment; look at the question again.');
}

/** The answer is stored. Whatever fails now keeps the runbook from nothing: it is said, and the next is done. */
async function conclude(
  asked: Answering,
  approval: Approval,
  becomes: 'asked' | 'approved' | 'refused',
  directory: Directory,
  tables: Tables,
): Promise<{ said: string }> {
  const { incidentId, contact, identity, reason, now, requestId } = asked;
  const { table, approvals, sfn } = tables;
  const at = new Date(now).toISOString();
  const who = `${contact} (${inWords(identity)})`;
  const { act, resource } = approval;
  if (becomes !== 'asked') measure('Approvals', becomes, { incident: incidentId });
  const said = {
    asked: `${who} approves ${act} of ${resource}; ${secondPerson(approval, contact, directory)}.`,
    approved: `Approved by ${who}: ${act} of ${resource}.`,
    refused: `Refused by ${who}: ${act} of ${resource}.`,
  }[becomes];
  const failures: string[] = [];
  const doing = async (what: string, act: () => Promise<void>): Promise<void> => {
    const done = await look(act);
    if ('unseen' in done) failures.push(`${what}: ${done.unseen}.`);
  };
  const write = (finding: string, unique: string): Promise<void> =>
    doing('The timeline could not be written', () =>
      table.write(incidentId, { at, step: 'Approval', finding, outcome: 'noted' }, unique),
    );
  // The reason is kept as it was typed; what is told of it cannot make a line of its own.
  await write(`${said} Reason: ${oneLine(reason)}`, requestId);
  // The first yes of two does not stop it: somebody has to be found for the second.
  if (becomes !== 'asked')
    await doing('The climb could not be stopped', () => stopTheClimb({ incidentId, contact, at, requestId }, tables));
  const sentence = (...more: readonly string[]) => ({ said: [said, ...more, ...failures].join(' ') });
  if (becomes === 'asked') return sentence();
  const told = await tellRunbook(sfn, () => approvals.token(incidentId, approval.id));
  if (told.told === 'yes') return sentence();
  const finding =
    told.told === 'nobody waits'
      ? `The runbook does not wait any more, so nothing is done: ${told.because}.`
      : `The runbook could not be told: ${told.because}. It reads the answer itself when it stops waiting, soon after ${clockTime(approval.expiresAt)}.`;
  // So that no run reads it later as a yes: whoever gave it is told that nothing is done.
  if (told.told === 'nobody waits' && becomes === 'approved')
    await doing('The approval could not be marked as lapsed', async () => {
      await approvals.lapse(incidentId, approval.id, 'approved');
    });
  await write(`${said} ${finding}`, `${requestId}-late`);
  return sentence(finding);
}
