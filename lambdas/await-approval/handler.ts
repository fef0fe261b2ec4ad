import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { ApprovalTable } from '../shared/approvals/table';
import { CLIENT, setting } from '../shared/clients';
import { composeQuestion } from '../shared/messages/question';
import { Contact } from '../shared/path';
import { incidentTable, look, parse } from '../shared/step';

const Input = v.object({
  step: v.string(),
  incidentId: v.string(),
  /** Id of the question within the incident. */
  approval: v.string(),
  token: v.string(),
  /** Everybody who can be paged. */
  contacts: v.array(Contact),
  /** Where the pages are. */
  pages: v.string(),
});

const sns = new SNSClient(CLIENT);
const logger = new Logger();
const table = incidentTable();
const approvals = new ApprovalTable(new DynamoDBClient(CLIENT), setting('INCIDENT_TABLE'));

/**
 * Lets the answer to a question reach the workflow, and tells those of it who were paged before it was asked: a page that
 * comes later says it itself. Once it waits nothing that fails ends the waiting: people could answer, and nobody would hear
 * it.
 * @throws when the question is not open any more: the workflow goes on without an answer.
 */
export const handler = async (event: unknown, lambda: Context): Promise<void> => {
  const { step, incidentId, approval: id, token, contacts, pages } = parse(Input, event, 'Wait for an approval');
  const [incident, approval] = await Promise.all([table.get(incidentId), approvals.get(incidentId, id)]);
  if (!approval) throw new Error(`There is no question ${id} in incident ${incidentId}.`);
  const publication = composeQuestion({ incident, approval, pages });
  if (!(await approvals.wait(incidentId, id, token))) throw new Error(`Question ${id} of ${incidentId} is not open.`);
  const earlier = (incident.pages ?? []).filter(({ at }) => at < approval.askedAt).map(({ contact }) => contact);
  const tell = async (contact: Contact): Promise<void> => {
    const sent = await look(() => sns.send(new PublishCommand({ TopicArn: contact.topicArn, ...publication })));
    const finding =
      'unseen' in sent
        ? `${contact.role} could not be told that an approval is asked: ${sent.unseen}.`
        : `Told ${contact.role} that an approval is asked.`;
    const line = { at: new Date(Date.now()).toISOString(), step, finding, outcome: 'noted' as const };
    const written = await look(() => table.write(incidentId, line, `${lambda.awsRequestId}-${contact.id}`));
    if ('unseen' in written)
      logger.error(`${finding} It could not be written down: ${written.unseen}.`, { incident: incidentId });
    else logger.info(finding, { incident: incidentId });
  };
  await Promise.all(contacts.filter((one) => earlier.includes(one.id)).map(tell));
};
