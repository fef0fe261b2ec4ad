import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Naming } from './naming';

export interface WatchOurselvesProps {
  readonly naming: Naming;
  /** Workflows of this stack, by id. */
  readonly machines: ReadonlyMap<string, sfn.IStateMachine>;
  /** ARNs of the workflows of other stacks: the rule sees to theirs as well. */
  readonly elsewhere: readonly string[];
  readonly deadLetters: sqs.IQueue;
  readonly topic: sns.Topic;
}

/**
 * A workflow that has died cannot escalate itself, and an event that was lost starts none. Both page through a topic that
 * no runbook uses, and each by two ways: an event rule, which says which execution, and an alarm, which does not depend on
 * the event arriving.
 */
export class WatchOurselves extends Construct {
  constructor(scope: Construct, id: string, props: WatchOurselvesProps) {
    super(scope, id);
    const { topic, machines, naming } = props;
    // enforceSSL has replaced the topic's default policy, so alarms need to be allowed by name.
    topic.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
      }),
    );
    this.pageOnDeadExecutions(props);
    watchMachines(this, { machines, naming, topic });
    page(this, 'DeadLetters', {
      alarmName: `${naming.stack}/DeadLetters`,
      alarmDescription: 'An event that should have started a runbook could not be delivered.',
      metric: props.deadLetters.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
        statistic: 'Maximum',
      }),
      topic,
    });
  }

  private pageOnDeadExecutions({ naming, machines, elsewhere, topic, deadLetters }: WatchOurselvesProps): void {
    new events.Rule(this, 'DeadExecutions', {
      ruleName: naming.rule('dead-executions'),
      description: 'A workflow that failed, timed out or was aborted pages by itself.',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
          stateMachineArn: [...[...machines.values()].map(({ stateMachineArn }) => stateMachineArn), ...elsewhere],
        },
      },
      targets: [
        new targets.SnsTopic(topic, {
          deadLetterQueue: deadLetters,
          message: events.RuleTargetInput.fromText(
            `A runbook's own workflow ended as ${events.EventField.fromPath('$.detail.status')}: ${events.EventField.fromPath('$.detail.executionArn')}. ` +
              'It may have told nobody. Look at the execution, and at the system it was looking after.',
          ),
        }),
      ],
    });
  }
}

/** An alarm for each way in which a run of a workflow can end without having told anybody. */
export function watchMachines(
  scope: Construct,
  { machines, naming, topic }: Pick<WatchOurselvesProps, 'machines' | 'naming'> & { readonly topic: sns.ITopic },
): void {
  for (const [name, machine] of machines) {
    for (const [wrong, metric] of [
      ['Failed', machine.metricFailed],
      ['TimedOut', machine.metricTimedOut],
      ['Aborted', machine.metricAborted],
    ] as const) {
      page(scope, `${name}${wrong}`, {
        alarmName: `${naming.machine(name)}/Executions${wrong}`,
        alarmDescription: `A run of ${name} ended as ${wrong}: it may have told nobody.`,
        metric: metric.call(machine, { period: Duration.minutes(1), statistic: 'Sum' }),
        topic,
      });
    }
  }
}

function page(
  scope: Construct,
  id: string,
  props: { alarmName: string; alarmDescription: string; metric: cloudwatch.IMetric; topic: sns.ITopic },
): void {
  const alarm = new cloudwatch.Alarm(scope, id, {
    alarmName: props.alarmName,
    alarmDescription: props.alarmDescription,
    metric: props.metric,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: 0,
    evaluationPeriods: 1,
    // These metrics exist only when something happened.
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(new actions.SnsAction(props.topic));
}
