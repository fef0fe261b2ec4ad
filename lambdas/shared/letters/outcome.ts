import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { type CommandContext, Failure } from '../command';
import { channelPublication } from '../messages/channel';
import { look } from '../step';
import { counted, fullStop } from '../wording';
import { shortId } from './letter';

/** What became of one letter. */
export interface Outcome {
  readonly id: string;
  /** Whether it was done, and not only tried. */
  readonly done: boolean;
  /** As it goes on after the letter's id, without a full stop. */
  readonly says: string;
}

/**
 * Tells the incident channel who did what with letters, which belongs to no incident; and whoever asked, a line each.
 * @throws Failure with the same words when one of them could not be done.
 */
export async function tellOutcome(
  sns: SNSClient,
  { system, said: who }: Pick<CommandContext, 'system' | 'said'>,
  what: 'redriven' | 'discarded',
  { reason, outcomes }: { readonly reason: string; readonly outcomes: readonly Outcome[] },
): Promise<{ said: string; letters: readonly Outcome[] }> {
  const done = outcomes.filter((one) => one.done);
  const title = `${counted(done.length, 'dead letter')} ${what} by ${who}: ${fullStop(reason)}`;
  const lines = outcomes.map(({ id, says }) => `${shortId(id)} ${fullStop(says)}`);
  if (done.length === 0) throw new Failure([`Nothing was ${what}.`, ...lines].join('\n'));
  const said = [title, ...lines, ...(await tellChannel(sns, system.channelTopic, title, lines))].join('\n');
  if (done.length < outcomes.length) throw new Failure(said);
  return { said, letters: outcomes };
}

/** @returns a sentence where it could not be told. */
async function tellChannel(
  sns: SNSClient,
  TopicArn: string,
  title: string,
  lines: readonly string[],
): Promise<string[]> {
  const news = channelPublication({ title, lines, eventType: 'dead-letters', keywords: ['dead letters'] });
  const told = await look(() => sns.send(new PublishCommand({ TopicArn, ...news })));
  return 'unseen' in told ? [`The incident channel could not be told (${told.unseen}).`] : [];
}
