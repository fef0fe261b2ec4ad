import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import * as v from 'valibot';
import { CLIENT, setting } from '../shared/clients';
import { asCommand, knownContact, Reason, Refusal } from '../shared/command';
import type { Incident } from '../shared/incident';
import { ToldTable } from '../shared/messages/told';
import { incidentTable, look } from '../shared/step';
import { placeOf, rewriteReport } from './report';
import { tellEnd } from './tell-end';

const Input = v.strictObject({
  /** Of the incident. */
  id: v.string(),
  reason: Reason,
});

const logger = new Logger();
const s3 = new S3Client(CLIENT);
const sns = new SNSClient(CLIENT);
const sfn = new SFNClient(CLIENT);
const table = incidentTable();
const told = new ToldTable(new DynamoDBClient(CLIENT), setting('INCIDENT_TABLE'));
const tools = { sns, sfn, told };

/** A named person ends an incident, with a reason. The next alarm opens a new one; nobody is paged for this one again. */
export const handler = asCommand(Input, async ({ id, reason }, context) => {
  const by = knownContact(context);
  const incident = await table.findIncident(id);
  if (!incident) throw new Refusal(404, `There is no incident "${id}".`);
  const at = new Date(context.now).toISOString();
  // Asked for again after a death in between, it finds its own closing and writes its line.
  if (!(await table.closeByPerson(incident, { by, reason }, at)))
    throw new Refusal(409, endedBefore(await table.get(id)));
  const finding = `Closed by ${context.said}: ${reason}`;
  await table.write(id, { at, step: 'Close the incident', finding, outcome: 'noted' }, context.requestId);
  logger.info(finding, { incident: id });
  for (const { finding: told, unique } of await tellEnd(tools, await table.get(id), context.system)) {
    const line = { at, step: 'Close the incident', finding: told, outcome: 'noted' as const };
    await table.write(id, line, `${context.requestId}-${unique}`);
  }
  const place = placeOf(incident, context.directory, context.system);
  // The incident is closed either way, and a run that still goes on writes the report anew at its end.
  const report = await look(() => rewriteReport({ s3, table }, id, place));
  const kept = 'unseen' in report ? ` Its report could not be written anew (${report.unseen}).` : '';
  return { said: `${finding}${kept}`, incidentId: id, ...('seen' in report ? { report: report.seen } : {}) };
});

function endedBefore({ status, closedBy, takenOverBy }: Incident): string {
  if (takenOverBy) return `Incident ${takenOverBy} stands for this one; close that one.`;
  return `The incident has ended as ${status} before${closedBy ? `, closed by ${closedBy.by}` : ''}.`;
}
