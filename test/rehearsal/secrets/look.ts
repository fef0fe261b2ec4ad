import { unmarshall } from '@aws-sdk/util-dynamodb';
import { messagesToPeople } from '../../../rehearsal/pages';
import { ROUTING_KEY } from '../../../rehearsal/platform/pager-duty';
import { playStaged } from '../../../rehearsal/proof/staged';

/** What is too short or too common to be searched for: a user's name is no secret. */
const LEAST_CHARACTERS = 12;

/** What a story has shown, and what it must not have shown. */
export interface Seen {
  readonly story: string;
  /** Where somebody could read it, to everything that stood there. */
  readonly places: Readonly<Record<string, string>>;
  /** Names of the secrets that were read. */
  readonly read: readonly string[];
  /** Each of them, by what it is. */
  readonly secrets: readonly (readonly [text: string, name: string])[];
  /** Tokens with which a waiting workflow is answered. */
  readonly tokens: readonly string[];
  /** The secret part of every link, and the contact it was sent to. */
  readonly links: readonly (readonly [secret: string, contact: string])[];
  readonly messages: readonly { readonly contact: string; readonly message: string }[];
}

/** Plays a story and gathers everything that people, logs, workflows and tables came to see of it. */
export async function seenIn(directory: string, story: string): Promise<Seen> {
  const states: string[] = [];
  const { stage, result } = await playStaged(directory, story, () => undefined, {
    witness: {
      attempted: ({ input, variables, answer, outcome }) =>
        void states.push(JSON.stringify({ input, variables, answer, outcome })),
      put: () => undefined,
      judged: () => undefined,
    },
  });
  const { cloud, description } = stage;
  const items = (await cloud.dynamoDb.scan(description.table)).map((item) => unmarshall(item as never));
  const tokens = items.flatMap(({ sk, token }) => (/^(TOKEN|APPROVAL)#/.test(sk) && token ? [String(token)] : []));
  const read = cloud.ledger.calls
    .filter(({ operation, outcome }) => operation === 'GetSecretValue' && outcome === 'ok')
    .map(({ input }) => (input as { SecretId: string }).SecretId);
  const messages = messagesToPeople(cloud, description);
  return {
    story,
    read,
    tokens,
    messages,
    secrets: [
      ...read.flatMap((name) => textsOf(cloud.secrets.text(name) ?? '').map((text) => [text, name] as const)),
      // Its connection reads it, which is no call of ours.
      ...(result.pagerDuty.length > 0 ? [[ROUTING_KEY, 'pager-duty'] as const] : []),
    ],
    links: messages.flatMap(({ contact, link }) => {
      const [, secret] = /[/=]([\w-]{40,})$/.exec(link ?? '') ?? [];
      return secret ? [[secret, contact] as const] : [];
    }),
    places: {
      logs: cloud.ledger.output.map(({ line }) => line).join('\n'),
      states: states.join('\n'),
      table: items
        .filter(({ sk }) => !/^TOKEN#/.test(sk))
        .map((item) => JSON.stringify({ ...item, token: '' }))
        .join('\n'),
      reports: Object.values(result.documents).join('\n'),
      channel: result.channel.join('\n'),
      answers: result.answers.map(({ text }) => text).join('\n'),
      messages: messages.map(({ message, subject }) => `${subject} ${message}`).join('\n'),
    },
  };
}

/** Every text in a secret, those within texts that are JSON themselves included. */
function textsOf(secret: string): readonly string[] {
  const within = (value: unknown): readonly string[] => {
    if (typeof value === 'string') return [value];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(within) : [];
  };
  try {
    return within(JSON.parse(secret)).filter(
      (text) => text.length >= LEAST_CHARACTERS && !/^\d{4}-\d\d-\d\dT/.test(text),
    );
  } catch {
    return [secret];
  }
}
