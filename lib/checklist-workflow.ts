import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { RETRY_INTERVAL_SECONDS } from '../runbooks/actions';
import { CHECKLIST_FRAME, type Checklist, type ChecklistItem, ITEM_TIMEOUT_SECONDS } from '../runbooks/checklists';
import { lastResort } from './last-resort';
import { Machine } from './machine';
import { call, type Payload, whenItFails } from './step-states';

export interface ChecklistWorkflowProps {
  readonly checklist: Checklist;
  readonly machineName: string;
  readonly functionOf: (name: 'open-checklist' | 'report-checklist' | ChecklistItem['does']) => IFunction;
  /** What an item is told: the names behind its roles. */
  readonly inputOf: (item: ChecklistItem) => Payload;
  /** Names of the parameters people change at run time. */
  readonly settings: Payload;
  /** What the report is told besides the items. */
  readonly reportInput: Payload;
  /** Started when a must-pass item does not pass. */
  readonly otherwise: sfn.IStateMachine;
  readonly lastResortTopic: ITopic;
}

/** The frame's own words. */
const OPEN = 'Open the checklist';
const ALL = 'Check everything';
const REPORT = 'Report';

/** A field this execution was started with, or null: an engineer names no date. */
const given = (field: string): string =>
  `{% $exists($states.context.Execution.Input.${field}) ? $states.context.Execution.Input.${field} : null %}`;

/**
 * Works the items of a checklist side by side, each by its own function, and reports. An item that cannot be worked could
 * not be checked: it hides none of the others. A checklist that is not passed, or not reported, starts the runbook that
 * deals with it; one that such a runbook has asked for again only reports.
 */
export class ChecklistWorkflow extends Construct {
  readonly stateMachine: sfn.StateMachine;

  constructor(scope: Construct, id: string, props: ChecklistWorkflowProps) {
    super(scope, id);
    const { checklist, functionOf } = props;
    const failed = lastResort(this, {
      topic: props.lastResortTopic,
      title: checklist.title,
      next: sfn.Succeed.jsonata(this, 'Told by the last resort', { outputs: { outcome: 'escalated' } }),
    });
    const open = call(
      this,
      OPEN,
      functionOf('open-checklist'),
      CHECKLIST_FRAME,
      {
        checklist: checklist.id,
        date: given('date'),
        startedBy: '{% $states.context.Execution.Input.startedBy %}',
        reason: '{% $states.context.Execution.Input.reason %}',
        execution: '{% $states.context.Execution.Id %}',
        settings: props.settings,
      },
      { assign: { date: '{% $states.result.Payload.date %}', run: '{% $states.result.Payload.run %}' } },
    );
    const otherwise = this.otherwise(props, failed);
    const isRerun = sfn.Condition.jsonata('{% $exists($states.context.Execution.Input.rerun) %}');
    const again = sfn.Succeed.jsonata(this, 'Reported again', { outputs: { outcome: 'resolved', passed: false } });
    // What could not be opened or reported is not known to be well, and what follows gates the open.
    const unreported = sfn.Choice.jsonata(this, 'Asked for again?').when(isRerun, again).otherwise(otherwise);
    whenItFails(open, OPEN, unreported);

    const all = sfn.Parallel.jsonata(this, ALL, { assign: { items: '{% $states.result %}' } });
    for (const item of checklist.items) all.branch(this.item(props, item));

    const report = call(
      this,
      REPORT,
      functionOf('report-checklist'),
      CHECKLIST_FRAME,
      {
        checklist: {
          id: checklist.id,
          title: checklist.title,
          otherwise: checklist.otherwise,
          items: checklist.items.map(({ says, must, owner, runbook }) => ({
            says,
            must,
            owner,
            runbook: runbook ?? null,
          })),
        },
        date: '{% $date %}',
        run: '{% $run %}',
        startedBy: '{% $states.context.Execution.Input.startedBy %}',
        reason: '{% $states.context.Execution.Input.reason %}',
        rerun: given('rerun'),
        execution: '{% $states.context.Execution.Id %}',
        items: '{% $items %}',
        ...props.reportInput,
      },
      { assign: { last: { step: REPORT, finding: '{% $states.result.Payload.finding %}' } } },
    );
    whenItFails(report, REPORT, unreported);
    const passed = sfn.Succeed.jsonata(this, 'Passed', { outputs: { outcome: 'resolved' } });

    this.stateMachine = new Machine(this, 'Machine', {
      name: props.machineName,
      comment: `${checklist.title}. Generated from runbooks/checklists.ts.`,
      first: open
        .next(all)
        .next(report)
        .next(
          sfn.Choice.jsonata(this, 'Passed?')
            .when(sfn.Condition.jsonata('{% $states.input.passed %}'), passed)
            .when(isRerun, again)
            .otherwise(otherwise),
        ),
      timeout: Duration.seconds(worstSeconds(checklist)),
      calls: [
        functionOf('open-checklist'),
        functionOf('report-checklist'),
        ...new Set(checklist.items.map(({ does }) => functionOf(does))),
      ],
    });
  }

  /** One item: asked once more when the call fails, and then it could not be checked. */
  private item({ functionOf, inputOf }: ChecklistWorkflowProps, item: ChecklistItem): sfn.IChainable {
    const { says, does } = item;
    const task = call(
      this,
      says,
      functionOf(does),
      { attempts: 2, timeoutSeconds: ITEM_TIMEOUT_SECONDS[does] },
      { date: '{% $date %}', input: inputOf(item) },
    );
    const unchecked = sfn.Pass.jsonata(this, `Could not check: ${says}`, {
      outputs: {
        item: says,
        state: 'could not check',
        says: '{% "Could not be checked: " & $states.input.Error & "." %}',
      },
    });
    task.addCatch(unchecked, { errors: [sfn.Errors.ALL], outputs: '{% $states.errorOutput %}' });
    return task;
  }

  private otherwise({ checklist, otherwise }: ChecklistWorkflowProps, failed: sfn.IChainable): sfn.TaskStateBase {
    const says = 'Start what follows a checklist that is not passed';
    const task = tasks.StepFunctionsStartExecution.jsonata(this, says, {
      stateMachine: otherwise,
      // Once for each run of the checklist, however often this is tried.
      name: '{% $states.context.Execution.Name %}',
      input: sfn.TaskInput.fromObject({ startedBy: checklist.id, reason: '{% $last.finding %}' }),
      taskTimeout: sfn.Timeout.duration(Duration.seconds(10)),
      outputs: { outcome: 'escalated' },
    });
    task.addRetry({
      errors: [sfn.Errors.ALL],
      interval: Duration.seconds(RETRY_INTERVAL_SECONDS),
      backoffRate: 2,
      maxAttempts: 2,
      jitterStrategy: sfn.JitterType.FULL,
    });
    task.addCatch(failed, { errors: [sfn.Errors.ALL] });
    return task;
  }
}

/** Every call to its time-out and once more, the longest item beside the others, and a minute for what is in between. */
function worstSeconds({ items }: Checklist): number {
  const longest = Math.max(...items.map(({ does }) => ITEM_TIMEOUT_SECONDS[does]));
  return 2 * longest + 4 * CHECKLIST_FRAME.timeoutSeconds + 3 * 10 + 60;
}
