import { Logger } from '@aws-lambda-powertools/logger';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { Contact } from '../shared/path';
import { incidentTable, parse } from '../shared/step';
import { clockTime, dateAndTime } from '../shared/wording';

const Input = v.object({
  incidentId: v.string(),
  step: v.string(),
  stakeholders: v.array(Contact),
  backup: v.nullable(Contact),
});

const sns = new SNSClient(CLIENT);
const logger = new Logger();
const table = incidentTable();

/**
 * Tells the stakeholders once, at the deadline, that an incident is not resolved. Not a page: nothing is asked of them. For a
 * P1 the backup engineer is contacted first, and is asked to come.
 */
export const handler = async (event: unknown, lambda: Context): Promise<{ told: number }> => {
  const { incidentId, step, stakeholders, backup } = parse(Input, event, 'Notify stakeholders');
  const at = new Date(Date.now()).toISOString();
  const incident = await table.get(incidentId);
  if (incident.status !== 'open' || incident.observed || incident.stakeholdersToldAt) return { told: 0 };
  const who = incident.acknowledged
    ? `${incident.acknowledged.by} has been at work on it since ${clockTime(incident.acknowledged.at)}.`
    : 'Nobody has acknowledged it yet.';
  const what = `${incident.title} (${incident.severity}) began at ${dateAndTime(incident.alarmAt)} and is not resolved within its response time.`;
  if (backup) {
    await sns.send(
      new PublishCommand({
        TopicArn: backup.topicArn,
        Subject: `[${incident.severity}] You are the backup: ${incident.title}`.slice(0, 100),
        Message: [what, who, 'You are the backup engineer: please join.', `Incident ${incident.id}`].join('\n'),
      }),
    );
  }
  for (const { topicArn } of stakeholders) {
    await sns.send(
      new PublishCommand({
        TopicArn: topicArn,
        Subject: `[${incident.severity}] ${incident.title}: not resolved in time`.slice(0, 100),
        Message: [what, who, 'This is for your information; nothing is asked of you.', `Incident ${incident.id}`].join(
          '\n',
        ),
      }),
    );
  }
  // Marked after the telling: a function that dies in between tells twice, and never not at all.
  await table.stakeholdersTold(incidentId, at);
  const called = backup ? `Contacted ${backup.role}. ` : '';
  const finding = `${called}Told ${stakeholders.map(({ role }) => role).join(', ')} that the response time has passed. ${who}`;
  await table.write(incidentId, { at, step, finding, outcome: 'noted' }, lambda.awsRequestId);
  logger.info(finding, { incident: incidentId });
  return { told: stakeholders.length };
};
