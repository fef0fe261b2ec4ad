import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { look } from '../step';
import type { Letter } from './letter';

/** A letter in hand: hidden from everybody else until it is given back, deleted, or HELD_SECONDS have passed. */
export interface Held {
  readonly letter: Letter;
  readonly url: string;
  /** What deletes it and gives it back. */
  readonly receipt: string;
}

/** What was found. */
export interface Found {
  readonly held: readonly Held[];
  /** Whether more may lie there. */
  readonly more: boolean;
  /** Queues that could not be looked into to the end, and why. */
  readonly unseen: readonly { readonly queue: string; readonly because: string }[];
}

/** Longer than a function lives that holds letters: what it does not give back comes back by itself. */
export const HELD_SECONDS = 30;

/** ReceiveMessage gives no more at once. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
const AT_ONCE = 10;

/**
 * A second's poll asks every server of the queue. One that does not wait asks some of them, and may find nothing where
 * something lies.
 */
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
const POLL_SECONDS = 1;

/** The queues of dead letters. SQS has no way to look without taking: who looks gives back. */
export class DeadLetterQueues {
  constructor(
    private readonly sqs: SQSClient,
    private readonly queues: readonly { readonly name: string; readonly url: string }[],
    private readonly now: () => number = () => Date.now(),
  ) {}

  /**
   * Takes letters out of all queues until they are enough, none is left, or it is late. A queue that cannot be looked into
   * hides no other.
   * @param until milliseconds since the epoch.
   */
  async take(enough: (held: readonly Held[]) => boolean, until: number): Promise<Found> {
    const held: Held[] = [];
    const looked = await Promise.all(
      this.queues.map(async (queue) => {
        const seen = await look(() => this.takeFrom(queue, held, () => enough(held) || this.now() >= until));
        return { queue: queue.name, seen };
      }),
    );
    return {
      held: [...held].sort(
        ({ letter: one }, { letter: other }) => one.sentAt - other.sentAt || one.id.localeCompare(other.id),
      ),
      more: looked.some(({ seen }) => 'seen' in seen && seen.seen === 'more'),
      unseen: looked.flatMap(({ queue, seen }) => ('unseen' in seen ? [{ queue, because: seen.unseen }] : [])),
    };
  }

  private async takeFrom(
    { name, url }: { readonly name: string; readonly url: string },
    held: Held[],
    over: () => boolean,
  ): Promise<'all' | 'more'> {
    while (!over()) {
      const { Messages = [] } = await this.sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: url,
          MaxNumberOfMessages: AT_ONCE,
          WaitTimeSeconds: POLL_SECONDS,
          VisibilityTimeout: HELD_SECONDS,
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['SentTimestamp'],
        }),
      );
      if (Messages.length === 0) return 'all';
      for (const message of Messages)
        hold(held, { letter: letterIn(message, name), url, receipt: message.ReceiptHandle ?? '' });
    }
    return 'more';
  }

  /** What cannot be given back comes back by itself. */
  async giveBack(held: readonly Held[]): Promise<void> {
    await Promise.all(
      held.map(({ url: QueueUrl, receipt: ReceiptHandle }) =>
        look(() =>
          this.sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 })),
        ),
      ),
    );
  }

  async delete({ url: QueueUrl, receipt: ReceiptHandle }: Held): Promise<void> {
    await this.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }
}

/** A standard queue may give a letter twice: its last receipt is the one that counts. */
function hold(held: Held[], one: Held): void {
  const before = held.findIndex(({ letter: { id } }) => id === one.letter.id);
  if (before >= 0) held[before] = one;
  else held.push(one);
}

const letterIn = ({ MessageId, Body, MessageAttributes, Attributes }: Message, queue: string): Letter => ({
  id: MessageId ?? '',
  queue,
  sentAt: Number(Attributes?.SentTimestamp),
  body: Body ?? '',
  attributes: Object.fromEntries(
    Object.entries(MessageAttributes ?? {}).map(([name, { StringValue, BinaryValue }]) => [
      name,
      StringValue ?? Buffer.from(BinaryValue ?? []).toString('base64'),
    ]),
  ),
});
