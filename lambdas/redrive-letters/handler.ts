import { Logger } from '@aws-lambda-powertools/logger';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { asCommand, knownContact, Reason, Refusal } from '../shared/command';
import { Ids, takeById } from '../shared/letters/choice';
import { type Known, shortId } from '../shared/letters/letter';
import { type Outcome, tellOutcome } from '../shared/letters/outcome';
import { purposeOf } from '../shared/letters/purpose';
import { DeadLetterQueues, type Held } from '../shared/letters/queues';
import { readLetters } from '../shared/letters/receivers';
import { whatWords } from '../shared/letters/words';
import { look } from '../shared/step';
import { again } from './again';

const Input = v.strictObject({ letters: Ids, reason: Reason });

const told = readLetters(process.env);
const logger = new Logger();
const sns = new SNSClient(CLIENT);
const queues = new DeadLetterQueues(new SQSClient(CLIENT), told.queues);
const tools = { sfn: new SFNClient(CLIENT), lambda: new LambdaClient(CLIENT), sns };

/**
 * A named person has done again what could not be delivered. A letter leaves its queue only when what it was for has been
 * accepted: dying in between, it is done again, and never lost.
 */
export const handler = asCommand(Input, async ({ letters: ids, reason }, context) => {
  knownContact(context);
  const held = await takeById(queues, ids, context.now);
  const receivers = { ...told, machines: context.system.machines };
  const wanted = held.map((one) => ({ one, purpose: purposeOf(one.letter, receivers) }));
  const unknown = wanted.filter(({ purpose }) => purpose.is === 'unknown');
  if (unknown.length > 0) {
    await queues.giveBack(held);
    const which = unknown.map(({ one, purpose }) => `${shortId(one.letter.id)}: ${whatWords(purpose)}`).join(' ');
    throw new Refusal(409, `Nothing was redriven. ${which} Do by hand what it asks for, and discard it.`);
  }
  const outcomes: Outcome[] = [];
  for (const { one, purpose } of wanted) {
    const outcome = await redrive(one, purpose as Known);
    logger.info(`${outcome.id} ${outcome.says}`, { by: context.said, reason });
    outcomes.push(outcome);
  }
  return tellOutcome(sns, context, 'redriven', { reason, outcomes });
});

async function redrive(one: Held, purpose: Known): Promise<Outcome> {
  const { id } = one.letter;
  const did = await look(() => again(tools, one.letter, purpose));
  if ('unseen' in did) {
    await queues.giveBack([one]);
    return { id, done: false, says: `was not accepted, and stays in its queue (${did.unseen})` };
  }
  const gone = await look(() => queues.delete(one));
  if ('seen' in gone) return { id, done: true, says: did.seen };
  const stays = `could not be taken out of its queue (${gone.unseen}): discard it when it is seen again`;
  return { id, done: true, says: `${did.seen}, and ${stays}` };
}
