import { Logger } from '@aws-lambda-powertools/logger';
import { SendTaskSuccessCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { incidentTable, look, parse } from '../shared/step';

const Input = v.object({ incidentId: v.string(), rung: v.number(), contact: v.pipe(v.string(), v.nonEmpty()) });

const sfn = new SFNClient(CLIENT);
const logger = new Logger();
const table = incidentTable();

/**
 * A person has it: the climb stops until the deadline. It is written down first and the waiting workflow is told after, so
 * an answer that comes between two rungs counts as well.
 */
export const handler = async (event: unknown, lambda: Context): Promise<{ said: string }> => {
  const { incidentId, rung, contact } = parse(Input, event, 'Acknowledge');
  const at = new Date(Date.now()).toISOString();
  const incident = await table.get(incidentId);
  if (incident.status !== 'open')
    return { said: `The incident has ended as ${incident.status}; there is nothing to acknowledge.` };
  const token = await table.token(incidentId, rung);
  if (!token)
    throw new Error(`Rung ${rung} of ${incidentId} has not been paged; acknowledge the rung your page names.`);
  await table.acknowledge(incidentId, contact, at);
  const told = await look(() =>
    sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify({ by: contact, at }) })),
  );
  const late = 'unseen' in told ? ' That rung was no longer waiting; the acknowledgement counts all the same.' : '';
  const finding = `Acknowledged by ${contact} on rung ${rung}.${late}`;
  await table.write(incidentId, { at, step: 'Acknowledge the alert', finding, outcome: 'noted' }, lambda.awsRequestId);
  logger.info(finding, { incident: incidentId });
  return { said: finding };
};
