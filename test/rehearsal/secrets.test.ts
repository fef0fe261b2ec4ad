import { unmarshall } from '@aws-sdk/util-dynamodb';
import { messagesToPeople } from '../../rehearsal/pages';
import { playStaged } from '../../rehearsal/proof/staged';
import { assembled } from '../support/assembled';

/**
 * What is secret stays where it belongs. Stories that read every secret there is, ask for approvals and send links are played,
 * and then everything that people, logs, workflows and tables came to see of them is searched for it.
 */
jest.setTimeout(300_000);

/** Stories that between them read the database's credentials, the broker's session and PagerDuty's key, and ask people. */
const STORIES = ['maintenance', 'recovery-after-a-stop', 'two-of-two', 'broker-credentials-expired'];

/** What is too short or too common to be searched for: a user's name is no secret. */
const LEAST_CHARACTERS = 12;

interface Seen {
  readonly story: string;
  /** Where somebody could read it, to everything that stood there. */
  readonly places: Readonly<Record<string, string>>;
  /** Names of the secrets that were read. */
  readonly read: readonly string[];
  /** Each of them, by what it is. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Tokens with which a waiting workflow is answered. */
  readonly tokens: readonly string[];
  /** The secret part of every link, to the contact it was sent to. */
  readonly links: ReadonlyMap<string, string>;
  readonly messages: readonly { readonly contact: string; readonly message: string }[];
}

async function seenIn(story: string): Promise<Seen> {
  const states: string[] = [];
  const { stage, result } = await playStaged(assembled(), story, () => undefined, {
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
    secrets: new Map(read.flatMap((name) => textsOf(cloud.secrets.text(name) ?? '').map((text) => [text, name]))),
    links: new Map(
      messages.flatMap(({ contact, link }) => {
        const [, secret] = /[/=]([\w-]{40,})$/.exec(link ?? '') ?? [];
        return secret ? [[secret, contact] as const] : [];
      }),
    ),
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

let seen: readonly Seen[];
beforeAll(async () => {
  const all: Seen[] = [];
  for (const story of STORIES) all.push(await seenIn(story));
  seen = all;
});

/** Where any of these stands, in words. */
const found = (what: (one: Seen) => Iterable<string>, except: readonly string[] = []): readonly string[] =>
  seen.flatMap((one) =>
    [...what(one)].flatMap((secret) =>
      Object.entries(one.places).flatMap(([place, text]) =>
        !except.includes(place) && text.includes(secret) ? [`${one.story}: ${secret.slice(0, 6)}… in ${place}`] : [],
      ),
    ),
  );

test('every place is searched, and there is something in it', () => {
  const incident = /^[a-z][a-z0-9-]+-\d{8}T\d{6}Z/;
  for (const place of ['logs', 'states', 'table', 'reports', 'messages', 'channel', 'answers'])
    expect(seen.some(({ places }) => (places[place] ?? '').length > 100)).toBe(true);
  expect(found(({ messages }) => messages.flatMap(({ message }) => incident.exec(message)?.[0] ?? []))).toEqual([]);
  expect(found(() => ['trading']).length).toBeGreaterThan(10);
});

test('the stories read the credentials of the database, the session of the broker and the key of PagerDuty', () => {
  const secrets = seen.flatMap(({ secrets }) => [...secrets.values()]);
  expect(
    [...new Set(secrets.map((name) => name.replace(/^.*:secret:/, '').replace(/-[A-Za-z0-9]{6}$/, '')))].sort(),
  ).toEqual([]);
  expect(seen.every(({ links }) => links.size > 0)).toBe(true);
  expect(seen.some(({ tokens }) => tokens.length > 0)).toBe(true);
});

test('no secret stands in a log, a state, a table, a report or a message', () => {
  expect(found(({ secrets }) => secrets.keys())).toEqual([]);
});

test('a token that answers a workflow is kept in its own item, and stands nowhere else', () => {
  // Step Functions itself hands it to the function that keeps it: what a state calls is in its history.
  expect(found(({ tokens }) => tokens, ['states'])).toEqual([]);
});

test('the secret of a link is in the message of whom it was made for, and nowhere else', () => {
  expect(found(({ links }) => links.keys(), ['messages'])).toEqual([]);
  for (const { links, messages } of seen)
    for (const [secret, owner] of links)
      expect(messages.filter(({ message }) => message.includes(secret)).map(({ contact }) => contact)).toEqual(
        expect.arrayContaining([owner]),
      );
  const others = seen.flatMap(({ links, messages }) =>
    [...links].flatMap(([secret, owner]) =>
      messages.filter(({ contact, message }) => contact !== owner && message.includes(secret)),
    ),
  );
  expect(others).toEqual([]);
});

test('no identity token of anybody stands anywhere', () => {
  const token = /eyJ[\w-]{20,}\.[\w-]{20,}/;
  expect(
    seen.flatMap(({ places }) =>
      Object.entries(places)
        .filter(([, text]) => token.test(text))
        .map(([place]) => place),
    ),
  ).toEqual([]);
});
