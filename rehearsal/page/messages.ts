import type { Description } from '../description';
import type { Published } from '../engine/aws/sns';

/** A message as it was sent, to be shown at a desk. */
export interface Message {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Whom it reached: their role, or what the topic is for. */
  readonly to: string;
  /** Id of the contact, where it reached one. */
  readonly contact?: string;
  readonly subject: string;
  /** As it arrives by e-mail. */
  readonly text: string;
  /** As it arrives on a phone. */
  readonly sms?: string;
  /** The page that is this contact's own, on this machine. */
  readonly link?: string;
}

/** What a webhook is told beside the text; of it, the link. */
const linkIn = (https: string | undefined): string | undefined => {
  const { link } = JSON.parse(https ?? '{}') as { link?: unknown };
  return typeof link === 'string' ? link : undefined;
};

/** @param api the API's address as the functions know it: links to it lead to the same page on this machine. */
export function messagesOf(
  published: readonly Published[],
  { topics, environment }: Pick<Description, 'topics' | 'environment'>,
  api: string | undefined,
  loopback: string,
): readonly Message[] {
  const here = (text: string): string => (api === undefined ? text : text.replaceAll(api, loopback));
  const purposes: Readonly<Record<string, string>> = {
    [topics.channel]: 'Incident channel',
    [topics.lastResort]: 'Last resort',
    [topics.watch]: 'Watch on the runbooks themselves',
  };
  return published.map(({ topicArn, at, subject = '', message, messages }) => {
    const topic = topicArn.split(':').at(-1) ?? topicArn;
    const contact = Object.entries(topics.contacts).find(([, name]) => name === topic)?.[0];
    const role = contact === undefined ? undefined : environment.contacts[contact]?.role;
    const link = linkIn(messages?.https);
    return {
      at,
      to: role ?? contact ?? purposes[topic] ?? topic,
      ...(contact === undefined ? {} : { contact }),
      subject,
      text: here(messages?.email ?? message),
      ...(contact === undefined || messages?.sms === undefined ? {} : { sms: here(messages.sms) }),
      ...(link === undefined ? {} : { link: here(link) }),
    };
  });
}
