import type { Description } from '../../rehearsal/description';
import type { Cloud } from '../../rehearsal/engine/cloud';
import { messagesToPeople, pagesOf } from '../../rehearsal/pages';

const AT = Date.UTC(2026, 10, 20, 4, 40);
const topics = {
  contacts: { 'trading-backup': 'prod-trading-backup', cto: 'prod-cto' },
  channel: 'prod-channel',
  lastResort: 'prod-last-resort',
  watch: 'prod-watch',
};
const description = { topics } as unknown as Description;
const published = (topic: string, https?: object) => ({
  topicArn: `arn:aws:sns:ap-south-1:123456789012:${topic}`,
  subject: 'Subject',
  message: 'Text',
  at: AT,
  ...(https ? { messages: { default: 'Text', https: JSON.stringify(https) } } : {}),
});
const cloud = (...all: readonly object[]) => ({ sns: { published: all } }) as unknown as Cloud;
const told = { at: '2026-11-20T04:40:00.000Z', subject: 'Subject', message: 'Text' };
const LINK = 'https://api.example.com/i/x';

test('a page says its rung and its link: a backup on rung 1 is a page', () => {
  const page = published('prod-trading-backup', { kind: 'page', rung: 1, link: LINK });
  expect(pagesOf(cloud(page), description)).toEqual([{ rung: 1, contact: 'trading-backup', ...told, link: LINK }]);
});

test('what else is told to people is no page', () => {
  const all = ['question', 'all-clear', 'not-helped', 'backup', 'notice'].map((kind) =>
    published('prod-cto', { kind, link: LINK }),
  );
  expect(pagesOf(cloud(...all, published('prod-channel')), description)).toEqual([]);
  expect(messagesToPeople(cloud(...all), description).map(({ kind, contact }) => `${kind} ${contact}`)).toEqual([
    'question cto',
    'all-clear cto',
    'not-helped cto',
    'backup cto',
    'notice cto',
  ]);
});

test('the last resort and the watch page without saying so', () => {
  const all = [published('prod-last-resort'), published('prod-watch')];
  expect(pagesOf(cloud(...all), description).map(({ rung }) => rung)).toEqual(['last resort', 'watch']);
});

test('only what was published since is new', () => {
  const page = published('prod-cto', { kind: 'page', rung: 3 });
  expect(pagesOf(cloud(page, page), description, 1)).toHaveLength(1);
});

test('a message that does not say what it is could be a page: it is not passed over', () => {
  expect(() => pagesOf(cloud(published('prod-cto')), description)).toThrow('does not say what kind it is');
});
