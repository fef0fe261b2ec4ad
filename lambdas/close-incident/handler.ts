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
  // Asked for again after a death in between, it finds its own closing and writes its line.
  if (!(await table.closeByPerson(incident, { by, reason }, at))) {
    const { status, closedBy } = await table.get(incidentId);
    return { said: `The incident has ended as ${status} before${closedBy ? `, closed by ${closedBy.by}` : ''}.` };
  }
  const finding = `Closed by ${by}: ${reason}`;
  await table.write(incidentId, { at, step: 'Close the incident', finding, outcome: 'noted' }, lambda.awsRequestId);
  logger.info(finding, { incident: incidentId });
  return { said: finding };
};
