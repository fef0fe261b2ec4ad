import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { deathWords, TOLD_OF_DEATH } from '../../runbooks/events';
import type { Naming } from '../naming';
import { groupedAlarms } from './grouped-alarms';
import { pagingAlarm } from './paging-alarm';

export interface WatchExecutionsProps {
  readonly naming: Naming;
  /** Every workflow of the environment, by id. */
  readonly machines: ReadonlyMap<string, sfn.IStateMachine>;
  readonly deadLetters: sqs.IQueue;
  readonly topic: sns.ITopic;
}

/**
 * A workflow that has died cannot escalate itself. It pages by two ways: an event rule, which says which execution, and an
 * alarm, which does not depend on the event arriving.
 */
export class WatchExecutions extends Construct {
  constructor(scope: Construct, id: string, props: WatchExecutionsProps) {
    super(scope, id);
    this.pageOnDeadExecutions(props);
    this.alarms(props);
    const { machines, naming, topic } = props;
    groupedAlarms(this, 'Throttled', {
      alarmName: `${naming.stack}/ExecutionsThrottled`,
      says: 'Steps of workflows are held back by Step Functions: a runbook takes longer than its budget says. Some of these',
      watched: [...machines].map(([name, machine]) => ({
        name,
        metric: machine.metricThrottled({ period: Duration.minutes(1), statistic: 'Sum' }),
      })),
      of: 'SUM',
      threshold: 0,
      period: Duration.minutes(1),
      topic,
    });
  }

  private pageOnDeadExecutions({ naming, topic, deadLetters }: WatchExecutionsProps): void {
    new events.Rule(this, 'DeadExecutions', {
      ruleName: naming.rule('dead-executions'),
      description: 'A workflow that failed, timed out or was aborted pages by itself.',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
          // By what all names begin with: a list of them is longer than the 2,048 characters a pattern may have, and could
          // forget one. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
          stateMachineArn: [
            {
              prefix: Stack.of(this).formatArn({
                service: 'states',
                resource: 'stateMachine',
                resourceName: naming.machine(''),
                arnFormat: ArnFormat.COLON_RESOURCE_NAME,
              }),
            },
          ],
        },
      },
      targets: [
        new targets.SnsTopic(topic, {
          deadLetterQueue: deadLetters,
          message: events.RuleTargetInput.fromText(
            deathWords(
              events.EventField.fromPath(TOLD_OF_DEATH.status),
              events.EventField.fromPath(TOLD_OF_DEATH.execution),
            ),
          ),
        }),
      ],
    });
  }

  /** One for each way in which a run of a workflow can end without having told anybody. */
  private alarms({ machines, naming, topic }: WatchExecutionsProps): void {
    for (const [name, machine] of machines) {
      for (const [wrong, metric] of [
        ['Failed', machine.metricFailed],
        ['TimedOut', machine.metricTimedOut],
        ['Aborted', machine.metricAborted],
      ] as const) {
        pagingAlarm(this, `${name}${wrong}`, {
          alarmName: `${naming.machine(name)}/Executions${wrong}`,
          alarmDescription: `A run of ${name} ended as ${wrong}: it may have told nobody.`,
          metric: metric.call(machine, { period: Duration.minutes(1), statistic: 'Sum' }),
          topic,
        });
      }
    }
  }
}
