import type { ListSubscriptionsByTopicCommandInput, PublishCommandInput } from '@aws-sdk/client-sns';
import { queueArn } from '../../queue-url';
import { type AuthorizationWorld, ask, keyAsks, needed, type Rows, refuseMembers, row } from './row';

const DATA_KEY_ACTIONS = ['kms:GenerateDataKey', 'kms:Decrypt'];
const TOPIC = /^arn:[^:]+:sns:[^:]+:\d{12}:[^:]+$/;

interface OnQueue {
  readonly QueueUrl?: string;
}

function queueOf(operation: string, { QueueUrl }: OnQueue, world: AuthorizationWorld): string {
  const arn = queueArn(needed(operation, 'QueueUrl', QueueUrl));
  return needed(operation, 'QueueUrl of the queue', arn, new RegExp(`:${world.accountId}:`));
}

export const messaging: Rows = {
  // @claim documented: sns:Publish is asked for the topic.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
  // @claim documented: To publish to a topic with a customer's key, the publisher also needs kms:GenerateDataKey* and kms:Decrypt on the key.
  // @source https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
  'sns:Publish': row<PublishCommandInput>(['sns:Publish', ...DATA_KEY_ACTIONS], (input, world) => {
    refuseMembers('Publish', input, ['PhoneNumber', 'TargetArn']);
    const topic = needed('Publish', 'TopicArn', input.TopicArn, TOPIC);
    return [ask('sns:Publish', topic), ...keyAsks(world, topic, 'sns', DATA_KEY_ACTIONS)];
  }),
  // @claim documented: sns:ListSubscriptionsByTopic is asked for the topic.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
  'sns:ListSubscriptionsByTopic': row<ListSubscriptionsByTopicCommandInput>(
    'sns:ListSubscriptionsByTopic',
    ({ TopicArn }) => [
      ask('sns:ListSubscriptionsByTopic', needed('ListSubscriptionsByTopic', 'TopicArn', TopicArn, TOPIC)),
    ],
  ),
  // @claim documented: sqs:SendMessage is asked for the queue.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
  // @claim documented: To send to a queue with a customer's key, the producer also needs kms:GenerateDataKey and kms:Decrypt on the key.
  // @source https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
  'sqs:SendMessage': row<OnQueue>(['sqs:SendMessage', ...DATA_KEY_ACTIONS], (input, world) => {
    const queue = queueOf('SendMessage', input, world);
    return [ask('sqs:SendMessage', queue), ...keyAsks(world, queue, 'sqs', DATA_KEY_ACTIONS)];
  }),
  // @claim documented: sqs:ReceiveMessage, sqs:ChangeMessageVisibility and sqs:DeleteMessage are asked for the queue.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
  // @claim documented: To receive from a queue with a customer's key, the consumer also needs kms:Decrypt on the key.
  // @source https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
  'sqs:ReceiveMessage': row<OnQueue>(['sqs:ReceiveMessage', 'kms:Decrypt'], (input, world) => {
    const queue = queueOf('ReceiveMessage', input, world);
    return [ask('sqs:ReceiveMessage', queue), ...keyAsks(world, queue, 'sqs', ['kms:Decrypt'])];
  }),
  'sqs:ChangeMessageVisibility': row<OnQueue>('sqs:ChangeMessageVisibility', (input, world) => [
    ask('sqs:ChangeMessageVisibility', queueOf('ChangeMessageVisibility', input, world)),
  ]),
  'sqs:DeleteMessage': row<OnQueue>('sqs:DeleteMessage', (input, world) => [
    ask('sqs:DeleteMessage', queueOf('DeleteMessage', input, world)),
  ]),
};
