import { Logger } from '@aws-lambda-powertools/logger';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { Contact, OnCall } from '../shared/path';
import { backupAt } from '../shared/rota';
import { incidentTable, parse } from '../shared/step';
import { overdue, whoHasIt } from './message';

const Input = v.object({
  incidentId: v.string(),
  step: v.string(),
  stakeholders: v.array(Contact),
  /** Whose backup is contacted besides; null: nobody's. */
  backup: v.nullable(OnCall),
});

const sns = new SNSClient(CLIENT);
const logger = new Logger();
const table = incidentTable();

/**
 * Tells the stakeholders once, at the deadline, that an incident is not resolved. Not a page: nothing is asked of them. For a
 * P1 the backup engineer of that hour is contacted first, and is asked to come.
 */
export const handler = async (event: unknown, lambda: Context): Promise<{ told: number }> => {
  const { incidentId, step, stakeholders, backup: onCall } = parse(Input, event, 'Notify stakeholders');
  const now = Date.now();
  const at = new Date(now).toISOString();
  const incident = await table.get(incidentId);
  if (incident.status !== 'open' || incident.observed || incident.stakeholdersToldAt) return { told: 0 };
  const backup = onCall ? backupAt(onCall, now) : undefined;
  const tell = (to: Contact, message: ReturnType<typeof overdue>) =>
    sns.send(new PublishCommand({ TopicArn: to.topicArn, ...message }));
  if (backup) await tell(backup, overdue(incident, 'backup'));
  for (const stakeholder of stakeholders) await tell(stakeholder, overdue(incident, 'stakeholder'));
  // Marked after the telling: a function that dies in between tells twice, and never not at all.
  await table.stakeholdersTold(incidentId, at);
  const called = backup ? `Contacted ${backup.role}. ` : '';
  const finding = `${called}Told ${stakeholders.map(({ role }) => role).join(', ')} that the response time has passed. ${whoHasIt(incident)}`;
  await table.write(incidentId, { at, step, finding, outcome: 'noted' }, lambda.awsRequestId);
  logger.info(finding, { incident: incidentId });
  return { told: stakeholders.length };
};
