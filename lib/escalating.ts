import { Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { FRAME_BUDGETS } from '../runbooks/actions';
import { FRAME } from './frame';
import { lastResort } from './last-resort';
import type { RunbookWorkflowProps } from './runbook-workflow';
import { retry } from './step-states';

/** The states by which a runbook comes to people. */

/** Where a run goes that has not resolved its incident: to people, or, where they have it already, straight to the end. */
export function unresolved(
  scope: Construct,
  props: RunbookWorkflowProps,
  {
    atOnce,
    asks,
    document,
    lastResortPage,
  }: { atOnce: boolean; asks: boolean; document: sfn.IChainable; lastResortPage: sfn.IChainable },
): sfn.IChainable {
  const toPeople = () => paging(scope, props, FRAME.escalate, document, lastResortPage);
  if (!atOnce && !asks) return toPeople();
  const already = sfn.Pass.jsonata(scope, FRAME.unresolved, { assign: { ending: 'escalated' } });
  already.next(document);
  return atOnce
    ? already
    : sfn.Choice.jsonata(scope, FRAME.paged).when(sfn.Condition.jsonata('{% $paged %}'), already).otherwise(toPeople());
}

/** One escalation per incident: asking for it again with the same input is not a second one. */
export function paging(
  scope: Construct,
  props: RunbookWorkflowProps,
  says: string,
  next: sfn.IChainable,
  failed: sfn.IChainable,
): sfn.TaskStateBase {
  const task = startEscalation(scope, props, says, '-escalation');
  retry(task, FRAME_BUDGETS.escalate.attempts);
  // $last keeps the reason of the escalation (of a P1: that it was opened); why the escalation failed stands in the execution's history.
  task.addCatch(failed, { errors: [sfn.Errors.ALL] });
  task.next(next);
  return task;
}

function startEscalation(
  scope: Construct,
  props: RunbookWorkflowProps,
  says: string,
  name: string,
): tasks.StepFunctionsStartExecution {
  return tasks.StepFunctionsStartExecution.jsonata(scope, says, {
    stateMachine: props.escalation,
    name: `{% $incident & '${name}' %}`,
    input: sfn.TaskInput.fromObject({
      incidentId: '{% $incident %}',
      deadlineAt: '{% $deadline %}',
      acknowledgeSeconds: '{% $acknowledge %}',
      because: '{% $last %}',
      place: props.place,
      ...props.escalationInput,
    }),
    taskTimeout: sfn.Timeout.duration(Duration.seconds(FRAME_BUDGETS.escalate.timeoutSeconds)),
    assign: { ending: 'escalated', paged: true },
  });
}

/** Climbs to the next rung at once, with what has just failed; whether or not that is done, the run goes on. */
export function pageAgain(
  scope: Construct,
  props: RunbookWorkflowProps,
  about: string,
  next: sfn.IChainable,
): sfn.TaskStateBase {
  const task = startEscalation(scope, props, `${FRAME.pageAgain}: ${about}`, '-not-stopped');
  task.addCatch(next, { errors: [sfn.Errors.ALL] });
  task.next(next);
  return task;
}

/** Who cannot be paged in the ordinary way is paged in the last, and the run goes on. */
export function lastResortAndOn(
  scope: Construct,
  { runbook, lastResortTopic }: RunbookWorkflowProps,
  next: sfn.IChainable,
  about?: string,
): sfn.IChainable {
  const of = about === undefined ? 'not paged' : `not paged: ${about}`;
  return lastResort(scope, { topic: lastResortTopic, title: runbook.title, of, next });
}
