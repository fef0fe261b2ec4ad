import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Naming } from '../naming';

export interface WatchTopicProps {
  readonly naming: Naming;
  /** E-mail address of whoever is told when the runbooks themselves fail. */
  readonly address: string;
}

/**
 * The topic that no runbook uses, under a key that nothing else uses. Alarms and the rule on dead executions publish to it,
 * and so does whoever has `watch-key` in its permissions.ts.
 */
export class WatchTopic extends Construct {
  readonly topic: sns.Topic;

  constructor(scope: Construct, id: string, { naming, address }: WatchTopicProps) {
    super(scope, id);
    const key = new kms.Key(this, 'Key', {
      alias: naming.alias('watch'),
      description: 'Messages of the watch on the runbooks themselves, and nothing else.',
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      // A topic keeps no messages: nothing is lost with its key.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.topic = new sns.Topic(this, 'Topic', {
      topicName: naming.topic('watch'),
      displayName: 'The runbooks themselves are failing',
      masterKey: key,
      enforceSSL: true,
    });
    this.topic.addSubscription(new subscriptions.EmailSubscription(address));
    const alarms = new iam.ServicePrincipal('cloudwatch.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
    });
    // enforceSSL has replaced the topic's default policy, so alarms need to be allowed by name.
    this.topic.addToResourcePolicy(
      new iam.PolicyStatement({ principals: [alarms], actions: ['sns:Publish'], resources: [this.topic.topicArn] }),
    );
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [alarms],
        actions: ['kms:GenerateDataKey*', 'kms:Decrypt'],
        resources: ['*'],
      }),
    );
    // No condition: for EventBridge none on the source is supported in the policy of a topic's key.
    // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('events.amazonaws.com')],
        actions: ['kms:GenerateDataKey*', 'kms:Decrypt'],
        resources: ['*'],
      }),
    );
  }
}
