import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { type Action, FRAME_BUDGETS, type Variant } from '../runbooks/actions';
import { pagesAtOnce, type Runbook } from '../runbooks/runbook';
import { asking } from './approval-states';
import { worstAskingSeconds, worstRunSeconds } from './budget';
import { completing, documenting, parking, verifying } from './ending';
import { lastResortAndOn, pageAgain, paging, unresolved } from './escalating';
import { FRAME } from './frame';
import { haltFirst } from './halt-first';
import { lastResort } from './last-resort';
import { Machine } from './machine';
import type { PlannedStep } from './plan';
import { answered, call, type Payload, type StepStates, stepStates, whenARoundFails, whenItFails } from './step-states';

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
    const document = documenting(this, props, lastResortPage);
    // A P1 has its people from the first minute: what is not resolved later is theirs already, and no step that fails
    // keeps the next from being done.
    const atOnce = pagesAtOnce(runbook);
    const asks = props.plan.some(({ mayAsk }) => mayAsk);
    const unsolved = unresolved(this, props, { atOnce, asks, document, lastResortPage });
    // A stop is never put off: the word is to it as any other that it does not know.
    const park = runbook.haltsFirst ? undefined : parking(this, props, document, unsolved);
    const bySteps = runbook.verifiedBy === 'steps';
    const end = (bySteps ? completing(this, props) : verifying(this, props)) satisfies StepStates;
    end.after
      .when(answered('resolved'), document, { assign: { ending: 'resolved' } })
      .when(answered('stand-down'), document, { assign: { ending: 'stood-down' } })
      .otherwise(unsolved);

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
      const onwards = atOnce && !proof ? next : unsolved;
      // A step that is asked in rounds loses one of them, and is asked again.
      const notDone = runbook.haltsFirst ? pageAgain(this, props, says, onwards) : onwards;
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
            paging(this, props, `${FRAME.pageToAsk}: ${says}`, wait, lastResortAndOn(this, props, wait, says)),
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
      atOnce ? paging(this, props, FRAME.pageAtOnce, first, lastResortAndOn(this, props, first)) : first,
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
      whenItFails(task, says, lastResortAndOn(this, props, joined, says), none);
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
}
