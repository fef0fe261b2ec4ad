import { Logger } from '@aws-lambda-powertools/logger';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { consoles, Place } from '../shared/links';
import { Contact } from '../shared/path';
import { incidentTable, look, parse } from '../shared/step';
import { composePage } from './page';

const Outside = v.object({ name: v.string(), contact: v.string() });
const Input = v.object({
  incidentId: v.string(),
  step: v.string(),
  token: v.string(),
  rung: v.number(),
  title: v.string(),
  contacts: v.array(Contact),
  acknowledgeWith: v.string(),
  closeWith: v.string(),
  place: Place,
  outside: v.object({ broker: Outside, aws: Outside }),
});

const sns = new SNSClient(CLIENT);
const logger = new Logger();
const table = incidentTable();

/**
 * Pages the contacts of one rung. The token that an acknowledgement will answer is kept before anybody is paged, so that
 * nobody can answer too early.
 * @throws when not one of them could be paged: then the workflow takes the last resort.
 */
export const handler = async (event: unknown, lambda: Context): Promise<void> => {
  const { incidentId, step, token, rung, title, contacts, place, outside, acknowledgeWith, closeWith } = parse(
    Input,
    event,
    'Page',
  );
  await table.keepToken(incidentId, rung, token);
  const [incident, timeline] = await Promise.all([table.get(incidentId), table.lines(incidentId)]);
  const links = consoles(place, Object.keys(incident.alarms));
  const failures: string[] = [];
  for (const contact of contacts) {
    const now = Date.now();
    const { subject, message } = composePage({
      incident,
      timeline,
      rung: { number: rung, title },
      contactId: contact.id,
      links,
      outside,
      acknowledgeWith,
      closeWith,
      now,
    });
    const sent = await look(() =>
      sns.send(new PublishCommand({ TopicArn: contact.topicArn, Subject: subject, Message: message })),
    );
    const failed = 'unseen' in sent ? sent.unseen : undefined;
    if (failed) failures.push(failed);
    const finding = failed ? `${contact.role} could not be paged: ${failed}.` : `Paged ${contact.role}.`;
    await table.write(
      incidentId,
      {
        at: new Date(now).toISOString(),
        step: `${step} ${rung}: ${title}`,
        finding,
        outcome: failed ? 'noted' : 'paged',
      },
      `${lambda.awsRequestId}-${contact.id}`,
    );
    logger.info(finding, { incident: incidentId, rung });
  }
  if (failures.length === contacts.length)
    throw new Error(`Nobody of rung ${rung} could be paged: ${failures.join('; ')}`);
};
