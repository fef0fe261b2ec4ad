import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { type Budget, RETRY_INTERVAL_SECONDS } from '../runbooks/actions';

/** A literal that goes into a state's arguments: names, numbers, and `{% … %}` expressions that carry variables. */
export type Payload = { readonly [key: string]: unknown };

/** A call of one function, with its time limit and its retries. What a failed call leaves goes into `$last`. */
export function call(
  scope: Construct,
  says: string,
  action: IFunction,
  budget: Pick<Budget, 'attempts' | 'timeoutSeconds'>,
  payload: Payload,
  extra: Partial<tasks.LambdaInvokeJsonataProps> = {},
): tasks.LambdaInvoke {
  const task = tasks.LambdaInvoke.jsonata(scope, says, {
    stateName: says,
    lambdaFunction: action,
    payload: sfn.TaskInput.fromObject({ step: says, ...payload }),
    taskTimeout: sfn.Timeout.duration(Duration.seconds(budget.timeoutSeconds)),
    retryOnServiceExceptions: false,
    outputs: '{% $states.result.Payload %}',
    ...extra,
  });
  retry(task, budget.attempts);
  return task;
}

/** Every step looks before it acts and is safe to run twice, so any failure may be tried again. */
export function retry(task: Pick<sfn.TaskStateBase, 'addRetry'>, attempts: number): void {
  if (attempts === 1) return;
  task.addRetry({
    errors: [sfn.Errors.ALL],
    interval: Duration.seconds(RETRY_INTERVAL_SECONDS),
    backoffRate: 2,
    maxAttempts: attempts - 1,
    jitterStrategy: sfn.JitterType.FULL,
  });
}

/**
 * Where a state goes that failed for good: the finding says which state it was and what broke.
 * @param more variables that are assigned besides.
 */
export function whenItFails(
  task: Pick<sfn.TaskStateBase, 'addCatch'>,
  says: string,
  next: sfn.IChainable,
  more: Readonly<Record<string, unknown>> = {},
): void {
  task.addCatch(next, {
    errors: [sfn.Errors.ALL],
    assign: {
      last: {
        step: says,
        outcome: 'escalate',
        finding: `{% 'The step failed: ' & $states.errorOutput.Error & ' ' & $states.errorOutput.Cause %}`,
        round: 1,
        failed: true,
      },
      ...more,
    },
  });
}

/** Where a state goes whose failure only costs one of its rounds: to the choice after it, which asks again or gives up. */
export function whenARoundFails(
  task: Pick<sfn.TaskStateBase, 'addCatch'>,
  says: string,
  rounds: number,
  next: sfn.IChainable,
): void {
  const before = `($last.step = '${says}' ? $last.round : 0)`;
  task.addCatch(next, {
    errors: [sfn.Errors.ALL],
    assign: {
      last: {
        step: says,
        outcome: `{% ${before} + 1 < ${rounds} ? 'wait' : 'escalate' %}`,
        finding: `{% 'The step failed: ' & $states.errorOutput.Error & ' ' & $states.errorOutput.Cause %}`,
        round: `{% ${before} + 1 %}`,
        failed: true,
      },
    },
  });
}

/** A step of a runbook: the call, and what follows from its answer. */
export interface StepStates {
  readonly task: tasks.LambdaInvoke;
  readonly after: sfn.Choice;
}

/** One step becomes two states: the call and the choice after it. */
export function stepStates(
  scope: Construct,
  says: string,
  action: IFunction,
  budget: Budget,
  input: Payload,
  /** Whether it may ask for an approval, and is told the answer. */
  asks = false,
): StepStates {
  const task = call(
    scope,
    says,
    action,
    budget,
    {
      incidentId: '{% $incident %}',
      rounds: budget.rounds,
      previous: '{% $last %}',
      ...(asks ? { approval: '{% $approval %}' } : {}),
      input,
    },
    { assign: { last: '{% $states.result.Payload %}' } },
  );
  const after = sfn.Choice.jsonata(scope, `After: ${says}`, { stateName: `After: ${says}` });
  task.next(after);
  return { task, after };
}

/** A condition on the last step's answer. */
export const answered = (outcome: string): sfn.Condition => sfn.Condition.jsonata(`{% $last.outcome = '${outcome}' %}`);
