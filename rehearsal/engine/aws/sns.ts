import type {
  ListSubscriptionsByTopicCommandInput,
  ListSubscriptionsByTopicCommandOutput,
  PublishCommandInput,
  PublishCommandOutput,
} from '@aws-sdk/client-sns';
import type { VirtualClock } from '../clock';
import { type Latencies, latency } from '../latency';
import { refuseOthers } from '../refuse';
import { AwsError, type Caller, type ServiceModel } from './service';
import { byProtocol, checkedMessage, checkedSubject, invalid } from './sns-message';

/** A message as it reached an endpoint. */
export interface Delivery {
  readonly topicArn: string;
  readonly endpoint: string;
  readonly protocol: string;
  readonly subject?: string;
  readonly message: string;
  /** The same for everybody who gets it. */
  readonly messageId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A message as it was published. */
export interface Published {
  readonly topicArn: string;
  readonly subject?: string;
  /** What a protocol without a message of its own gets. */
  readonly message: string;
  /** By protocol, where the message was given as JSON of them. */
  readonly messages?: Readonly<Record<string, string>>;
  /** Message attributes of the types String and Number, as text. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageId: string;
  /** ARN of the publisher. */
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * Whether the person behind a subscription has confirmed it, not yet, or has unsubscribed; `gone`: confirmed once, and what
 * it leads to no longer exists.
 */
export type SubscriptionState = 'confirmed' | 'pending' | 'deleted' | 'gone';

interface Subscription {
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly arn: string;
  state: SubscriptionState;
}

const PAGE = 100;

const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** SNS standard topics. Only confirmed subscriptions receive. */
export class Sns implements ServiceModel {
  readonly published: Published[] = [];
  readonly deliveries: Delivery[] = [];
  private readonly topics: ReadonlySet<string>;
  private readonly subscriptions: readonly Subscription[];
  private readonly clock: VirtualClock;
  private readonly onDelivery: (delivery: Delivery) => void;
  private readonly onFailure: (topicArn: string) => void;
  private readonly deliveryMs: number;

  /**
   * @param o.topics ARNs.
   * @param o.subscriptions all confirmed until `setSubscription`.
   * @param o.onDelivery told of each delivery at its virtual instant.
   * @param o.onFailure told of each message that a subscription of the topic did not take.
   * @param o.latency the table to charge deliveries by; the plain one if not given.
   */
  constructor(o: {
    topics: readonly string[];
    subscriptions: readonly { topicArn: string; protocol: string; endpoint: string }[];
    clock: VirtualClock;
    onDelivery?: (delivery: Delivery) => void;
    onFailure?: (topicArn: string) => void;
    latency?: Pick<Latencies, 'snsDelivery'>;
  }) {
    this.topics = new Set(o.topics);
    this.clock = o.clock;
    this.onDelivery = o.onDelivery ?? (() => undefined);
    this.onFailure = o.onFailure ?? (() => undefined);
    this.deliveryMs = (o.latency ?? latency).snsDelivery.ms;
    this.subscriptions = o.subscriptions.map((subscription, i) => {
      this.topic(subscription.topicArn);
      // @claim assumed: Whoever the template subscribes has confirmed before the story begins.
      // @source https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.confirm.html
      return { ...subscription, arn: `${subscription.topicArn}:${id(i + 1)}`, state: 'confirmed' };
    });
  }

  readonly operations = {
    Publish: (input: PublishCommandInput, caller: Caller): Omit<PublishCommandOutput, '$metadata'> =>
      this.publish(input, caller),
    ListSubscriptionsByTopic: (
      input: ListSubscriptionsByTopicCommandInput,
    ): Omit<ListSubscriptionsByTopicCommandOutput, '$metadata'> => this.list(input),
  };

  /** From now on a subscription is in this state. @throws Error when nobody subscribed to the topic with that endpoint. */
  setSubscription(topicArn: string, endpoint: string, state: SubscriptionState): void {
    const theirs = this.subscriptions.filter((one) => one.topicArn === topicArn && one.endpoint === endpoint);
    if (theirs.length === 0) throw new Error(`No subscription to ${topicArn} has the endpoint ${endpoint}.`);
    for (const subscription of theirs) subscription.state = state;
  }

  /** The person behind an endpoint never opened the confirmation. @throws Error when nobody subscribed with it. */
  unconfirm(endpoint: string): void {
    this.mark(endpoint, 'pending');
  }

  /** What an address led to no longer exists. @throws Error when nobody subscribed with it. */
  lose(endpoint: string): void {
    this.mark(endpoint, 'gone');
  }

  /** The person opened it after all. @throws Error when nobody subscribed with it. */
  confirm(endpoint: string): void {
    this.mark(endpoint, 'confirmed');
  }

  private mark(endpoint: string, state: SubscriptionState): void {
    const theirs = this.subscriptions.filter((subscription) => subscription.endpoint === endpoint);
    if (theirs.length === 0) throw new Error(`No subscription has the endpoint ${endpoint}.`);
    for (const { topicArn } of theirs) this.setSubscription(topicArn, endpoint, state);
  }

  private publish(input: PublishCommandInput, caller: Caller): { MessageId: string } {
    refuseOthers('sns Publish', input, ['TopicArn', 'Subject', 'Message', 'MessageStructure', 'MessageAttributes']);
    const topicArn = this.topic(input.TopicArn ?? '');
    const subject = checkedSubject(input.Subject);
    const body = checkedMessage(input);
    const messages = input.MessageStructure === undefined ? undefined : byProtocol(input.MessageStructure, body);
    const message = messages?.default ?? body;
    const messageId = id(this.published.length + 1);
    this.published.push({
      topicArn,
      ...subject,
      message,
      ...(messages ? { messages } : {}),
      attributes: Object.fromEntries(
        Object.entries(input.MessageAttributes ?? {}).map(([name, { StringValue }]) => [name, StringValue ?? '']),
      ),
      messageId,
      by: caller.principal,
      at: this.clock.now(),
    });
    // @claim documented: A subscription receives nothing until it is confirmed, and nothing after it was deleted.
    // @source https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.confirm.html; https://docs.aws.amazon.com/sns/latest/dg/sns-delete-subscription-topic.html
    for (const { topicArn: of, protocol, endpoint, state } of this.subscriptions) {
      if (of !== topicArn) continue;
      // @claim documented: An endpoint that is no longer there is a client's error, after which SNS does not try again.
      // @source https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
      if (state === 'gone') this.clock.setTimeout(() => this.onFailure(topicArn), this.deliveryMs);
      if (state !== 'confirmed') continue;
      // @claim cross-checked: With MessageStructure json, a protocol without a string of its own gets the one under `default`.
      // @source https://repost.aws/questions/QUtnsXz_y9QhGUOPUkkvlTlw/sns-serialized-json-message-only-shows-default
      const theirs = messages?.[protocol] ?? message;
      this.clock.setTimeout(
        () =>
          this.deliver({ topicArn, endpoint, protocol, ...subject, message: theirs, messageId, at: this.clock.now() }),
        this.deliveryMs,
      );
    }
    return { MessageId: messageId };
  }

  private deliver(delivery: Delivery): void {
    this.deliveries.push(delivery);
    this.onDelivery(delivery);
  }

  private list(input: ListSubscriptionsByTopicCommandInput) {
    refuseOthers('sns ListSubscriptionsByTopic', input, ['TopicArn', 'NextToken']);
    const topicArn = this.topic(input.TopicArn ?? '');
    const from = Number(input.NextToken ?? 0);
    if (!Number.isInteger(from) || from < 0) throw invalid('NextToken');
    const all = this.subscriptions.filter((subscription) => subscription.topicArn === topicArn);
    // @claim documented: ListSubscriptionsByTopic answers up to 100 subscriptions a page and a NextToken while there are more.
    // @source SDK client-sns ListSubscriptionsByTopic documentation
    return {
      Subscriptions: all.slice(from, from + PAGE).map((subscription) => ({
        SubscriptionArn: shownArn(subscription),
        Owner: topicArn.split(':')[4],
        Protocol: subscription.protocol,
        Endpoint: subscription.endpoint,
        TopicArn: topicArn,
      })),
      ...(all.length > from + PAGE ? { NextToken: String(from + PAGE) } : {}),
    };
  }

  private topic(topicArn: string): string {
    // @claim documented: A topic that does not exist answers NotFound with status 404.
    // @source https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
    if (!this.topics.has(topicArn)) throw new AwsError('NotFound', 'Topic does not exist', 404);
    return topicArn;
  }
}

// @claim documented: The SubscriptionArn of a subscription that is not confirmed reads `PendingConfirmation`.
// @source https://docs.aws.amazon.com/sns/latest/dg/sns-create-subscribe-endpoint-to-topic.html
// @claim cross-checked: That of one whose owner has unsubscribed reads `Deleted`, for as long as it is still listed; here always.
// @source https://github.com/ansible/ansible/pull/20086
function shownArn({ state, arn }: Subscription): string {
  if (state === 'pending') return 'PendingConfirmation';
  return state === 'deleted' ? 'Deleted' : arn;
}
