import { type PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Publication } from '../../../../../lambdas/shared/messages/publication';
import { type Delivery, Sns } from '../../../../../rehearsal/engine/aws/sns';
import { VirtualClock } from '../../../../../rehearsal/engine/clock';

export const topic = (id: string): string => `arn:aws:sns:ap-south-1:123456789012:runbook-prod-${id}`;

/** What each protocol is told. */
export interface Told {
  readonly default: string;
  readonly email: string;
  readonly sms: string;
  readonly https: Record<string, unknown>;
}

export function toldBy({ Message }: Pick<Publication, 'Message'>): Told {
  const told = JSON.parse(Message) as Omit<Told, 'https'> & { https: string };
  return { ...told, https: JSON.parse(told.https) as Record<string, unknown> };
}

/** Topics that take what SNS takes, under functions that make their own client. */
export class Topics {
  /** In the order they were published. */
  readonly published: { readonly contact: string; readonly subject: string; readonly told: Told }[] = [];
  /** Ids of contacts whose topic fails, and what the failure says of the message it was given. */
  readonly failing = new Map<string, (message: string) => string>();
  private readonly sns: Sns;

  constructor(private readonly contacts: readonly string[]) {
    this.sns = new Sns({ topics: contacts.map(topic), subscriptions: [], clock: new VirtualClock(0) });
    jest.spyOn(SNSClient.prototype, 'send').mockImplementation(this.send as never);
  }

  /** Whom something was published to. */
  get reached(): string[] {
    return this.published.map(({ contact }) => contact);
  }

  fail(contact: string, says: (message: string) => string = () => 'no'): void {
    this.failing.set(contact, says);
  }

  private readonly send = async ({ input }: PublishCommand): Promise<object> => {
    const contact = this.contacts.find((id) => topic(id) === input.TopicArn) ?? '?';
    const fails = this.failing.get(contact);
    if (fails) throw Object.assign(new Error(fails(input.Message ?? '')), { name: 'InternalError' });
    const answer = this.sns.operations.Publish(input, { principal: 'arn:aws:iam::123456789012:role/function' });
    this.published.push({ contact, subject: input.Subject ?? '', told: toldBy(input as Publication) });
    return answer;
  };
}

/** What an `sms` delivery of a publication would be, by the engine's topics. */
export function delivered(publication: Publication, protocol: Delivery['protocol']): string | undefined {
  const clock = new VirtualClock(0);
  const to = { topicArn: topic('a'), protocol, endpoint: 'a' };
  const sns = new Sns({ topics: [topic('a')], subscriptions: [to], clock });
  sns.operations.Publish({ TopicArn: topic('a'), ...publication }, { principal: 'arn:aws:iam::1:role/a' });
  clock.fake.runAll();
  return sns.deliveries[0]?.message;
}
