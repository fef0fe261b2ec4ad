import { ListSubscriptionsByTopicCommand, NotFoundException, SNSClient } from '@aws-sdk/client-sns';
import * as v from 'valibot';
import { asItem } from '../shared/checklist/item';
import { lookInTime } from '../shared/checks/side-by-side';
import { CLIENT } from '../shared/clients';
import { Contact } from '../shared/path';
import { decideContacts, type SeenContact, type Way } from './decide';

const sns = new SNSClient(CLIENT);

const Input = v.pipe(
  v.object({
    contacts: v.pipe(v.array(Contact), v.minLength(1, 'Expected at least one contact')),
    /** Ids of those on the first rung or on call. */
    first: v.array(v.string()),
  }),
  v.check(
    ({ contacts, first }) => first.every((id) => contacts.some((contact) => contact.id === id)),
    'Expected every id in first to be one of contacts',
  ),
);

/** Looks at everybody's subscriptions. Nobody is sent anything. */
export const handler = asItem(Input, async ({ contacts, first }, context) =>
  decideContacts(
    await Promise.all(
      contacts.map(async ({ id, role, topicArn }): Promise<SeenContact> => {
        return { id, role, first: first.includes(id), ways: await lookInTime(() => waysTo(topicArn), context) };
      }),
    ),
  ),
);

/** Leaves the addresses behind: what is not carried on is not told by mistake. */
async function waysTo(TopicArn: string): Promise<readonly Way[] | undefined> {
  const ways: Way[] = [];
  let NextToken: string | undefined;
  try {
    do {
      const answer = await sns.send(
        new ListSubscriptionsByTopicCommand({ TopicArn, ...(NextToken === undefined ? {} : { NextToken }) }),
      );
      for (const { Protocol = 'something', SubscriptionArn = '' } of answer.Subscriptions ?? []) {
        // Of one that waits for its confirmation, or was deleted, a word stands where the ARN would be.
        ways.push({ protocol: Protocol, confirmed: SubscriptionArn.startsWith('arn:') });
      }
      NextToken = answer.NextToken;
    } while (NextToken);
  } catch (error) {
    if (error instanceof NotFoundException) return undefined;
    throw error;
  }
  return ways;
}
