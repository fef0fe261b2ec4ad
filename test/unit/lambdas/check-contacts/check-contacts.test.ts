import { NotFoundException, SNSClient } from '@aws-sdk/client-sns';
import { decideContacts, type SeenContact, type Way } from '../../../../lambdas/check-contacts/decide';
import { handler } from '../../../../lambdas/check-contacts/handler';
import { seen, unseen } from '../../../support/incidents';
import { asked, leaveMorning, morning } from '../morning-world';

const way = (protocol: string, confirmed = true): Way => ({ protocol, confirmed });
const contact = (over: Partial<SeenContact> = {}): SeenContact => ({
  id: 'trading-primary',
  role: 'Trading, primary',
  first: true,
  ways: seen([way('email')]),
  ...over,
});

test('everybody who has confirmed can be reached', () => {
  expect(decideContacts([contact(), contact({ id: 'cto', role: 'CTO', first: false })])).toEqual({
    state: 'ok',
    says: 'All contacts (2) can be reached.',
    details: ['ok: trading-primary (Trading, primary) by email', 'ok: cto (CTO) by email'],
    numbers: { contacts: 2, reached: 2 },
  });
});

test.each([
  [
    'has not confirmed the e-mail',
    seen([way('email', false)]),
    'has no confirmed subscription: email not confirmed yet',
  ],
  ['has no subscription at all', seen([]), 'has no subscription'],
  ['has no topic', seen(undefined), 'has no topic'],
])('somebody who %s cannot be reached: a failure of whoever is looked for first', (_what, ways, says) => {
  const lost = decideContacts([contact({ ways }), contact({ id: 'cto', role: 'CTO' })]);
  expect(lost.state).toBe('failed');
  expect(lost.says).toBe(`1 of 2 contacts can be reached; trading-primary (Trading, primary) ${says}.`);
  expect(decideContacts([contact({ ways, first: false })]).state).toBe('attention');
});

test('one way that is not confirmed needs attention where another is', () => {
  expect(decideContacts([contact({ ways: seen([way('email', false), way('sms')]) })])).toMatchObject({
    state: 'attention',
    says: '1 of 1 contacts can be reached; trading-primary (Trading, primary) has not confirmed email yet, and is reached by sms.',
  });
});

test('a contact nobody could look at is not known to be reached', () => {
  expect(decideContacts([contact({ ways: unseen('Throttling') }), contact({ id: 'cto' })])).toMatchObject({
    state: 'could not check',
    numbers: { contacts: 2, reached: 1 },
  });
});

describe('asked by the checklist', () => {
  afterEach(leaveMorning);
  const INPUT = {
    contacts: [
      { id: 'trading-primary', role: 'Trading, primary', topicArn: 'arn:aws:sns:ap-south-1:1:trading' },
      { id: 'cto', role: 'CTO', topicArn: 'arn:aws:sns:ap-south-1:1:cto' },
    ],
    first: ['trading-primary'],
  };
  const subscription = (SubscriptionArn: string, Protocol = 'email') => ({
    SubscriptionArn,
    Protocol,
    Endpoint: 'somebody@private.example',
  });
  const world = (of: Record<string, (token?: string) => unknown>) =>
    morning([SNSClient], {
      ListSubscriptionsByTopicCommand: ({ TopicArn, NextToken }: { TopicArn: string; NextToken?: string }) =>
        of[TopicArn.split(':').at(-1) ?? '']?.(NextToken),
    });
  const confirmed = () => ({ Subscriptions: [subscription('arn:aws:sns:ap-south-1:1:cto:5f1d')] });

  test('a word in the place of an ARN is no confirmation, and no address is told', async () => {
    world({
      trading: () => ({ Subscriptions: [subscription('PendingConfirmation'), subscription('Deleted', 'sms')] }),
      cto: confirmed,
    });
    const answer = await asked(handler, INPUT);
    expect(answer).toMatchObject({
      state: 'failed',
      says: '1 of 2 contacts can be reached; trading-primary (Trading, primary) has no confirmed subscription: email and sms not confirmed yet.',
    });
    expect(JSON.stringify(answer)).not.toContain('private.example');
  });

  test('a confirmation on the second page counts', async () => {
    world({
      trading: (token) => (token ? confirmed() : { Subscriptions: [], NextToken: 'more' }),
      cto: confirmed,
    });
    await expect(asked(handler, INPUT)).resolves.toMatchObject({ state: 'ok' });
  });

  test('a topic that does not exist reaches nobody', async () => {
    world({
      trading: () => Promise.reject(new NotFoundException({ message: 'Topic does not exist', $metadata: {} })),
      cto: confirmed,
    });
    await expect(asked(handler, INPUT)).resolves.toMatchObject({
      state: 'failed',
      says: expect.stringContaining('trading-primary (Trading, primary) has no topic'),
    });
  });

  test('a call that fails or hangs tells nothing of its contact, and hides no other', async () => {
    world({ trading: () => new Promise(() => {}), cto: () => Promise.reject(new Error('denied')) });
    const { state, says } = await asked(handler, INPUT);
    expect(state).toBe('could not check');
    expect(says).toMatch(
      /trading-primary .* \(no answer in \d+ s\); cto \(CTO\) could not be checked \(Error: denied\)/,
    );
  });

  test.each([
    ['nobody to reach', { ...INPUT, contacts: [], first: [] }, 'contacts: given 0, expected >=1'],
    ['a first who is no contact', { ...INPUT, first: ['nobody'] }, 'every id in first to be one of contacts'],
  ])('an input with %s is refused', async (_what, input, says) => {
    world({});
    await expect(asked(handler, input)).resolves.toMatchObject({
      state: 'could not check',
      says: expect.stringContaining(says),
    });
  });
});
