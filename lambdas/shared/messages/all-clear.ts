import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Incident } from '../incident';
import type { Contact } from '../path';
import { look } from '../step';
import { composeEnding, type Ending } from './ending';
import type { ToldTable } from './told';

/** Id of a contact to the ARN of their topic. */
export type ContactTopics = Readonly<Record<string, string>>;

export const topicsOf = (contacts: readonly Contact[]): ContactTopics =>
  Object.fromEntries(contacts.map(({ id, topicArn }) => [id, topicArn]));

/**
 * Tells everybody who was paged about an incident how it has ended: once each, and nobody else. Who was told is written
 * down after the telling: a function that dies in between tells twice, and never not at all.
 *
 * @returns a sentence for the timeline; undefined when nobody was to be told. It never throws: what could not be told
 *   stands in the sentence.
 */
export async function tellAllClear(
  { sns, told, now }: { readonly sns: SNSClient; readonly told: ToldTable; readonly now: () => number },
  incident: Incident,
  topics: ContactTopics,
  how: Ending,
): Promise<string | undefined> {
  const paged = [...new Set((incident.pages ?? []).map(({ contact }) => contact))];
  if (paged.length === 0) return undefined;
  const before = await look(() => told.of(incident.id, how.kind));
  // What cannot be read counts as not told: twice beats not at all.
  const left = paged.filter((contact) => !('seen' in before && before.seen.includes(contact)));
  const message = composeEnding(incident, how);
  const tell = async (contact: string): Promise<string | undefined> => {
    const TopicArn = topics[contact];
    if (!TopicArn) return `${contact} could not be told: there is no topic of theirs`;
    const sent = await look(() => sns.send(new PublishCommand({ TopicArn, ...message })));
    if ('unseen' in sent) return `${contact} could not be told: ${sent.unseen}`;
    await look(() => told.keep(incident.id, how.kind, contact, new Date(now()).toISOString()));
    return undefined;
  };
  const failures = await Promise.all(left.map(tell));
  const reached = left.filter((_, index) => failures[index] === undefined);
  const what = how.kind === 'all-clear' ? 'that it is over' : 'that what was approved has not resolved it';
  const said = [
    ...(reached.length > 0 ? [`Told ${reached.join(' and ')} ${what}`] : []),
    ...failures.flatMap((failure) => failure ?? []),
  ];
  return said.length > 0 ? `${said.join('. ')}.` : undefined;
}
