import { Duration } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { FRAME } from './frame';
import { retry } from './step-states';

export interface LastResortProps {
  readonly topic: ITopic;
  /** What could not be escalated in the ordinary way. */
  readonly title: string;
  /** Distinguishes the states where a machine has more than one. */
  readonly of?: string;
  /** Where the workflow goes once it is sent. */
  readonly next: sfn.IChainable;
  /** Where it goes when even this fails; absent: the execution fails. */
  readonly otherwise?: sfn.IChainable;
}

/**
 * The page that needs no function, no table and none of the contacts' topics: Step Functions publishes it itself. If that
 * fails too the execution fails, and the watch on ourselves pages by a third way.
 */
export function lastResort(scope: Construct, { topic, title, of, next, otherwise }: LastResortProps): sfn.IChainable {
  const named = (name: string): string => (of ? `${name} (${of})` : name);
  const page = tasks.SnsPublish.jsonata(scope, named(FRAME.lastResort), {
    topic,
    subject: `Runbook could not page: ${title}`.slice(0, 100),
    message: sfn.TaskInput.fromText(
      `{% '${title} could not be escalated in the ordinary way. ' & $last.step & ': ' & $last.finding & ' Execution: ' & $states.context.Execution.Id %}`,
    ),
    taskTimeout: sfn.Timeout.duration(Duration.seconds(10)),
  });
  retry(page, 3);
  const failed =
    otherwise ??
    sfn.Fail.jsonata(scope, named(FRAME.nobodyTold), { error: 'NobodyTold', cause: '{% $last.finding %}' });
  page.addCatch(failed, { errors: [sfn.Errors.ALL] });
  page.next(next);
  return page;
}
