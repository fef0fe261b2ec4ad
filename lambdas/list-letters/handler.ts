import { SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { asCommand } from '../shared/command';
import { DeadLetterQueues } from '../shared/letters/queues';
import { readLetters } from '../shared/letters/receivers';
import { type Letters, MOST, tellLetters } from './letters';

const Input = v.strictObject({});

/** What is not found by then is told as more: the rest of the time is for giving back. */
const LOOKING_MS = 10_000;

const told = readLetters(process.env);
const queues = new DeadLetterQueues(new SQSClient(CLIENT), told.queues);

/** Everything that could not be delivered and lies in a queue: what it was, why it failed, what can be done with it. */
export const handler = asCommand(Input, async (_, { system, now }): Promise<Letters> => {
  // One more than are told says that there are more.
  const found = await queues.take((held) => held.length > MOST.letters, now + LOOKING_MS);
  await queues.giveBack(found.held);
  return tellLetters(found, { ...told, machines: system.machines });
});
