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

/** A message as it reached an endpoint. */
export interface Delivery {
  readonly topicArn: string;
  readonly endpoint: string;
  readonly protocol: string;
  readonly subject?: string;
  readonly message: string;
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

interface Subscription {
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly arn: string;
  confirmed: boolean;
}

const MOST_BYTES = 262_144;
const SUBJECT_LENGTH = 100;
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
  private readonly deliveryMs: number;

  /**
   * @param o.topics ARNs.
   * @param o.subscriptions all confirmed until `unconfirm`.
   * @param o.onDelivery told of each delivery at its virtual instant.
   * @param o.latency the table to charge deliveries by; the plain one if not given.
   */
  constructor(o: {
    topics: readonly string[];
    subscriptions: readonly { topicArn: string; protocol: string; endpoint: string }[];
    clock: VirtualClock;
    onDelivery?: (delivery: Delivery) => void;
    latency?: Pick<Latencies, 'snsDelivery'>;
  }) {
    this.topics = new Set(o.topics);
    this.clock = o.clock;
    this.onDelivery = o.onDelivery ?? (() => undefined);
    this.deliveryMs = (o.latency ?? latency).snsDelivery.ms;
    this.subscriptions = o.subscriptions.map((subscription, i) => {
      this.topic(subscription.topicArn);
      return { ...subscription, arn: `${subscription.topicArn}:${id(i + 1)}`, confirmed: true };
    });
  }

  readonly operations = {
    Publish: (input: PublishCommandInput, caller: Caller): Omit<PublishCommandOutput, '$metadata'> =>
      this.publish(input, caller),
    ListSubscriptionsByTopic: (
      input: ListSubscriptionsByTopicCommandInput,
    ): Omit<ListSubscriptionsByTopicCommandOutput, '$metadata'> => this.list(input),
  };

  /** The person behind an endpoint never opened the confirmation. @throws Error when nobody subscribed with it. */
  unconfirm(endpoint: string): void {
    this.mark(endpoint, false);
  }

  /** The person opened it after all. @throws Error when nobody subscribed with it. */
  confirm(endpoint: string): void {
    this.mark(endpoint, true);
  }

  private mark(endpoint: string, confirmed: boolean): void {
    const theirs = this.subscriptions.filter((subscription) => subscription.endpoint === endpoint);
    if (theirs.length === 0) throw new Error(`No subscription has the endpoint ${endpoint}.`);
    for (const subscription of theirs) subscription.confirmed = confirmed;
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
    // @claim documented: A subscription receives nothing until it is confirmed.
    // @source https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.confirm.html
    for (const { topicArn: of, protocol, endpoint, confirmed } of this.subscriptions) {
      if (of !== topicArn || !confirmed) continue;
      // @claim cross-checked: With MessageStructure json, a protocol without a string of its own gets the one under `default`.
      // @source https://repost.aws/questions/QUtnsXz_y9QhGUOPUkkvlTlw/sns-serialized-json-message-only-shows-default
      const theirs = messages?.[protocol] ?? message;
      this.clock.setTimeout(
        () => this.deliver({ topicArn, endpoint, protocol, ...subject, message: theirs, at: this.clock.now() }),
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
    // @claim documented: The SubscriptionArn of a subscription that is not confirmed reads `PendingConfirmation`.
    // @source https://docs.aws.amazon.com/sns/latest/dg/sns-create-subscribe-endpoint-to-topic.html
    return {
      Subscriptions: all.slice(from, from + PAGE).map((subscription) => ({
        SubscriptionArn: subscription.confirmed ? subscription.arn : 'PendingConfirmation',
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

// @claim documented: SNS does not accept a subject with control characters, line breaks or characters outside ASCII.
// @source https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-alertmanager-receiver-validation-truncation.html
// @claim cross-checked: A subject may have 100 characters, although its documentation says fewer than 100.
// @source https://github.com/getmoto/moto/issues/1503
function checkedSubject(subject: string | undefined): { subject?: string } {
  if (subject === undefined) return {};
  if (subject.length < 1 || subject.length > SUBJECT_LENGTH || !/^[\x20-\x7e]+$/.test(subject))
    throw invalid('Subject');
  return { subject };
}

// @claim documented: A message is not empty and, with the names, types and values of its attributes, at most 262,144 bytes.
// @source SDK client-sns Publish documentation (Message, MessageAttributeValue)
function checkedMessage(input: PublishCommandInput): string {
  const message = input.Message ?? '';
  if (message === '') throw invalid('Empty message');
  const attributes = Object.entries(input.MessageAttributes ?? {});
  for (const [name, { DataType, StringValue }] of attributes) {
    if (!DataType || !StringValue) throw invalid(`MessageAttributes.${name}`);
  }
  const text = message + attributes.map(([name, value]) => name + value.DataType + value.StringValue).join('');
  if (Buffer.byteLength(text) > MOST_BYTES) throw invalid('Message too long');
  return message;
}

// @claim documented: MessageStructure is json or absent; then Message is a JSON object with at least a string under `default`.
// @source https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
// @claim documented: In a message per protocol, a key whose value is not a string is ignored.
// @source SDK client-sns Publish documentation (Message)
function byProtocol(structure: string, body: string): Readonly<Record<string, string>> & { readonly default: string } {
  if (structure !== 'json') throw invalid('MessageStructure');
  const given = parsed(body);
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw invalid('Message Structure - JSON message body failed to parse');
  const strings = Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const messages: Record<string, string> = Object.fromEntries(strings);
  if (messages.default === undefined) throw invalid('Message Structure - No default entry in JSON message body');
  return { ...messages, default: messages.default };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

const invalid = (what: string): AwsError => new AwsError('InvalidParameter', `Invalid parameter: ${what}`, 400);
