import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { deathWords } from '../../runbooks/events';
import type { Known, Letter } from '../shared/letters/letter';

export interface Tools {
  readonly sfn: SFNClient;
  readonly lambda: LambdaClient;
  readonly sns: SNSClient;
}

/**
 * Does again what a letter was for, as whoever gave it up would have.
 * @returns what came of it, as a sentence goes on after the letter's id.
 * @throws when it was not accepted.
 */
export async function again({ sfn, lambda, sns }: Tools, { id }: Letter, purpose: Known): Promise<string> {
  switch (purpose.is) {
    case 'alarm': {
      const name = await start(sfn, id, purpose);
      return `started ${purpose.runbook} as ${name}`;
    }
    case 'tick':
      await lambda.send(
        new InvokeCommand({
          FunctionName: purpose.function,
          InvocationType: 'Event',
          Payload: Buffer.from(purpose.payload),
        }),
      );
      return `called ${purpose.action}`;
    case 'death':
      await sns.send(
        new PublishCommand({ TopicArn: purpose.topic, Message: deathWords(purpose.status, purpose.execution) }),
      );
      return 'had the watch page';
  }
}

/**
 * Under a name made of the letter, so that it starts nothing twice: two people, or an answer that got lost. The incident is
 * named by the alarm's change of state (open-incident), and so is the same one that the rule's own delivery would have opened.
 */
async function start(sfn: SFNClient, id: string, { machine, input }: Extract<Known, { is: 'alarm' }>): Promise<string> {
  const name = `letter-${id}`;
  try {
    await sfn.send(new StartExecutionCommand({ stateMachineArn: machine, name, input: JSON.stringify(input) }));
  } catch (error) {
    // It has been started, and may have ended.
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
  return name;
}
