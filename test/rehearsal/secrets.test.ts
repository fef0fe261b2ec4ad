import { join } from 'node:path';
import { Crew } from '../../rehearsal/proof/crew';
import { assembled } from '../support/assembled';
import type { Seen } from './secrets/look';
import type { Task } from './secrets/player';

/**
 * What is secret stays where it belongs. Stories that read every secret there is, ask for approvals and send links are played,
 * and then everything that people, logs, workflows and tables came to see of them is searched for it.
 */
jest.setTimeout(300_000);

/** Stories that between them read the database's credentials, the broker's session and PagerDuty's key, and ask people. */
const STORIES = ['maintenance', 'recovery-after-a-stop', 'two-of-two', 'broker-credentials-expired'];

let seen: readonly Seen[];
beforeAll(async () => {
  const crew = new Crew<Task, Seen>({ player: join(__dirname, 'secrets', 'player.ts') });
  try {
    seen = await crew.all(STORIES.map((story) => ({ directory: assembled(), story })));
  } finally {
    crew.leave();
  }
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
  const secrets = seen.flatMap(({ secrets }) => secrets.map(([, name]) => name));
  expect(new Set(secrets)).toEqual(
    new Set(['algo-trading-prod-broker-session', 'algo-trading-prod-db-password', 'pager-duty']),
  );
  // In a maintenance window that goes well nobody is paged.
  expect(seen.filter(({ links }) => links.length === 0).map(({ story }) => story)).toEqual(['maintenance']);
  expect(seen.some(({ tokens }) => tokens.length > 0)).toBe(true);
});

test('no secret stands in a log, a state, a table, a report or a message', () => {
  expect(found(({ secrets }) => secrets.map(([text]) => text))).toEqual([]);
});

test('a token that answers a workflow is kept in its own item, and stands nowhere else', () => {
  // Step Functions itself hands it to the function that keeps it: what a state calls is in its history.
  expect(found(({ tokens }) => tokens, ['states'])).toEqual([]);
});

test('the secret of a link is in the message of whom it was made for, and nowhere else', () => {
  expect(found(({ links }) => links.map(([secret]) => secret), ['messages'])).toEqual([]);
  for (const { links, messages } of seen)
    for (const [secret, owner] of links)
      expect(messages.filter(({ message }) => message.includes(secret)).map(({ contact }) => contact)).toEqual(
        expect.arrayContaining([owner]),
      );
  const others = seen.flatMap(({ links, messages }) =>
    links.flatMap(([secret, owner]) =>
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
