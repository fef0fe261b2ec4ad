import { publication, toPerson } from '../../../../../lambdas/shared/messages/publication';
import { incident } from '../../../../support/incidents';
import { delivered, toldBy } from './world';

const words = { subject: '[P2] Title', text: 'All of it\nIncident 1', sms: 'Short' };
const plain = (over: Partial<typeof words> = {}) => publication({ ...words, ...over, https: (text) => ({ text }) });

test.each([
  ['email', 'All of it\nIncident 1'],
  ['sms', 'Short'],
  ['https', '{"text":"All of it\\nIncident 1"}'],
  ['lambda', 'All of it\nIncident 1'],
])('a subscriber by %s gets words of its own', (protocol, message) => {
  expect(delivered(plain(), protocol)).toBe(message);
});

test.each([
  ['quotes', '"'.repeat(300_000)],
  ['backslashes', '\\'.repeat(300_000)],
  ['control characters', '\u0001'.repeat(300_000)],
  ['line breaks', '\n'.repeat(300_000)],
  ['halves of characters', '\ud800'.repeat(300_000)],
  ['four bytes each', '🚀'.repeat(100_000)],
])('a text of nothing but %s is cut until SNS takes it, and keeps its last line', (_, text) => {
  const message = plain({ text: `${text}\nIncident 1` });
  expect(Buffer.byteLength(message.Message)).toBeLessThanOrEqual(262_144);
  expect(delivered(message, 'email')?.endsWith('\n…\nIncident 1')).toBe(true);
  expect(delivered(message, 'email')).not.toMatch(/\p{Cs}/u);
});

// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
test('a subject is one line of at most 100 printable ASCII characters', () => {
  const { Subject } = plain({ subject: `Börse –\n${'x'.repeat(200)}` });
  expect(Subject).toMatch(/^Borse - x{92}$/);
});

test('a webhook reads what kind of message it is before it reads the text', () => {
  const message = toPerson(incident(), { kind: 'page', rung: 2, link: 'https://api/i/x' }, words);
  expect(toldBy(message).https).toEqual({
    kind: 'page',
    incidentId: incident().id,
    severity: 'P2',
    title: 'Trading Service Not Processing Orders',
    rung: 2,
    link: 'https://api/i/x',
    text: words.text,
  });
});
