import type { ListSubscriptionsByTopicCommandInput, PublishCommandInput } from '@aws-sdk/client-sns';
import { queueArn } from '../../queue-url';
import { type AuthorizationWorld, ask, keyAsks, needed, type Rows, refuseMembers, row } from './row';

const DATA_KEY_ACTIONS = ['kms:GenerateDataKey', 'kms:Decrypt'];
const TOPIC = /^arn:[^:]+:sns:[^:]+:\d{12}:[^:]+$/;

interface SendMessageInput {
  readonly QueueUrl?: string;
}

function queueOf(url: string | undefined, world: AuthorizationWorld): string {
  const arn = queueArn(needed('SendMessage', 'QueueUrl', url));
  return needed('SendMessage', 'QueueUrl of the queue', arn, new RegExp(`:${world.accountId}:`));
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
  'sqs:SendMessage': row<SendMessageInput>(['sqs:SendMessage', ...DATA_KEY_ACTIONS], ({ QueueUrl }, world) => {
    const queue = queueOf(QueueUrl, world);
    return [ask('sqs:SendMessage', queue), ...keyAsks(world, queue, 'sqs', DATA_KEY_ACTIONS)];
  }),
};
