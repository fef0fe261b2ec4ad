import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { type Action, FRAME_BUDGETS, type Variant, verifyBudget } from '../runbooks/actions';
import { highestSeverity, pagesAtOnce, type Runbook } from '../runbooks/runbook';
import { asking } from './approval-states';
import { worstAskingSeconds, worstRunSeconds } from './budget';
import { FRAME } from './frame';
import { haltFirst } from './halt-first';
import { lastResort } from './last-resort';
import { Machine } from './machine';
import type { PlannedStep } from './plan';
import {
  answered,
  call,
  type Payload,
  retry,
  type StepStates,
  stepStates,
  whenARoundFails,
  whenItFails,
} from './step-states';

export interface RunbookWorkflowProps {
  readonly runbook: Runbook;
  readonly machineName: string;

  /** The function behind an action, the frame's own included. */
  readonly functionOf: (action: FrameAction | Action | Variant) => IFunction;

  /** The steps as this environment works them. */
  readonly plan: readonly PlannedStep[];

  /** What a step is told: the names behind its roles. */
  readonly inputOf: (step: PlannedStep) => Payload;

  /** Alarms of the target, and what verification must know of each. */
  readonly verify: Payload;

  /** What console links are made of. */
  readonly place: Payload;

  /** Takes over when the runbook ends without having resolved the incident. */
  readonly escalation: sfn.IStateMachine;

  /** What the escalation is told: its rungs and stakeholders. */
  readonly escalationInput: Payload;

  readonly lastResortTopic: ITopic;

  /** Names of the parameters people change at run time. */
  readonly settings: Payload;

  /** Name of the parameter that a runbook which halts first sets to "false". */
  readonly tradingEnabled: string;

  /** Reads how every incident ended; nobody is paged there. */
  readonly channelTopic: ITopic;

  /** Everybody who can be paged, and where the pages are. */
  readonly people: Payload;

  /** Starts this workflow again when a window is over. */
  readonly later: sfn.IStateMachine;
}

/** What the frame around every runbook's steps calls. */
export type FrameAction =
  | 'open-incident'
  | 'check-alarm'
  | 'verify-resolution'
  | 'complete-run'
  | 'document-incident'
  | 'await-approval';

/** Works through one runbook from top to bottom, verifies, writes it down, and escalates whatever is not resolved. */
export class RunbookWorkflow extends Construct {
  readonly stateMachine: sfn.StateMachine;

  constructor(scope: Construct, id: string, given: RunbookWorkflowProps) {
    super(scope, id);
    const { runbook } = given;
    const calls = new Set<IFunction>();
    const functionOf: RunbookWorkflowProps['functionOf'] = (action) => {
      const found = given.functionOf(action);
      calls.add(found);
      return found;
    };
    const props = { ...given, functionOf };

    const lastResortPage = lastResort(this, {
      topic: props.lastResortTopic,
      title: runbook.title,
      next: sfn.Succeed.jsonata(this, FRAME.lastResortSent, { outputs: { outcome: 'escalated', by: 'last resort' } }),
    });
    const document = this.document(props, lastResortPage);
    // A P1 has its people from the first minute: what is not resolved later is theirs already, and no step that fails
    // keeps the next from being done.
    const atOnce = pagesAtOnce(runbook);
    const asks = props.plan.some(({ mayAsk }) => mayAsk);
    const escalate = this.unresolved(props, { atOnce, asks, document, lastResortPage });
    // A stop is never put off: the word is to it as any other that it does not know.
    const park = runbook.haltsFirst ? undefined : this.park(props, document, escalate);
    const bySteps = runbook.verifiedBy === 'steps';
    const end = (bySteps ? this.complete(props) : this.verify(props)) satisfies StepStates;
    end.after
      .when(answered('resolved'), document, { assign: { ending: 'resolved' } })
      .when(answered('stand-down'), document, { assign: { ending: 'stood-down' } })
      .otherwise(escalate);

    // Built from the last step back, because each has to know what follows it.
    const assess = {
      says: FRAME.assess,
      does: 'check-alarm' as const,
      budget: FRAME_BUDGETS['check-alarm'],
      input: { settings: props.settings },
      mayAsk: false,
      goesOn: false,
    };
    const chain = [
      // No mode and no window keeps a stop from its steps.
      ...(runbook.haltsFirst ? [] : [{ ...assess, action: functionOf(assess.does) }]),
      ...props.plan.map((step) => ({
        says: step.says,
        action: functionOf(step.does),
        budget: step.budget,
        input: props.inputOf(step),
        mayAsk: step.mayAsk,
        goesOn: step.goesOn ?? false,
      })),
    ];
    const first = chain.reduceRight<sfn.IChainable>((next, { says, action, budget, input, mayAsk, goesOn }, index) => {
      const states = stepStates(this, says, action, budget, input, mayAsk);
      const { task, after } = states;
      // A list that proves itself does so by its last step: one that fails there is not done.
      const proof = bySteps && index === chain.length - 1;
      const onwards = atOnce && !proof ? next : escalate;
      // A step that is asked in rounds loses one of them, and is asked again.
      const notDone = runbook.haltsFirst ? this.pageAgain(props, says, onwards) : onwards;
      if (budget.attempts === 1 && budget.rounds > 1) whenARoundFails(task, says, budget.rounds, after);
      else whenItFails(task, says, goesOn && !proof ? next : onwards);
      after.when(answered('continue'), next);
      // A stop is done when its last step has seen that it holds, and not before.
      if (!runbook.haltsFirst) after.when(answered('resolved'), end.task);
      if (budget.rounds > 1) after.when(answered('wait'), task);
      if (mayAsk) {
        asking(this, {
          says,
          states,
          awaitApproval: functionOf('await-approval'),
          input: { contacts: props.people.contacts, pages: props.people.pages },
          page: (wait) =>
            this.escalate(props, `${FRAME.pageToAsk}: ${says}`, wait, this.lastResortAndOn(props, wait, says)),
          pagedAtOnce: atOnce,
        });
      }
      after.when(answered('stand-down'), document, { assign: { ending: 'stood-down' } });
      if (park) after.when(answered('park'), park, { assign: { ending: 'stood-down' } });
      after.otherwise(notDone);
      return task;
    }, end.task);

    const opened = this.open(
      props,
      atOnce ? this.escalate(props, FRAME.pageAtOnce, first, this.lastResortAndOn(props, first)) : first,
      // A stop that joins one that was asked for before it is worked all the same: whether that one still looks is not known.
      runbook.haltsFirst ? first : undefined,
      lastResortPage,
    );
    this.stateMachine = new Machine(this, 'Machine', {
      name: props.machineName,
      comment: `${runbook.title} (${runbook.severity}). Generated from runbooks/${runbook.id}.ts.`,
      first: runbook.haltsFirst ? haltFirst(this, props.tradingEnabled, opened) : opened,
      // The run itself is bounded by its budgets and by how long people may take; a minute more, and something is wrong
      // with the workflow.
      timeout: Duration.seconds(
        worstRunSeconds(
          runbook,
          props.plan.map(({ budget }) => budget),
        ) +
          worstAskingSeconds(
            runbook,
            props.plan.flatMap(({ mayAsk, budget }) => (mayAsk ? [budget] : [])),
          ) +
          60,
      ),
      calls: [...calls],
    });
  }

  /** Alarms say whether the fault is gone. */
  private verify({ runbook, functionOf, verify }: RunbookWorkflowProps): StepStates {
    const budget = verifyBudget(highestSeverity(runbook));
    const states = stepStates(this, FRAME.verify, functionOf('verify-resolution'), budget, verify);
    whenARoundFails(states.task, FRAME.verify, budget.rounds, states.after);
    states.after.when(answered('wait'), states.task);
    return states;
  }

  /** The steps have said that it is done. */
  private complete({ functionOf }: RunbookWorkflowProps): StepStates {
    const budget = FRAME_BUDGETS['complete-run'];
    const states = stepStates(this, FRAME.complete, functionOf('complete-run'), budget, {
      execution: '{% $states.context.Execution.Id %}',
    });
    whenItFails(states.task, FRAME.complete, states.after);
    return states;
  }

  /** Where a run goes that has not resolved its incident: to people, or, where they have it already, straight to the end. */
  private unresolved(
    props: RunbookWorkflowProps,
    {
      atOnce,
      asks,
      document,
      lastResortPage,
    }: { atOnce: boolean; asks: boolean; document: sfn.IChainable; lastResortPage: sfn.IChainable },
  ): sfn.IChainable {
    const escalate = () => this.escalate(props, FRAME.escalate, document, lastResortPage);
    if (!atOnce && !asks) return escalate();
    const already = sfn.Pass.jsonata(this, FRAME.unresolved, { assign: { ending: 'escalated' } });
    already.next(document);
    return atOnce
      ? already
      : sfn.Choice.jsonata(this, FRAME.paged)
          .when(sfn.Condition.jsonata('{% $paged %}'), already)
          .otherwise(escalate());
  }

  /** @param joined what follows where another incident covers it; without it the run is over then. */
  private open(
    props: RunbookWorkflowProps,
    next: sfn.IChainable,
    joined: sfn.IChainable | undefined,
    failed: sfn.IChainable,
  ): sfn.IChainable {
    const { runbook, functionOf } = props;
    const says = FRAME.open;
    const task = call(
      this,
      says,
      functionOf('open-incident'),
      FRAME_BUDGETS['open-incident'],
      {
        runbook: {
          id: runbook.id,
          title: runbook.title,
          severity: runbook.severity,
          severityInSession: runbook.severityInSession ?? null,
          target: runbook.target,
          dependsOn: runbook.dependsOn,
          plannedSeconds: runbook.planned?.deadlineSeconds ?? null,
          worksOnWhenJoined: joined !== undefined,
        },
        settings: props.settings,
        execution: '{% $states.context.Execution.Id %}',
        startedAt: '{% $states.context.Execution.StartTime %}',
        beginning: '{% $states.context.Execution.Input %}',
      },
      {
        assign: {
          incident: '{% $states.result.Payload.incidentId %}',
          deadline: '{% $states.result.Payload.deadlineAt %}',
          acknowledge: '{% $states.result.Payload.acknowledgeSeconds %}',
          ...(props.plan.some(({ mayAsk }) => mayAsk) ? { paged: false, approval: null } : {}),
          last: { step: says, outcome: '{% $states.result.Payload.outcome %}', finding: 'Opened or joined.', round: 1 },
        },
      },
    );
    if (joined) {
      // Without an incident it is stopped all the same; its steps do without one. Its pages are its own: Step Functions
      // remembers the name of an escalation for three months.
      const none = {
        incident: "{% 'none-' & $states.context.Execution.Name %}",
        deadline: '{% $states.context.Execution.StartTime %}',
        acknowledge: 0,
      };
      whenItFails(task, says, this.lastResortAndOn(props, joined, says), none);
    } else {
      whenItFails(task, says, failed);
    }
    const over = () =>
      sfn.Succeed.jsonata(this, FRAME.joined, { outputs: { outcome: 'joined', incidentId: '{% $incident %}' } });
    return task.next(
      sfn.Choice.jsonata(this, `After: ${says}`, { stateName: `After: ${says}` })
        .when(answered('joined'), joined ?? over())
        .otherwise(next),
    );
  }

  private escalate(
    props: RunbookWorkflowProps,
    says: string,
    next: sfn.IChainable,
    failed: sfn.IChainable,
  ): sfn.TaskStateBase {
    // One escalation per incident: asking for it again with the same input is not a second one.
    const task = this.startEscalation(props, says, '-escalation');
    retry(task, FRAME_BUDGETS.escalate.attempts);
    // $last keeps the reason of the escalation (of a P1: that it was opened); why the escalation failed stands in the execution's history.
    task.addCatch(failed, { errors: [sfn.Errors.ALL] });
    task.next(next);
    return task;
  }

  private startEscalation(props: RunbookWorkflowProps, says: string, name: string): tasks.StepFunctionsStartExecution {
    return tasks.StepFunctionsStartExecution.jsonata(this, says, {
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
  private pageAgain(props: RunbookWorkflowProps, about: string, next: sfn.IChainable): sfn.TaskStateBase {
    const task = this.startEscalation(props, `${FRAME.pageAgain}: ${about}`, '-not-stopped');
    task.addCatch(next, { errors: [sfn.Errors.ALL] });
    task.next(next);
    return task;
  }

  /** Who cannot be paged in the ordinary way is paged in the last, and the run goes on. */
  private lastResortAndOn(
    { runbook, lastResortTopic }: RunbookWorkflowProps,
    next: sfn.IChainable,
    about?: string,
  ): sfn.IChainable {
    const of = about === undefined ? 'not paged' : `not paged: ${about}`;
    return lastResort(this, { topic: lastResortTopic, title: runbook.title, of, next });
  }

  /** What the window has parked is started again at its end, with the alarm's present state to look at. */
  private park({ later }: RunbookWorkflowProps, document: sfn.IChainable, failed: sfn.IChainable): sfn.TaskStateBase {
    const task = tasks.StepFunctionsStartExecution.jsonata(this, FRAME.park, {
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

  private document(
    { functionOf, place, channelTopic, people }: RunbookWorkflowProps,
    failed: sfn.IChainable,
  ): sfn.TaskStateBase {
    const task = call(
      this,
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
}
