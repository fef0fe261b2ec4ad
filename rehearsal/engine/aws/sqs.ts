import { createHash } from 'node:crypto';
import type {
  ChangeMessageVisibilityCommandInput,
  DeleteMessageCommandInput,
  Message,
  ReceiveMessageCommandInput,
  SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import type { VirtualClock } from '../clock';
import { queueArn } from '../queue-url';
import { NotPlayed, refuseOthers } from '../refuse';
import { AwsError, type ServiceModel } from './service';

export interface QueueMessage {
  readonly messageId: string;
  readonly body: string;
  /** Message attributes, as text. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** How many messages wait in a queue, and how many somebody has received and neither deleted nor given back. */
export interface QueueCounts {
  readonly visible: number;
  readonly inFlight: number;
}

/** A standard queue, as synthesised. */
export interface QueueResource {
  readonly arn: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

interface Held extends QueueMessage {
  /** Nobody receives it before. */
  visibleAt: number;
  /** The receipt handle of the last time it was received. */
  receipt?: string;
}

interface Queue {
  readonly messages: Held[];
  readonly keptMs: number;
  /** Long polls that wait for a message. */
  readonly waiting: Set<() => void>;
}

// @claim documented: A message with its attributes may be up to 1 MiB.
// @source https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
const MOST_BYTES = 1_048_576;

// @claim documented: A queue keeps a message for four days unless its MessageRetentionPeriod, a minute to 14 days, says otherwise.
// @source https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html
const KEPT_SECONDS = { least: 60, most: 1_209_600, byDefault: 345_600 };

// @claim documented: What is received is hidden for 30 seconds unless the queue or the request says otherwise, 0 to 12 hours.
// @source https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
const HIDDEN_SECONDS = { most: 43_200, byDefault: 30 };

const RECEIPT = /^[0-9a-f-]{36}#\d+$/;

/** SQS standard queues: the dead-letter queues of event rules, schedules and functions, and whoever looks into them. */
export class Sqs implements ServiceModel {
  private readonly queues: ReadonlyMap<string, Queue>;
  private readonly clock: VirtualClock;
  private sent = 0;
  private received = 0;

  /** @throws NotPlayed for queues of another kind. */
  constructor(o: { queues: readonly QueueResource[]; clock: VirtualClock }) {
    this.queues = new Map(o.queues.map((resource) => [resource.arn, readQueue(resource)]));
    this.clock = o.clock;
  }

  readonly operations = {
    SendMessage: (input: SendMessageCommandInput): { MessageId: string } => {
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
    ReceiveMessage: (input: ReceiveMessageCommandInput) => this.receive(input),
    ChangeMessageVisibility: (input: ChangeMessageVisibilityCommandInput) => this.changeVisibility(input),
    DeleteMessage: (input: DeleteMessageCommandInput) => this.delete(input),
  };

  /** A long poll waits. */
  readonly inVirtualTime = ['ReceiveMessage'];

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
    const messageId = idOf(`${arn} ${++this.sent}`);
    const at = this.clock.now();
    queue.messages.push({ messageId, body, attributes: { ...attributes }, at, visibleAt: at });
    for (const wake of queue.waiting) wake();
    return messageId;
  }

  /** What lies in a queue, oldest first, whether somebody has received it or not. */
  messages(arn: string): readonly QueueMessage[] {
    return this.kept(this.queue(arn)).map(({ messageId, body, attributes, at }) => ({
      messageId,
      body,
      attributes,
      at,
    }));
  }

  counts(arn: string): QueueCounts {
    const all = this.kept(this.queue(arn));
    const visible = all.filter(({ visibleAt }) => visibleAt <= this.clock.now()).length;
    return { visible, inFlight: all.length - visible };
  }

  // @claim documented: ReceiveMessage answers one to ten messages (one unless asked for more) with the receipt handle that deletes them, the MD5 digest of each body, and of the attributes those that are asked for by name.
  // @source SDK client-sqs ReceiveMessage documentation
  // @claim documented: A long poll (WaitTimeSeconds above 0, 20 at most) asks every server of a queue and is answered as soon as there is a message, or with none when its time is over; a short poll asks some servers only and may overlook messages.
  // @source https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
  // @claim assumed: A queue answers a long poll with the oldest messages first and with as many as were asked for, though a standard queue promises neither.
  // @source https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues.html
  private async receive(input: ReceiveMessageCommandInput): Promise<{ Messages?: Message[] }> {
    refuseOthers('sqs ReceiveMessage', input, [
      'QueueUrl',
      'MaxNumberOfMessages',
      'MessageAttributeNames',
      'MessageSystemAttributeNames',
      'VisibilityTimeout',
      'WaitTimeSeconds',
    ]);
    const queue = this.queue(queueArn(input.QueueUrl ?? '') ?? '');
    const wait = within('WaitTimeSeconds', input.WaitTimeSeconds ?? 0, 0, 20);
    const most = within('MaxNumberOfMessages', input.MaxNumberOfMessages ?? 1, 1, 10);
    const hidden = hiddenSeconds(input.VisibilityTimeout ?? HIDDEN_SECONDS.byDefault);
    // Which messages a short poll overlooks nobody knows.
    if (wait === 0) throw new NotPlayed('sqs ReceiveMessage without waiting', ['WaitTimeSeconds of 1 to 20']);
    const until = this.clock.now() + wait * 1_000;
    let found = this.visible(queue, most);
    while (found.length === 0 && this.clock.now() < until) {
      await this.somethingToReceive(queue, until);
      found = this.visible(queue, most);
    }
    if (found.length === 0) return {};
    return { Messages: found.map((message) => this.handOut(message, hidden, input)) };
  }

  private visible(queue: Queue, most: number): Held[] {
    return this.kept(queue)
      .filter(({ visibleAt }) => visibleAt <= this.clock.now())
      .slice(0, most);
  }

  /** Until a message arrives or is visible again, or the time is over. */
  private somethingToReceive(queue: Queue, until: number): Promise<void> {
    const { clock } = this;
    const next = Math.min(until, ...this.kept(queue).map(({ visibleAt }) => visibleAt));
    return new Promise((resolve) => {
      const wake = (): void => {
        clock.clearTimeout(timer);
        queue.waiting.delete(wake);
        clock.stir();
        resolve();
      };
      const timer = clock.setTimeout(wake, next - clock.now());
      queue.waiting.add(wake);
    });
  }

  private handOut(message: Held, hidden: number, input: ReceiveMessageCommandInput): Message {
    message.visibleAt = this.clock.now() + hidden * 1_000;
    message.receipt = `${message.messageId}#${++this.received}`;
    const attributes = asked(message, input.MessageAttributeNames ?? []);
    return {
      MessageId: message.messageId,
      ReceiptHandle: message.receipt,
      Body: message.body,
      MD5OfBody: createHash('md5').update(message.body).digest('hex'),
      ...(attributes.length > 0
        ? {
            MessageAttributes: Object.fromEntries(
              attributes.map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
            ),
          }
        : {}),
      ...systemAttributes(message, input.MessageSystemAttributeNames ?? []),
    };
  }

  // @claim documented: ChangeMessageVisibility sets for how long a received message stays hidden from that instant on; 0 gives it back at once, and one that is not in flight is refused with MessageNotInflight.
  // @source SDK client-sqs ChangeMessageVisibility documentation
  private changeVisibility(input: ChangeMessageVisibilityCommandInput): object {
    refuseOthers('sqs ChangeMessageVisibility', input, ['QueueUrl', 'ReceiptHandle', 'VisibilityTimeout']);
    const queue = this.queue(queueArn(input.QueueUrl ?? '') ?? '');
    const message = this.byReceipt(queue, input.ReceiptHandle);
    const hidden = hiddenSeconds(input.VisibilityTimeout ?? Number.NaN);
    if (!message || message.visibleAt <= this.clock.now())
      throw new AwsError('MessageNotInflight', 'The message referred to is not in flight.');
    message.visibleAt = this.clock.now() + hidden * 1_000;
    for (const wake of queue.waiting) wake();
    return {};
  }

  // @claim documented: DeleteMessage deletes by the handle of the last time the message was received, also when the message is visible again; with an older handle it succeeds and may delete nothing, and deleting what is gone succeeds.
  // @source SDK client-sqs DeleteMessage documentation
  private delete(input: DeleteMessageCommandInput): object {
    refuseOthers('sqs DeleteMessage', input, ['QueueUrl', 'ReceiptHandle']);
    const queue = this.queue(queueArn(input.QueueUrl ?? '') ?? '');
    const message = this.byReceipt(queue, input.ReceiptHandle);
    if (message) queue.messages.splice(queue.messages.indexOf(message), 1);
    return {};
  }

  /** @throws AwsError ReceiptHandleIsInvalid for what is none. */
  private byReceipt(queue: Queue, receipt = ''): Held | undefined {
    if (!RECEIPT.test(receipt))
      throw new AwsError('ReceiptHandleIsInvalid', `The input receipt handle "${receipt}" is not a valid one.`, 404);
    return this.kept(queue).find((message) => message.receipt === receipt);
  }

  /** Those that are not too old. */
  private kept(queue: Queue): Held[] {
    const now = this.clock.now();
    return queue.messages.filter(({ at }) => at + queue.keptMs > now);
  }

  private queue(arn: string): Queue {
    const queue = this.queues.get(arn);
    // @claim documented: A call on a queue that does not exist is refused with QueueDoesNotExist.
    // @source https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
    if (!queue) throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.', 400);
    return queue;
  }
}

function readQueue({ arn, properties }: QueueResource): Queue {
  refuseOthers(`queue ${arn}:`, properties, ['QueueName', 'MessageRetentionPeriod', 'SqsManagedSseEnabled', 'Tags']);
  const { least, most, byDefault } = KEPT_SECONDS;
  const kept = properties.MessageRetentionPeriod ?? byDefault;
  if (typeof kept !== 'number' || kept < least || kept > most)
    throw new Error(`queue ${arn}: MessageRetentionPeriod is ${String(kept)}; expected ${least} to ${most} seconds`);
  return { messages: [], keptMs: kept * 1_000, waiting: new Set() };
}

// @claim cross-checked: A message id is a UUID, and the message keeps it however often it is received.
// @source https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html (an id assigned by SQS; the examples of the API reference are UUIDs)
function idOf(what: string): string {
  const digits = createHash('sha256').update(what).digest('hex');
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `a${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}

const hiddenSeconds = (seconds: number): number => within('VisibilityTimeout', seconds, 0, HIDDEN_SECONDS.most);

/** @throws AwsError InvalidParameterValue. */
function within(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new AwsError(
    'InvalidParameterValue',
    `Value ${value} for parameter ${name} is invalid. Reason: Must be >= ${least} and <= ${most}, if provided.`,
  );
}

function asked({ attributes }: QueueMessage, names: readonly string[]): [string, string][] {
  const other = names.find((name) => name !== 'All' && /[.*]/.test(name));
  if (other) throw new NotPlayed(`sqs ReceiveMessage MessageAttributeNames ${other}`, ['All', 'whole names']);
  return Object.entries(attributes).filter(([name]) => names.includes('All') || names.includes(name));
}

// @claim documented: SentTimestamp is the instant at which a message was sent, in milliseconds since the epoch.
// @source SDK client-sqs ReceiveMessage documentation
function systemAttributes({ at }: QueueMessage, names: readonly string[]): Pick<Message, 'Attributes'> {
  const other = names.find((name) => name !== 'SentTimestamp');
  if (other) throw new NotPlayed(`sqs ReceiveMessage MessageSystemAttributeNames ${other}`, ['SentTimestamp']);
  return names.length === 0 ? {} : { Attributes: { SentTimestamp: String(at) } };
}
