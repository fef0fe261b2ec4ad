import type { Description } from './description';
import type { Published } from './engine/aws/sns';
import type { Cloud } from './engine/cloud';
import type { Page } from './result';

/** A page, and the address in it where its contact reads and acknowledges the incident. */
export interface LinkedPage extends Page {
  readonly link?: string;
}

/** What a webhook is told of a message to one person: `page`, `question`, `all-clear`, `not-helped`, `backup`, `notice`. */
interface About {
  readonly kind: string;
  readonly rung?: number;
  readonly link?: string;
}

/** A message to one person, and what it is. */
export interface PersonalMessage extends About {
  readonly contact: string;
  readonly at: string;
  readonly subject: string;
  readonly message: string;
}

/** Messages to people, in order: the topics of this environment are one per contact. */
export function messagesToPeople(cloud: Cloud, { topics }: Description): PersonalMessage[] {
  return cloud.sns.published.flatMap((published): PersonalMessage[] => {
    const contact = contactOf(published, topics);
    return contact === undefined ? [] : [{ ...aboutOf(published), contact, ...told(published) }];
  });
}

/** Pages, in order. @param from number of messages that were read before. */
export function pagesOf(cloud: Cloud, { topics }: Description, from = 0): LinkedPage[] {
  return cloud.sns.published.slice(from).flatMap((published): LinkedPage[] => {
    const topic = published.topicArn.split(':').at(-1);
    const when = told(published);
    if (topic === topics.lastResort) return [{ rung: 'last resort', contact: 'last-resort', ...when }];
    if (topic === topics.watch) return [{ rung: 'watch', contact: 'watch', ...when }];
    const contact = contactOf(published, topics);
    if (contact === undefined) return [];
    const { kind, rung, link } = aboutOf(published);
    return kind === 'page' && rung !== undefined ? [{ rung, contact, ...when, ...(link ? { link } : {}) }] : [];
  });
}

const contactOf = ({ topicArn }: Published, { contacts }: Description['topics']): string | undefined =>
  Object.entries(contacts).find(([, name]) => name === topicArn.split(':').at(-1))?.[0];

const told = ({ at, subject = '', message }: Published) => ({ at: new Date(at).toISOString(), subject, message });

/** @throws Error for a message that does not say what it is: it could be a page. */
function aboutOf({ topicArn, subject, messages }: Published): About {
  const { kind, rung, link } = JSON.parse(messages?.https ?? '{}') as Partial<About>;
  if (!kind) throw new Error(`What was published to ${topicArn} ("${subject}") does not say what kind it is.`);
  return { kind, ...(rung === undefined ? {} : { rung }), ...(link === undefined ? {} : { link }) };
}
