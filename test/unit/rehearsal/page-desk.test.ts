import { createHash } from 'node:crypto';
import { parse } from 'node-html-parser';
import { deskHeaders } from '../../../rehearsal/page/desk-look';
import { type DeskView, deskPage } from '../../../rehearsal/page/desk-page';
import { type Message, messagesOf } from '../../../rehearsal/page/messages';

const HERE = 'http://127.0.0.1:8790';
const API = 'https://pages.execute-api.ap-south-1.amazonaws.com';
const AT = Date.UTC(2026, 10, 20, 4, 41, 9);

const message = (over: Partial<Message> = {}): Message => ({
  at: AT,
  to: 'DevOps, primary',
  contact: 'devops-primary',
  subject: '[P2] High CPU',
  text: 'High CPU.',
  ...over,
});

const view = (over: Partial<DeskView> = {}): DeskView => ({
  id: 'one',
  story: 'CPU is short',
  now: AT + 10_000,
  asked: true,
  messages: [message()],
  engineers: ['devops-primary', 'cto'],
  loopback: HERE,
  news: 'asked 1 17',
  ...over,
});

/** As a browser reads it: the parser takes the content of `pre` for text unless it is told otherwise. */
const read = (page: string) => parse(page, { blockTextElements: { script: true, style: true } });
const shown = (over: Partial<DeskView> = {}) => read(deskPage(view(over)));

describe('at the desk', () => {
  test('messages stand as they were sent, the latest first and open, with Indian times', () => {
    const page = shown({ messages: [message(), message({ at: AT + 60_000, subject: 'second', sms: 'short' })] });
    const [latest, first] = page.querySelectorAll('#messages details');
    expect(latest?.querySelector('summary')?.text).toContain('10:12:09 to DevOps, primary (devops-primary)second');
    expect(latest?.hasAttribute('open')).toBe(true);
    expect(latest?.text).toContain('short');
    expect(first?.querySelector('summary')?.text).toContain('10:11:09 to');
    expect(first?.hasAttribute('open')).toBe(false);
  });

  test('a message of another day has its date', () => {
    const page = shown({ messages: [message({ at: AT - 86_400_000 })] });
    expect(page.querySelector('summary')?.text).toContain('Thu, 19 Nov, 10:11:09 to');
  });

  test('markup in a message, its subject, its addressee or the story is text', () => {
    const evil = '</pre><script>alert(1)</script><a href="https://evil.example">x</a> "\'&';
    const page = shown({ story: evil, messages: [message({ text: evil, subject: evil, to: evil, sms: evil })] });
    expect(page.querySelectorAll('script')).toHaveLength(1);
    expect(page.querySelectorAll('a')).toEqual([]);
    expect(page.querySelectorAll('pre').map(({ text }) => text)).toContain(evil);
  });

  test.each([
    ['elsewhere', 'https://evil.example/'],
    ['a port that begins like ours', `${HERE}1/i/x`],
    ['a host that begins like ours', 'http://127.0.0.1:8790.evil.example/i/x'],
    ['a name before our address', `http://127.0.0.1:8790@evil.example/`],
    ['our address within another', `https://evil.example/?to=${HERE}/i/x`],
    ['a script', 'javascript:alert(1)'],
  ])('an address of %s is no link', (_what, address) => {
    const page = shown({ messages: [message({ text: `Open ${address} now`, link: address })] });
    expect(page.querySelectorAll('a')).toEqual([]);
    expect(page.querySelector('pre')?.text).toBe(`Open ${address} now`);
  });

  test('an address of this machine is a link, which opens beside the desk and does not say where it comes from', () => {
    const page = shown({ messages: [message({ text: `Open ${HERE}/i/x.`, link: `${HERE}/i/x` })] });
    const [button, inText] = page.querySelectorAll('a');
    expect(button?.attributes).toMatchObject({ href: `${HERE}/i/x`, target: '_blank', rel: 'noopener' });
    expect(inText?.attributes).toMatchObject({ href: `${HERE}/i/x`, target: '_blank', rel: 'noopener' });
    expect(page.querySelector('pre')?.text).toBe(`Open ${HERE}/i/x.`);
  });

  test.each([
    ['while somebody is asked', view(), 'Somebody is asked, and time stands still.', 1],
    ['while time runs', view({ asked: false }), 'Time runs, until somebody is asked.', 0],
    ['when it is over', view({ asked: false, ended: 'resolved, fixed' }), 'The story is over: resolved, fixed.', 0],
    ['when somebody is asked after that', view({ ended: 'resolved, fixed' }), 'Somebody is asked', 1],
  ])('%s, that is said, and only then can time be let run', (_when, given, says, buttons) => {
    const page = read(deskPage(given));
    expect(page.querySelector('h1')?.text).toContain(says);
    expect(page.querySelectorAll('form[method=post][action="/rehearsal/go-on"] button')).toHaveLength(buttons);
  });

  test('it loads itself again without JavaScript only while time runs: what is read must not jump', () => {
    expect(deskPage(view({ asked: false }))).toContain('http-equiv="refresh"');
    expect(deskPage(view())).not.toContain('http-equiv="refresh"');
  });

  test('the policy lets its own script and style through, and no other', () => {
    const policy = deskHeaders.find(([name]) => name === 'content-security-policy')?.[1] ?? '';
    const page = shown();
    for (const [tag, directive] of [
      ['script', 'script-src'],
      ['style', 'style-src'],
    ] as const) {
      const text = page.querySelector(tag)?.rawText ?? '';
      const hash = createHash('sha256').update(text).digest('base64');
      expect(policy).toContain(`${directive} 'sha256-${hash}';`);
    }
    expect(policy).toContain("default-src 'none'");
  });

  test('a command for this rehearsal is there to be copied', () => {
    expect(shown().querySelector('footer pre')?.text).toBe(
      `npm run runbook -- status --rehearsal ${HERE} --as devops-primary`,
    );
  });
});

describe('messages', () => {
  const description = {
    topics: {
      contacts: { 'devops-primary': 'runbook-staging-devops-primary', spare: 'runbook-staging-spare' },
      channel: 'runbook-staging-incident-channel',
      lastResort: 'runbook-staging-last-resort',
      watch: 'runbook-staging-watch',
    },
    environment: { contacts: { 'devops-primary': { role: 'DevOps, primary', email: 'x@example.com' } } },
  } as unknown as Parameters<typeof messagesOf>[1];
  const published = (topic: string, messages?: Record<string, string>) => ({
    topicArn: `arn:aws:sns:ap-south-1:123456789012:${topic}`,
    subject: 'A subject',
    message: `Read ${API}/i/x`,
    ...(messages ? { messages } : {}),
    attributes: {},
    messageId: 'm',
    by: 'arn',
    at: AT,
  });
  const told = (...given: ReturnType<typeof published>[]) => messagesOf(given, description, API, HERE);

  test('say whom they reached, and their links lead to this machine', () => {
    const https = JSON.stringify({ kind: 'page', link: `${API}/i/x` });
    expect(
      told(published('runbook-staging-devops-primary', { email: `Open ${API}/i/x`, sms: `P2 ${API}/i/x`, https })),
    ).toEqual([
      {
        at: AT,
        to: 'DevOps, primary',
        contact: 'devops-primary',
        subject: 'A subject',
        text: `Open ${HERE}/i/x`,
        sms: `P2 ${HERE}/i/x`,
        link: `${HERE}/i/x`,
      },
    ]);
  });

  test.each([
    ['runbook-staging-incident-channel', 'Incident channel'],
    ['runbook-staging-last-resort', 'Last resort'],
    ['runbook-staging-watch', 'Watch on the runbooks themselves'],
    ['runbook-staging-spare', 'spare'],
    ['somebody-elses', 'somebody-elses'],
  ])('to the topic %s are to: %s', (topic, to) => {
    expect(told(published(topic))).toMatchObject([{ to, text: `Read ${HERE}/i/x` }]);
  });

  test('to a channel are not shown as an SMS, which nobody gets', () => {
    const [toChannel] = told(published('runbook-staging-incident-channel', { email: 'long', sms: 'short' }));
    expect(toChannel).not.toHaveProperty('sms');
  });
});
