import { type Delivery, Sns } from '../../../../rehearsal/engine/aws/sns';
import { VirtualClock } from '../../../../rehearsal/engine/clock';
import { latency, scaled } from '../../../../rehearsal/engine/latency';

const START = Date.UTC(2026, 10, 23, 3, 45);
const TopicArn = 'arn:aws:sns:ap-south-1:111122223333:on-call';
const caller = { principal: 'arn:aws:iam::111122223333:role/pager' };
const email = (endpoint: string) => ({ topicArn: TopicArn, protocol: 'email', endpoint });

function make(endpoints: string[], more: Partial<ConstructorParameters<typeof Sns>[0]> = {}) {
  const clock = new VirtualClock(START);
  const told: Delivery[] = [];
  const subscriptions = endpoints.map(email);
  const sns = new Sns({ topics: [TopicArn], subscriptions, clock, onDelivery: (d) => told.push(d), ...more });
  return { clock, sns, told };
}

test('a page reaches who confirmed, after the time SNS takes, and nobody else', () => {
  const { clock, sns, told } = make(['a@example.com', 'b@example.com']);
  sns.unconfirm('b@example.com');
  const { MessageId } = sns.operations.Publish({ TopicArn, Subject: 'P1', Message: 'Down' }, caller);
  expect(sns.deliveries).toEqual([]);
  clock.fake.runAll();
  const at = START + latency.snsDelivery.ms;
  expect(told).toEqual([
    {
      topicArn: TopicArn,
      endpoint: 'a@example.com',
      protocol: 'email',
      subject: 'P1',
      message: 'Down',
      messageId: sns.published[0]?.messageId,
      at,
    },
  ]);
  expect(sns.deliveries).toEqual(told);
  expect(sns.published).toEqual([
    {
      topicArn: TopicArn,
      subject: 'P1',
      message: 'Down',
      attributes: {},
      messageId: MessageId,
      by: caller.principal,
      at: START,
    },
  ]);
});

// https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
test('an address that no longer exists receives nothing, and SNS counts it; who never confirmed is not counted', () => {
  const failed: string[] = [];
  const { clock, sns, told } = make(['a@example.com', 'b@example.com', 'c@example.com'], {
    onFailure: (topicArn) => failed.push(topicArn),
  });
  sns.lose('a@example.com');
  sns.unconfirm('b@example.com');
  sns.operations.Publish({ TopicArn, Message: 'Down' }, caller);
  expect(failed).toEqual([]);
  clock.fake.runAll();
  expect(told.map(({ endpoint }) => endpoint)).toEqual(['c@example.com']);
  expect(failed).toEqual([TopicArn]);
  // Whoever looks the subscriptions up sees nothing of it.
  const { Subscriptions = [] } = sns.operations.ListSubscriptionsByTopic({ TopicArn });
  expect(Subscriptions[0]?.SubscriptionArn).toMatch(/^arn:/);
});

test('on a slow day the page arrives later', () => {
  const { clock, sns, told } = make(['a@example.com'], { latency: scaled(3) });
  sns.operations.Publish({ TopicArn, Message: 'Down' }, caller);
  clock.fake.runAll();
  expect(told.map((delivery) => delivery.at)).toEqual([START + 3 * latency.snsDelivery.ms]);
});

// https://docs.aws.amazon.com/sns/latest/dg/sns-create-subscribe-endpoint-to-topic.html
test('a subscription that nobody confirmed is listed as PendingConfirmation until somebody does', () => {
  const { sns } = make(['a@example.com', 'b@example.com']);
  sns.unconfirm('b@example.com');
  const arns = () => sns.operations.ListSubscriptionsByTopic({ TopicArn }).Subscriptions?.map((s) => s.SubscriptionArn);
  expect(arns()).toEqual([expect.stringMatching(`^${TopicArn}:`), 'PendingConfirmation']);
  sns.confirm('b@example.com');
  expect(arns()?.[1]).toMatch(`${TopicArn}:`);
  expect(() => sns.unconfirm('nobody@example.com')).toThrow('nobody@example.com');
});

// https://github.com/ansible/ansible/pull/20086: an ARN that reads Deleted
test('whoever has unsubscribed is listed as deleted and hears nothing of that topic, but of others', () => {
  const other = `${TopicArn}-2`;
  const subscriptions = [email('a@example.com'), { ...email('a@example.com'), topicArn: other }];
  const { clock, sns } = make([], { topics: [TopicArn, other], subscriptions });
  sns.setSubscription(TopicArn, 'a@example.com', 'deleted');
  const arn = (topic: string) =>
    sns.operations.ListSubscriptionsByTopic({ TopicArn: topic }).Subscriptions?.[0]?.SubscriptionArn;
  expect([arn(TopicArn), arn(other)]).toEqual(['Deleted', expect.stringMatching(`^${other}:`)]);
  for (const topic of [TopicArn, other]) sns.operations.Publish({ TopicArn: topic, Message: 'Down' }, caller);
  clock.fake.runAll();
  expect(sns.deliveries.map(({ topicArn }) => topicArn)).toEqual([other]);
  sns.setSubscription(TopicArn, 'a@example.com', 'pending');
  expect(arn(TopicArn)).toBe('PendingConfirmation');
  expect(() => sns.setSubscription(TopicArn, 'b@example.com', 'deleted')).toThrow('has the endpoint b@example.com');
});

// SDK client-sns ListSubscriptionsByTopic documentation: up to 100, then NextToken
test('subscriptions come a hundred a page', () => {
  const { sns } = make(Array.from({ length: 201 }, (_, i) => `person${i}@example.com`));
  const sizes: number[] = [];
  let NextToken: string | undefined;
  do {
    const page = sns.operations.ListSubscriptionsByTopic({ TopicArn, NextToken });
    sizes.push(page.Subscriptions?.length ?? 0);
    NextToken = page.NextToken;
  } while (NextToken);
  expect(sizes).toEqual([100, 100, 1]);
});

// https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-alertmanager-receiver-validation-truncation.html (subject, message),
// https://github.com/getmoto/moto/issues/1503 (100 characters are accepted), SDK client-sns Publish documentation (sizes)
test.each([
  ['a subject of 101 characters', { Subject: 'x'.repeat(101), Message: 'm' }],
  ['a subject with a line break', { Subject: 'a\nb', Message: 'm' }],
  ['a subject outside ASCII', { Subject: 'down — again', Message: 'm' }],
  ['an empty subject', { Subject: '', Message: 'm' }],
  ['an empty message', { Message: '' }],
  ['a message of 262,145 bytes', { Message: `${'é'.repeat(131_072)}x` }],
  ['an attribute without a value', { Message: 'm', MessageAttributes: { a: { DataType: 'String', StringValue: '' } } }],
])('%s is InvalidParameter', (_, input) => {
  const { sns } = make([]);
  expect(() => sns.operations.Publish({ TopicArn, ...input }, caller)).toThrow(
    expect.objectContaining({ code: 'InvalidParameter', status: 400 }),
  );
  expect(sns.published).toEqual([]);
});

test('a subject of 100 characters and a message of 262,144 bytes pass', () => {
  const { sns } = make([]);
  sns.operations.Publish({ TopicArn, Subject: 'x'.repeat(100), Message: 'x'.repeat(262_144) }, caller);
  expect(sns.published).toHaveLength(1);
});

// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
test('a topic that is not there is NotFound', () => {
  const { sns } = make([]);
  expect(() => sns.operations.Publish({ TopicArn: `${TopicArn}-2`, Message: 'm' }, caller)).toThrow(
    expect.objectContaining({ code: 'NotFound', status: 404 }),
  );
});

describe('one message per protocol', () => {
  const publish = (Message: string, MessageStructure = 'json') => {
    const clock = new VirtualClock(START);
    const subscriptions = ['email', 'sms', 'lambda'].map((protocol) => ({
      topicArn: TopicArn,
      protocol,
      endpoint: protocol,
    }));
    const sns = new Sns({ topics: [TopicArn], subscriptions, clock });
    sns.operations.Publish({ TopicArn, Message, MessageStructure }, caller);
    clock.fake.runAll();
    return { sns, told: Object.fromEntries(sns.deliveries.map(({ protocol, message }) => [protocol, message])) };
  };

  // https://repost.aws/questions/QUtnsXz_y9QhGUOPUkkvlTlw/sns-serialized-json-message-only-shows-default
  test('reaches each subscriber in the words of its protocol, and others in those of default', () => {
    const { sns, told } = publish('{"default":"All","sms":"Short","nonsense":"x"}');
    expect(told).toEqual({ email: 'All', sms: 'Short', lambda: 'All' });
    expect(sns.published[0]).toMatchObject({ message: 'All', messages: { default: 'All', sms: 'Short' } });
  });

  // SDK client-sns Publish documentation: values may be empty; a value that is not a string makes its key ignored
  test('may be empty for one of them, and is not there where it is no string', () => {
    expect(publish('{"default":"All","sms":"","email":{"a":1}}').told).toEqual({
      email: 'All',
      sms: '',
      lambda: 'All',
    });
  });

  // https://docs.aws.amazon.com/sns/latest/api/API_Publish.html (MessageStructure)
  test.each([
    ['without a default', '{"sms":"Short"}', 'json'],
    ['with a default that is no string', '{"default":{"a":1}}', 'json'],
    ['that is no JSON', 'All', 'json'],
    ['that is no object', '["default"]', 'json'],
    ['that is null', 'null', 'json'],
    ['in another structure', '{"default":"All"}', 'xml'],
    ['of 262,145 bytes in all', JSON.stringify({ default: 'x'.repeat(131_060), sms: 'x'.repeat(131_062) }), 'json'],
  ])('%s is InvalidParameter', (_, message, structure) => {
    expect(() => publish(message, structure)).toThrow(
      expect.objectContaining({ code: 'InvalidParameter', status: 400 }),
    );
  });
});

test('what is not played is refused by name', () => {
  const { sns } = make([]);
  const publish = (input: object) => () => sns.operations.Publish({ Message: 'm', ...input }, caller);
  expect(publish({ PhoneNumber: '+910000000000' })).toThrow('sns Publish PhoneNumber');
  expect(publish({ TopicArn, MessageGroupId: 'g' })).toThrow('sns Publish MessageGroupId');
});
