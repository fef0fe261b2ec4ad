import { createHash } from 'node:crypto';
import type { ReceiveMessageCommandInput } from '@aws-sdk/client-sqs';
import { Sqs } from '../../../../rehearsal/engine/aws/sqs';
import { VirtualClock } from '../../../../rehearsal/engine/clock';

const START = Date.UTC(2026, 10, 23, 3, 45);
const DAY_MS = 86_400_000;
const QUEUE = 'arn:aws:sqs:ap-south-1:111122223333:dead-letters';
const URL = 'https://sqs.ap-south-1.amazonaws.com/111122223333/dead-letters';
const code = (code: string) => expect.objectContaining({ code });

function make(properties: Record<string, unknown> = {}) {
  const clock = new VirtualClock(START);
  const sqs = new Sqs({ queues: [{ arn: QUEUE, properties }], clock });
  const pass = (ms: number) => clock.run(() => false, clock.now() + ms);
  /** Long polls, while time goes on. */
  const receive = async (over: Partial<ReceiveMessageCommandInput> = {}) => {
    const received = sqs.operations.ReceiveMessage({
      QueueUrl: URL,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 1,
      ...over,
    });
    let over_ = false;
    const settled = received.finally(() => {
      over_ = true;
    });
    void clock.run(() => over_).catch(() => undefined);
    const { Messages = [] } = await settled;
    return Messages;
  };
  const show = (ReceiptHandle: string | undefined, VisibilityTimeout = 0) =>
    sqs.operations.ChangeMessageVisibility({ QueueUrl: URL, ReceiptHandle, VisibilityTimeout });
  const remove = (ReceiptHandle: string | undefined) => sqs.operations.DeleteMessage({ QueueUrl: URL, ReceiptHandle });
  return { clock, sqs, pass, receive, show, remove };
}

// Attributes of a dead letter: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
test('an event that could not be delivered lies in the queue with the reason', () => {
  const { sqs } = make();
  sqs.send(QUEUE, '{"id":"1"}', { ERROR_CODE: 'NO_PERMISSIONS' });
  sqs.send(QUEUE, '{"id":"2"}');
  expect(sqs.messages(QUEUE)).toEqual([
    { messageId: expect.any(String), body: '{"id":"1"}', attributes: { ERROR_CODE: 'NO_PERMISSIONS' }, at: START },
    { messageId: expect.any(String), body: '{"id":"2"}', attributes: {}, at: START },
  ]);
});

// URL form: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html
test('a queue is addressed by its URL in the API', () => {
  const { sqs } = make();
  sqs.operations.SendMessage({
    QueueUrl: URL,
    MessageBody: 'lost',
    MessageAttributes: { why: { DataType: 'String', StringValue: 'timeout' } },
  });
  expect(sqs.messages(QUEUE)).toMatchObject([{ body: 'lost', attributes: { why: 'timeout' } }]);
});

describe('whoever receives', () => {
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
  test('gets id, handle, body with its digest, and of the attributes those they ask for', async () => {
    const { sqs, pass, receive } = make();
    const id = sqs.send(QUEUE, 'lost', { ERROR_CODE: 'NO_PERMISSIONS', RULE_ARN: 'arn' });
    await pass(5_000);
    const [message] = await receive({
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['SentTimestamp'],
    });
    expect(message).toEqual({
      MessageId: id,
      ReceiptHandle: expect.any(String),
      Body: 'lost',
      MD5OfBody: createHash('md5').update('lost').digest('hex'),
      MessageAttributes: {
        ERROR_CODE: { DataType: 'String', StringValue: 'NO_PERMISSIONS' },
        RULE_ARN: { DataType: 'String', StringValue: 'arn' },
      },
      Attributes: { SentTimestamp: String(START) },
    });
    sqs.send(QUEUE, 'lost as well', { ERROR_CODE: 'THROTTLING', RULE_ARN: 'arn' });
    const [named] = await receive({ MessageAttributeNames: ['ERROR_CODE'] });
    expect(Object.keys(named?.MessageAttributes ?? {})).toEqual(['ERROR_CODE']);
    expect(named).not.toHaveProperty('Attributes');
    sqs.send(QUEUE, 'and again', { ERROR_CODE: 'THROTTLING' });
    const [bare] = await receive();
    expect(bare).not.toHaveProperty('MessageAttributes');
  });

  test('gets ten at most, each with an id of its own that it keeps', async () => {
    const { sqs, pass, receive } = make();
    const ids = Array.from({ length: 12 }, (_, n) => sqs.send(QUEUE, `${n}`));
    expect(new Set(ids).size).toBe(12);
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html: a UUID in the example
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect((await receive()).map(({ MessageId }) => MessageId)).toEqual(ids.slice(0, 10));
    expect((await receive({ MaxNumberOfMessages: 1 })).map(({ MessageId }) => MessageId)).toEqual(ids.slice(10, 11));
    await pass(30_000);
    expect((await receive()).map(({ MessageId }) => MessageId)).toEqual(ids.slice(0, 10));
  });

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html: 30 seconds
  test.each([
    ['half a minute', {}, 30_000],
    ['as long as they ask for', { VisibilityTimeout: 5 }, 5_000],
  ])('hides it from all others for %s', async (_how, over, ms) => {
    const { sqs, pass, receive } = make();
    sqs.send(QUEUE, 'lost');
    await receive(over);
    expect(sqs.counts(QUEUE)).toEqual({ visible: 0, inFlight: 1 });
    await pass(ms - 1);
    expect(sqs.counts(QUEUE)).toEqual({ visible: 0, inFlight: 1 });
    await pass(1);
    expect(sqs.counts(QUEUE)).toEqual({ visible: 1, inFlight: 0 });
    expect(await receive()).toMatchObject([{ Body: 'lost' }]);
  });

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
  test('waits for a message as long as they said, and no longer than until one comes', async () => {
    const { clock, sqs, receive } = make();
    expect(await receive({ WaitTimeSeconds: 2 })).toEqual([]);
    expect(clock.now()).toBe(START + 2_000);
    clock.setTimeout(() => void sqs.send(QUEUE, 'late'), 500);
    expect(await receive({ WaitTimeSeconds: 20 })).toMatchObject([{ Body: 'late' }]);
    expect(clock.now()).toBe(START + 2_500);
    // Also for one that is given up meanwhile by somebody else.
    expect(await receive({ WaitTimeSeconds: 20, VisibilityTimeout: 5 })).toEqual([]);
    expect(clock.now()).toBe(START + 22_500);
    expect(await receive({ WaitTimeSeconds: 20 })).toMatchObject([{ Body: 'late' }]);
    expect(clock.now()).toBe(START + 32_500);
  });

  test('gives it back at once by a visibility of 0, or keeps it for longer', async () => {
    const { sqs, pass, receive, show } = make();
    sqs.send(QUEUE, 'lost');
    const [first] = await receive();
    show(first?.ReceiptHandle);
    expect(sqs.counts(QUEUE)).toEqual({ visible: 1, inFlight: 0 });
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html#API_ChangeMessageVisibility_Errors
    expect(() => show(first?.ReceiptHandle)).toThrow(code('MessageNotInflight'));
    const [second] = await receive();
    await pass(20_000);
    show(second?.ReceiptHandle, 60);
    await pass(59_000);
    expect(sqs.counts(QUEUE)).toEqual({ visible: 0, inFlight: 1 });
  });
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
describe('a message is deleted', () => {
  test('by the handle of the last time it was received, also when it is visible again', async () => {
    const { sqs, pass, receive, remove } = make();
    sqs.send(QUEUE, 'lost');
    const [first] = await receive();
    await pass(30_000);
    const [second] = await receive();
    remove(first?.ReceiptHandle);
    expect(sqs.messages(QUEUE)).toHaveLength(1);
    await pass(30_000);
    remove(second?.ReceiptHandle);
    expect(sqs.messages(QUEUE)).toEqual([]);
    expect(() => remove(second?.ReceiptHandle)).not.toThrow();
    expect(() => remove('lost')).toThrow(code('ReceiptHandleIsInvalid'));
  });

  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html
  test.each([
    ['four days', {}, 4],
    ['14 days where the queue says so', { MessageRetentionPeriod: 1_209_600 }, 14],
  ])('by the queue itself after %s', async (_when, properties, days) => {
    const { sqs, pass } = make(properties);
    sqs.send(QUEUE, 'lost');
    await pass(days * DAY_MS - 1);
    expect(sqs.messages(QUEUE)).toHaveLength(1);
    await pass(1);
    expect(sqs.messages(QUEUE)).toEqual([]);
    expect(sqs.counts(QUEUE)).toEqual({ visible: 0, inFlight: 0 });
  });
});

test('a queue that is not there, an empty body and more than 1 MiB are refused as AWS refuses them', async () => {
  const { sqs, receive } = make();
  expect(() => sqs.send(`${QUEUE}-2`, 'x')).toThrow(code('QueueDoesNotExist'));
  expect(() => sqs.operations.SendMessage({ QueueUrl: 'nowhere', MessageBody: 'x' })).toThrow(
    code('QueueDoesNotExist'),
  );
  expect(() => sqs.operations.DeleteMessage({ QueueUrl: `${URL}-2`, ReceiptHandle: 'x' })).toThrow(
    code('QueueDoesNotExist'),
  );
  await expect(receive({ QueueUrl: `${URL}-2` })).rejects.toEqual(code('QueueDoesNotExist'));
  expect(() => sqs.send(QUEUE, '')).toThrow(code('InvalidParameterValue'));
  expect(() => sqs.send(QUEUE, 'x'.repeat(1_048_577))).toThrow(code('InvalidParameterValue'));
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html: what each may be
test.each([
  [{ MaxNumberOfMessages: 11 }],
  [{ MaxNumberOfMessages: 0 }],
  [{ WaitTimeSeconds: 21 }],
  [{ VisibilityTimeout: 43_201 }],
  [{ VisibilityTimeout: -1 }],
])('receiving with %j is refused', async (over) => {
  await expect(make().receive(over)).rejects.toEqual(code('InvalidParameterValue'));
});

test('what is not played is refused by name', async () => {
  const { sqs, receive } = make();
  const input = { QueueUrl: 'q', MessageBody: 'x', DelaySeconds: 5 };
  expect(() => sqs.operations.SendMessage(input)).toThrow('sqs SendMessage DelaySeconds');
  expect(() => make({ FifoQueue: true })).toThrow(`queue ${QUEUE}: FifoQueue`);
  expect(() => make({ MessageRetentionPeriod: 1 })).toThrow('MessageRetentionPeriod is 1; expected 60 to 1209600');
  await expect(receive({ ReceiveRequestAttemptId: 'a' })).rejects.toThrow('ReceiveMessage ReceiveRequestAttemptId');
  // Which servers a short poll asks nobody knows.
  await expect(receive({ WaitTimeSeconds: 0 })).rejects.toThrow('ReceiveMessage without waiting');
  sqs.send(QUEUE, 'x');
  await expect(receive({ MessageAttributeNames: ['ERROR.*'] })).rejects.toThrow('MessageAttributeNames ERROR.*');
  sqs.send(QUEUE, 'x');
  await expect(receive({ MessageSystemAttributeNames: ['SenderId'] })).rejects.toThrow('SenderId');
});
