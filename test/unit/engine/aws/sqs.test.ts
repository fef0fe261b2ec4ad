import { Sqs } from '../../../../rehearsal/engine/aws/sqs';
import { VirtualClock } from '../../../../rehearsal/engine/clock';

const START = Date.UTC(2026, 10, 23, 3, 45);
const QUEUE = 'arn:aws:sqs:ap-south-1:111122223333:dead-letters';
const make = () => new Sqs({ queues: [QUEUE], clock: new VirtualClock(START) });

// Attributes of a dead letter: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
test('an event that could not be delivered lies in the queue with the reason', () => {
  const sqs = make();
  sqs.send(QUEUE, '{"id":"1"}', { ERROR_CODE: 'NO_PERMISSIONS' });
  sqs.send(QUEUE, '{"id":"2"}');
  expect(sqs.messages(QUEUE)).toEqual([
    { messageId: expect.any(String), body: '{"id":"1"}', attributes: { ERROR_CODE: 'NO_PERMISSIONS' }, at: START },
    { messageId: expect.any(String), body: '{"id":"2"}', attributes: {}, at: START },
  ]);
});

// URL form: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html
test('a queue is addressed by its URL in the API', () => {
  const sqs = make();
  sqs.operations.SendMessage({
    QueueUrl: 'https://sqs.ap-south-1.amazonaws.com/111122223333/dead-letters',
    MessageBody: 'lost',
    MessageAttributes: { why: { DataType: 'String', StringValue: 'timeout' } },
  });
  expect(sqs.messages(QUEUE)).toMatchObject([{ body: 'lost', attributes: { why: 'timeout' } }]);
});

test('a queue that is not there, an empty body and more than 1 MiB are refused as AWS refuses them', () => {
  const sqs = make();
  const code = (code: string) => expect.objectContaining({ code });
  expect(() => sqs.send(`${QUEUE}-2`, 'x')).toThrow(code('QueueDoesNotExist'));
  expect(() => sqs.operations.SendMessage({ QueueUrl: 'nowhere', MessageBody: 'x' })).toThrow(
    code('QueueDoesNotExist'),
  );
  expect(() => sqs.send(QUEUE, '')).toThrow(code('InvalidParameterValue'));
  expect(() => sqs.send(QUEUE, 'x'.repeat(1_048_577))).toThrow(code('InvalidParameterValue'));
});

test('what is not played is refused by name', () => {
  const input = { QueueUrl: 'q', MessageBody: 'x', DelaySeconds: 5 };
  expect(() => make().operations.SendMessage(input)).toThrow('sqs SendMessage DelaySeconds');
});
