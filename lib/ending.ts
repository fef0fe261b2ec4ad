import { Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { FRAME_BUDGETS, verifyBudget } from '../runbooks/actions';
import { highestSeverity } from '../runbooks/runbook';
import { FRAME } from './frame';
import type { RunbookWorkflowProps } from './runbook-workflow';
import { answered, call, retry, type StepStates, stepStates, whenARoundFails, whenItFails } from './step-states';

/** The states by which a run ends, or is put off. */

/** Alarms say whether the fault is gone. */
export function verifying(scope: Construct, { runbook, functionOf, verify }: RunbookWorkflowProps): StepStates {
  const budget = verifyBudget(highestSeverity(runbook));
  const states = stepStates(scope, FRAME.verify, functionOf('verify-resolution'), budget, verify);
  whenARoundFails(states.task, FRAME.verify, budget.rounds, states.after);
  states.after.when(answered('wait'), states.task);
  return states;
}

/** The steps have said that it is done. */
export function completing(scope: Construct, { functionOf }: RunbookWorkflowProps): StepStates {
  const budget = FRAME_BUDGETS['complete-run'];
  const states = stepStates(scope, FRAME.complete, functionOf('complete-run'), budget, {
    execution: '{% $states.context.Execution.Id %}',
  });
  whenItFails(states.task, FRAME.complete, states.after);
  return states;
}

export function documenting(
  scope: Construct,
  { functionOf, place, channelTopic, people }: RunbookWorkflowProps,
  failed: sfn.IChainable,
): sfn.TaskStateBase {
  const task = call(
    scope,
    FRAME.document,
    functionOf('document-incident'),
    FRAME_BUDGETS['document-incident'],
    {
      incidentId: '{% $incident %}',
      ending: '{% $ending %}',
      place,
      channel: channelTopic.topicArn,
      contacts: people.contacts,
      pagerDuty: people.pagerDuty,
    },
    { outputs: { outcome: '{% $ending %}', incidentId: '{% $incident %}', finding: '{% $last.finding %}' } },
  );
  whenItFails(task, FRAME.document, failed);
  return task;
}

/** What the window has parked is started again at its end, with the alarm's present state to look at. */
export function parking(
  scope: Construct,
  { later }: RunbookWorkflowProps,
  document: sfn.IChainable,
  failed: sfn.IChainable,
): sfn.TaskStateBase {
  const task = tasks.StepFunctionsStartExecution.jsonata(scope, FRAME.park, {
    stateMachine: later,
    // An alarm that goes off again and again in one window is looked at once: the same name with the same input.
    name: `{% $hash(($exists($states.context.Execution.Input.alarm) ? $states.context.Execution.Input.alarm : $incident) & $last.until, 'SHA-256') %}`,
    input: sfn.TaskInput.fromObject({
      at: '{% $last.until %}',
      machine: '{% $states.context.StateMachine.Id %}',
      input: `{% $exists($states.context.Execution.Input.alarm) ? {'alarm': $states.context.Execution.Input.alarm, 'at': $last.until, 'reason': 'It was parked, and is looked at again.'} : $states.context.Execution.Input %}`,
    }),
    taskTimeout: sfn.Timeout.duration(Duration.seconds(FRAME_BUDGETS.escalate.timeoutSeconds)),
  });
  retry(task, FRAME_BUDGETS.escalate.attempts);
  whenItFails(task, FRAME.park, failed);
  task.next(document);
  return task;
}
