import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Environment } from '../environments/schema';
import type { Naming } from './naming';
import { People, PROBE } from './people';

/**
 * One topic per contact, so that each gets pages of their own, and two that belong to nobody's rung: the last resort, and
 * the channel. The watch on the runbooks themselves has its topic in a stack of its own: lib/watch-stack.ts.
 */
export class Contacts extends Construct {
  readonly people: People;
  readonly lastResort: sns.Topic;
  /** Takes the pages of tests. */
  private readonly probe: sns.Topic;
  /** Reads how every incident ended; pages nobody. */
  readonly channel: sns.Topic;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: { environment: Environment; naming: Naming },
  ) {
    super(scope, id);
    const { contacts, lastResort, incidentChannel } = props.environment;
    const topics = new Map(
      Object.entries(contacts).map(([contact, { email, role, sms, https }]) => {
        const topic = this.topic(contact, `Pages for ${role}`, email);
        if (sms) topic.addSubscription(new subscriptions.SmsSubscription(sms));
        if (https) topic.addSubscription(new subscriptions.UrlSubscription(https));
        return [contact, topic];
      }),
    );
    this.probe = this.topic(PROBE, 'Pages of tests; no person reads them');
    topics.set(PROBE, this.probe);
    this.people = new People(props.environment, (contact) => (topics.get(contact) as sns.Topic).topicArn);
    this.channel = this.topic('incident-channel', 'How incidents end; nobody is paged here', incidentChannel);
    this.lastResort = this.topic('last-resort', 'What could not be paged in the ordinary way', lastResort);
    // The watch says by this topic that its own does not deliver.
    this.lastResort.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.lastResort.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
  }

  /** Has the pages of tests answered by a function, as those of people are by people. */
  answerTests(answers: IFunction): void {
    this.probe.addSubscription(new subscriptions.LambdaSubscription(answers));
  }

  private topic(id: string, displayName: string, email?: string): sns.Topic {
    const topic = new sns.Topic(this, id, {
      topicName: this.props.naming.topic(id),
      displayName,
      enforceSSL: true,
    });
    if (email !== undefined) topic.addSubscription(new subscriptions.EmailSubscription(email));
    return topic;
  }
}
