import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { incidentTable, parse } from '../shared/step';

const named = v.pipe(v.string(), v.trim(), v.nonEmpty());
const Input = v.object({ incidentId: named, by: named, reason: named });

const logger = new Logger();
const table = incidentTable();

/** A named person ends an incident, with a reason. The next alarm opens a new one; nobody is paged for this one again. */
export const handler = async (event: unknown, lambda: Context): Promise<{ said: string }> => {
  const { incidentId, by, reason } = parse(Input, event, 'Close');
  const at = new Date(Date.now()).toISOString();
  const incident = await table.get(incidentId);
  const closed = incident.status === 'open' && (await table.closeByPerson(incident, { by, reason }, at));
  if (!closed) return { said: `The incident has ended as ${(await table.get(incidentId)).status} before.` };
  const finding = `Closed by ${by}: ${reason}`;
  await table.write(incidentId, { at, step: 'Close the incident', finding, outcome: 'noted' }, lambda.awsRequestId);
  logger.info(finding, { incident: incidentId });
  return { said: finding };
};
