import { Logger } from '@aws-lambda-powertools/logger';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { asCommand, knownContact, Reason } from '../shared/command';
import { Ids, takeById } from '../shared/letters/choice';
import { type Outcome, tellOutcome } from '../shared/letters/outcome';
import { purposeOf } from '../shared/letters/purpose';
import { DeadLetterQueues } from '../shared/letters/queues';
import { readLetters } from '../shared/letters/receivers';
import { whatWords } from '../shared/letters/words';
import { look } from '../shared/step';

const Input = v.strictObject({ letters: Ids, reason: Reason });

const told = readLetters(process.env);
const logger = new Logger();
const sns = new SNSClient(CLIENT);
const queues = new DeadLetterQueues(new SQSClient(CLIENT), told.queues);

/**
 * A named person takes letters out of their queues for good: what they were for is not done. Each is written whole into the
 * log before it goes.
 */
export const handler = asCommand(Input, async ({ letters: ids, reason }, context) => {
  knownContact(context);
  const held = await takeById(queues, ids, context.now);
  const receivers = { ...told, machines: context.system.machines };
  const outcomes: Outcome[] = [];
  for (const one of held) {
    const { letter } = one;
    logger.info(`Discarding ${letter.id}`, { letter, by: context.said, reason });
    const gone = await look(() => queues.delete(one));
    if ('unseen' in gone) await queues.giveBack([one]);
    const says =
      'unseen' in gone
        ? `could not be discarded, and stays in its queue (${gone.unseen})`
        : `is gone: ${whatWords(purposeOf(letter, receivers))}`;
    outcomes.push({ id: letter.id, done: 'seen' in gone, says });
  }
  return tellOutcome(sns, context, 'discarded', { reason, outcomes });
});
