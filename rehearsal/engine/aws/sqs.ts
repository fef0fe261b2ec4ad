import type { VirtualClock } from '../clock';
import { queueArn } from '../queue-url';
import { refuseOthers } from '../refuse';
import { AwsError, type ServiceModel } from './service';

export interface QueueMessage {
  readonly messageId: string;
  readonly body: string;
  /** Message attributes, as text. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

interface SendMessageInput {
  readonly QueueUrl?: string | undefined;
  readonly MessageBody?: string | undefined;
  readonly MessageAttributes?:
    | Readonly<Record<string, { DataType: string | undefined; StringValue?: string | undefined }>>
    | undefined;
}

// @claim documented: A message with its attributes may be up to 1 MiB.
// @source https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
const MOST_BYTES = 1_048_576;

/** SQS standard queues that are only written to: the dead-letter queues of event rules and schedules. */
export class Sqs implements ServiceModel {
  private readonly queues: ReadonlyMap<string, QueueMessage[]>;
  private readonly clock: VirtualClock;
  private sent = 0;

  /** @param o.queues ARNs. */
  constructor(o: { queues: readonly string[]; clock: VirtualClock }) {
    this.queues = new Map(o.queues.map((arn) => [arn, []]));
    this.clock = o.clock;
  }

  readonly operations = {
    SendMessage: (input: SendMessageInput): { MessageId: string } => {
      refuseOthers('sqs SendMessage', input, ['QueueUrl', 'MessageBody', 'MessageAttributes']);
      const attributes = Object.entries(input.MessageAttributes ?? {});
      return {
        MessageId: this.send(
          queueArn(input.QueueUrl ?? '') ?? '',
          input.MessageBody ?? '',
          Object.fromEntries(attributes.map(([name, { StringValue }]) => [name, StringValue ?? ''])),
        ),
      };
    },
  };

  /**
   * AWS itself puts a message on a queue.
   * @returns the message id.
   * @throws AwsError QueueDoesNotExist, InvalidParameterValue.
   */
  send(arn: string, body: string, attributes: Readonly<Record<string, string>> = {}): string {
    const queue = this.queue(arn);
    const size = Buffer.byteLength(body + Object.entries(attributes).flat().join(''));
    if (body === '' || size > MOST_BYTES) {
      const message = `One or more parameters are invalid. Reason: Message must be 1 to ${MOST_BYTES} bytes; it has ${size}.`;
      throw new AwsError('InvalidParameterValue', message);
    }
    const messageId = `00000000-0000-4000-8000-${String(++this.sent).padStart(12, '0')}`;
    queue.push({ messageId, body, attributes: { ...attributes }, at: this.clock.now() });
    return messageId;
  }

  /** What lies in a queue, oldest first; its length is what AWS reports as ApproximateNumberOfMessagesVisible. */
  messages(arn: string): readonly QueueMessage[] {
    return [...this.queue(arn)];
  }

  private queue(arn: string): QueueMessage[] {
    const queue = this.queues.get(arn);
    // @claim documented: Sending to a queue that does not exist answers QueueDoesNotExist.
    // @source https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
    if (!queue) throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.', 400);
    return queue;
  }
}
