import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { Machine } from './machine';

export interface LaterWorkflowProps {
  readonly machineName: string;
  /** Names of the workflows it may start. */
  readonly startable: readonly string[];
}

/** The longest anything may be put off: a change freeze over a long holiday. */
const LONGEST = Duration.days(32);

/**
 * Starts a workflow at an instant: what a maintenance window or a change freeze has parked, and what has to be put back.
 * Started with `{ at, machine, input }`; it reads nothing and decides nothing, because the workflow it starts looks at the
 * present itself.
 */
export class LaterWorkflow extends Construct {
  readonly stateMachine: sfn.StateMachine;

  constructor(scope: Construct, id: string, props: LaterWorkflowProps) {
    super(scope, id);
    const wait = sfn.Wait.jsonata(this, 'Wait until then', { time: sfn.WaitTime.timestamp('{% $states.input.at %}') });
    const start = new sfn.CustomState(this, 'Start it', {
      stateJson: {
        Type: 'Task',
        Resource: `arn:${Stack.of(this).partition}:states:::states:startExecution`,
        Arguments: { StateMachineArn: '{% $states.input.machine %}', Input: '{% $states.input.input %}' },
        TimeoutSeconds: 30,
        Retry: [
          { ErrorEquals: ['States.ALL'], IntervalSeconds: 2, BackoffRate: 2, MaxAttempts: 4, JitterStrategy: 'FULL' },
        ],
        End: true,
      },
    });
    this.stateMachine = new Machine(this, 'Machine', {
      name: props.machineName,
      comment: 'Starts what was put off. Generated from lib/later-workflow.ts.',
      first: wait.next(start),
      timeout: LONGEST,
      calls: [],
    });
    this.stateMachine.addToRolePolicy(
      new iam.PolicyStatement({
        actions: ['states:StartExecution'],
        resources: props.startable.map((name) =>
          Stack.of(this).formatArn({
            service: 'states',
            resource: 'stateMachine',
            resourceName: name,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        ),
      }),
    );
  }
}
