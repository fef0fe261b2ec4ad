import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { EMERGENCY_BUDGETS } from '../runbooks/actions-of-emergency';
import { worstSeconds } from './budget';
import { lastResort } from './last-resort';
import { Machine } from './machine';
import { answered, type Payload, stepStates, whenARoundFails } from './step-states';

export interface SweepWorkflowProps {
  readonly machineName: string;
  readonly sweep: IFunction;
  /** What the function is told besides the run. */
  readonly input: Payload;
  readonly lastResortTopic: ITopic;
}

const SAYS = 'See that nothing comes back';

/**
 * Watches over the halt of a P1 beside its other steps, which leave no time for it. Its lines stand in the P1's incident.
 * What does not hold is told by the last resort: the P1 has its people already, and they must know.
 */
export class SweepWorkflow extends Construct {
  readonly stateMachine: sfn.StateMachine;

  constructor(scope: Construct, id: string, { machineName, sweep, input, lastResortTopic }: SweepWorkflowProps) {
    super(scope, id);
    const budget = EMERGENCY_BUDGETS['sweep-stop'];
    const { task, after } = stepStates(this, SAYS, sweep, budget, input);
    whenARoundFails(task, SAYS, budget.rounds, after);
    const done = sfn.Succeed.jsonata(this, 'Done', {
      outputs: { outcome: 'resolved', incidentId: '{% $incident %}', finding: '{% $last.finding %}' },
    });
    const told = sfn.Succeed.jsonata(this, 'Told', {
      outputs: { outcome: 'escalated', incidentId: '{% $incident %}' },
    });
    const page = lastResort(this, { topic: lastResortTopic, title: 'The halt of trading', next: told });
    after
      .when(answered('wait'), task)
      .when(answered('continue'), done)
      // People have ended the incident: what becomes of it is theirs.
      .when(answered('stand-down'), done)
      .otherwise(page);
    const begin = sfn.Pass.jsonata(this, 'Begin', {
      assign: {
        incident: '{% $states.input.incidentId %}',
        run: '{% $states.input.run %}',
        last: { step: 'Begin', outcome: 'continue', finding: 'Begun.', round: 1 },
      },
    });
    begin.next(task);
    this.stateMachine = new Machine(this, 'Machine', {
      name: machineName,
      comment: 'Watches over the halt of a P1. Generated from lib/sweep-workflow.ts.',
      first: begin,
      timeout: Duration.seconds(worstSeconds(budget) + 60),
      calls: [sweep],
    });
  }
}
