import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { RETRY_INTERVAL_SECONDS } from '../runbooks/actions';
import { FRAME } from './frame';
import type { Payload, StepStates } from './step-states';

export interface AskingProps {
  readonly says: string;
  readonly states: StepStates;
  readonly awaitApproval: IFunction;
  /** What the waiting is told besides the question: contacts, and where the pages are. */
  readonly input: Payload;
  /** Pages about the question, and goes on to what it is given. */
  readonly page: (next: sfn.IChainable) => sfn.IChainable;
  /** Whether everybody was paged before the first step. */
  readonly pagedAtOnce: boolean;
}

/**
 * What follows a step's question: people are paged, unless they have been, and the workflow waits for the answer. Whatever
 * comes of it (yes, no, nothing in time), the same step is worked again and looks what it was: so the world is seen again
 * right before the act, and there is one way back.
 */
export function asking(scope: Construct, props: AskingProps): void {
  const { says, states } = props;
  // The question's own rounds are not the step's.
  const back = {
    approval: '{% $last.approval %}',
    last: { step: says, outcome: 'ask', finding: '{% $last.finding %}', round: 0 },
  };
  const wait = tasks.LambdaInvoke.jsonata(scope, `${FRAME.ask}: ${says}`, {
    stateName: `${FRAME.ask}: ${says}`.slice(0, 80),
    lambdaFunction: props.awaitApproval,
    integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN,
    payload: sfn.TaskInput.fromObject({
      step: FRAME.ask,
      incidentId: '{% $incident %}',
      approval: '{% $last.approval %}',
      token: '{% $states.context.Task.Token %}',
      ...props.input,
    }),
    taskTimeout: sfn.Timeout.jsonata('{% $last.waitSeconds %}'),
    retryOnServiceExceptions: false,
    assign: back,
  });
  // A call that was throttled must not cost the question. States.TaskFailed is any failure but a time-out: silence is one.
  wait.addRetry({
    errors: [sfn.Errors.TASKS_FAILED],
    interval: Duration.seconds(RETRY_INTERVAL_SECONDS),
    backoffRate: 2,
    maxAttempts: 2,
    jitterStrategy: sfn.JitterType.FULL,
  });
  wait.addCatch(states.task, { errors: [sfn.Errors.ALL], assign: back });
  wait.next(states.task);
  const asked = `$last.outcome = 'ask'`;
  if (!props.pagedAtOnce) states.after.when(sfn.Condition.jsonata(`{% ${asked} and $not($paged) %}`), props.page(wait));
  states.after.when(sfn.Condition.jsonata(`{% ${asked} %}`), wait);
}
