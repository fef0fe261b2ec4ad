import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { CLIENT, setting } from '../shared/clients';
import { asCommand, existing, knownContact } from '../shared/command';
import { GuardTable } from '../shared/guard/table';
import { clockTime } from '../shared/wording';

const Input = v.strictObject({ role: v.string() });

const table = new GuardTable(new DynamoDBClient(CLIENT), setting('INCIDENT_TABLE'));

/**
 * A person gives a service back: the next alarm's runbook may act on it again. Somebody else's may be given back too, because
 * whoever took it may have gone home; it is said whose it was.
 */
export const handler = asCommand(Input, async ({ role }, context) => {
  const by = knownContact(context);
  const service = existing('service', role, context.system.services).name;
  const { hand } = await table.read(service);
  if (!hand || hand.until <= context.now) return { said: `Nobody has ${service} in hand.`, service };
  await table.giveBack(service);
  const whose =
    hand.by === by ? '' : ` It was in the hand of ${hand.by} until ${clockTime(hand.until)}: ${hand.reason}`;
  return { said: `${by} has given ${service} back to the runbooks.${whose}`, service, heldBy: hand.by };
});
