import { SendTaskSuccessCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { Approval, Decision } from '../shared/approvals/approval';
import { approversOf, judgeAnswer } from '../shared/approvals/decide';
import type { ApprovalTable } from '../shared/approvals/table';
import { Refusal } from '../shared/command';
import type { Directory } from '../shared/directory';
import { type Identity, inWords } from '../shared/identity';
import type { IncidentTable } from '../shared/incident-table';
import { ourPagerDuty, tellPagerDuty } from '../shared/pager-duty';
import { look } from '../shared/step';

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
 * workflow told. Whoever decides has the incident as well, so the climb stops.
 * @throws Refusal with its reason when the answer does not count; then nothing has changed.
 */
export async function answer(asked: Answering, directory: Directory, tables: Tables): Promise<{ said: string }> {
  const { incidentId, approvalId, contact, decision, now } = asked;
  const { table, approvals } = tables;
  const incident = await table.findIncident(incidentId);
  if (!incident) throw new Refusal(404, `There is no incident "${incidentId}".`);
  for (let attempt = 0; attempt < TRIES; attempt++) {
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

async function conclude(
  asked: Answering,
  approval: Approval,
  becomes: 'asked' | 'approved' | 'refused',
  directory: Directory,
  { table, approvals, sfn }: Tables,
): Promise<{ said: string }> {
  const { incidentId, contact, identity, reason, now, requestId } = asked;
  const at = new Date(now).toISOString();
  const who = `${contact} (${inWords(identity)})`;
  const { act, resource } = approval;
  const rest = approversOf(act, directory).contacts.filter((id) => id !== contact && id !== approval.requester);
  const said = {
    asked: `${who} approves ${act} of ${resource}; a second person is needed: ${rest.join(', ')}.`,
    approved: `Approved by ${who}: ${act} of ${resource}.`,
    refused: `Refused by ${who}: ${act} of ${resource}.`,
  }[becomes];
  const line = { at, step: 'Approval', finding: `${said} Reason: ${reason}`, outcome: 'noted' as const };
  await table.write(incidentId, line, requestId);
  await stopTheClimb({ incidentId, contact, at, requestId }, { table, sfn });
  if (becomes === 'asked') return { said };
  const token = await approvals.token(incidentId, approval.id);
  const told = await look(async () => {
    if (token) await sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: '{}' }));
  });
  if ('seen' in told) return { said };
  // The run has died meanwhile. The answer stands in the timeline, and does nothing.
  const nobody = `${said} The runbook does not wait any more, so nothing is done: ${told.unseen}.`;
  await table.write(incidentId, { ...line, finding: nobody }, `${requestId}-late`);
  return { said: nobody };
}

async function stopTheClimb(
  { incidentId, contact, at, requestId }: { incidentId: string; contact: string; at: string; requestId: string },
  { table, sfn }: Pick<Tables, 'table' | 'sfn'>,
): Promise<void> {
  await table.acknowledge(incidentId, contact, at);
  const failed = await tellPagerDuty(sfn, ourPagerDuty, 'acknowledge', await table.get(incidentId));
  if (failed) {
    const line = { at, step: 'Approval', finding: failed, outcome: 'noted' as const };
    await table.write(incidentId, line, `${requestId}-pager-duty`);
  }
  const rung = (await table.get(incidentId)).rungs?.at(-1)?.rung;
  const token = rung === undefined ? undefined : await table.token(incidentId, rung);
  if (!token) return;
  // A rung that was answered before does not wait any more.
  await look(() =>
    sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify({ by: contact, at }) })),
  );
}
