import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Environment } from '../environments/schema';
import type { Naming } from './naming';

/**
 * What another stack of the same environment has made, by its name. Names are ours and do not change, so no stack exports
 * anything to another: either can be deployed again by itself.
 */
export class KnownByName extends Construct {
  private readonly functions = new Map<string, lambda.IFunction>();
  private readonly machines = new Map<string, sfn.IStateMachine>();
  private readonly queues = new Map<string, sqs.IQueue>();
  private readonly topics = new Map<string, sns.ITopic>();

  constructor(
    scope: Construct,
    id: string,
    private readonly props: { readonly environment: Environment; readonly naming: Naming },
  ) {
    super(scope, id);
  }

  /** @param action a folder under lambdas/. */
  functionOf(action: string): lambda.IFunction {
    return known(this.functions, action, () =>
      lambda.Function.fromFunctionAttributes(this, `Function-${action}`, {
        functionArn: this.arn('lambda', `function:${this.props.naming.function(action)}`),
        sameEnvironment: true,
      }),
    );
  }

  machine(id: string): sfn.IStateMachine {
    return known(this.machines, id, () =>
      sfn.StateMachine.fromStateMachineArn(this, `Machine-${id}`, this.machineArn(id)),
    );
  }

  machineArn(id: string): string {
    return this.arn('states', `stateMachine:${this.props.naming.machine(id)}`);
  }

  /** @param topic a contact, or `watch`, `last-resort`, `incident-channel`. */
  topic(topic: string): sns.ITopic {
    return known(this.topics, topic, () => sns.Topic.fromTopicArn(this, `Topic-${topic}`, this.topicArn(topic)));
  }

  topicArn(topic: string): string {
    return this.arn('sns', this.props.naming.topic(topic));
  }

  get deadLetters(): sqs.IQueue {
    const name = this.props.naming.queues.deadLetters;
    return known(this.queues, name, () => sqs.Queue.fromQueueArn(this, 'DeadLetters', this.arn('sqs', name)));
  }

  get tableArn(): string {
    return this.arn('dynamodb', `table/${this.props.naming.table}`);
  }

  get reportsArn(): string {
    return `arn:${Stack.of(this).partition}:s3:::${this.props.naming.reports}`;
  }

  private arn(service: string, resource: string): string {
    const { account, region } = this.props.environment;
    return Stack.of(this).formatArn({ service, resource, account, region, arnFormat: ArnFormat.NO_RESOURCE_NAME });
  }
}

function known<T>(all: Map<string, T>, key: string, make: () => T): T {
  const found = all.get(key) ?? make();
  all.set(key, found);
  return found;
}
