import { type ChannelNews, channelPublication } from '../../../../../lambdas/shared/messages/channel';
import { delivered, toldBy } from './world';

interface Notification {
  readonly content: { title: string; description: string; nextSteps?: string[]; keywords?: string[] };
  readonly metadata: { threadId?: string; summary: string; relatedResources?: string[] };
}
const NEWS: ChannelNews = {
  incidentId: 'incident-1',
  severity: 'P2',
  title: 'Trading Service Not Processing Orders: resolved',
  lines: ['It is fixed.', 'Done 10:02:57 IST: restart'],
  eventType: 'incident-ended',
  resources: ['algo-trading-prod-trading'],
  keywords: ['P2', 'resolved'],
  context: { verdict: 'fixed' },
};
const told = (over: Partial<ChannelNews> = {}) => toldBy(channelPublication({ ...NEWS, ...over }));
const notification = (over: Partial<ChannelNews> = {}) => told(over).https as unknown as Notification;

// https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
test('Amazon Q Developer gets a custom notification, in the thread of its incident', () => {
  expect(told().https).toEqual({
    version: '1.0',
    source: 'custom',
    content: {
      textType: 'client-markdown',
      title: '[P2] Trading Service Not Processing Orders: resolved',
      description: 'It is fixed.\nDone 10:02:57 IST: restart',
      keywords: ['P2', 'resolved'],
    },
    metadata: {
      threadId: 'incident-1',
      summary: '[P2] Trading Service Not Processing Orders: resolved',
      eventType: 'incident-ended',
      relatedResources: ['algo-trading-prod-trading'],
      additionalContext: { verdict: 'fixed' },
    },
  });
});

test('mail gets plain text, and no JSON', () => {
  expect(delivered(channelPublication(NEWS), 'email')).toBe(
    'It is fixed.\nDone 10:02:57 IST: restart\nThis is for your information; nothing is asked of you.\nIncident incident-1',
  );
});

test('an SMS says what happened', () => {
  expect(told().sms).toBe('P2 Trading Service Not Processing Orders: resolved');
});

test('news about no incident have no thread and no severity', () => {
  const { incidentId: _i, severity: _s, ...halt } = { ...NEWS, title: 'Trading halted by priya' };
  const publication = channelPublication(halt);
  expect(publication.Subject).toBe('Trading halted by priya');
  expect(toldBy(publication).https).toHaveProperty('metadata', expect.not.objectContaining({ threadId: 'incident-1' }));
  expect(toldBy(publication).email).not.toContain('Incident');
});

test('next steps are a list of their own, and something is asked then', () => {
  const nextSteps = ['Reconcile the open orders.'];
  expect(notification({ nextSteps }).content.nextSteps).toEqual(nextSteps);
  expect(told({ nextSteps }).email).toContain('Reconcile the open orders.');
  expect(told({ nextSteps }).email).not.toContain('nothing is asked of you');
});

test.each([
  ['call everybody', 'ERROR <!channel> & more', 'ERROR &lt;!channel&gt; &amp; more'],
  ['hide an address behind words', '<https://evil.example|Acknowledge>', '&lt;https://evil.example|Acknowledge&gt;'],
  ['hide one in Markdown', '[Acknowledge](https://evil.example)', '[Acknowledge] (https://evil.example)'],
  ['begin a line', 'ERROR\nDone: everything', 'ERROR Done: everything'],
])('a log line cannot %s', (_, line, shown) => {
  expect(notification({ lines: [line] }).content.description).toBe(shown);
});

test('nothing is longer than the chat takes, and no entity is cut in half', () => {
  const long = '<'.repeat(9_000);
  const { content, metadata } = notification({
    title: long,
    lines: [long],
    nextSteps: Array.from({ length: 30 }, () => long),
    keywords: [long],
    resources: [long],
  });
  expect(content.title.length).toBeLessThanOrEqual(250);
  expect(content.description.length).toBeLessThanOrEqual(8_000);
  expect(content.nextSteps).toHaveLength(10);
  expect(content.nextSteps?.[0]?.length).toBeLessThanOrEqual(350);
  expect(content.keywords?.[0]?.length).toBeLessThanOrEqual(75);
  for (const text of [content.title, content.description, metadata.summary, content.keywords?.[0]])
    expect(text).toMatch(/^.*&lt;…$/);
});
