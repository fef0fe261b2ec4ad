import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { FRAME } from './frame';
import { lastResort } from './last-resort';
import { Machine } from './machine';
import { call, type Payload, retry, whenItFails } from './step-states';

export interface EscalationWorkflowProps {
  readonly machineName: string;
  readonly chooseRung: IFunction;
  readonly pageContacts: IFunction;
  readonly notifyStakeholders: IFunction;
  readonly lastResortTopic: ITopic;
  /** Has an alert of its own for every incident that people are paged about, where it is configured. */
  readonly pagerDuty: sfn.IStateMachine | undefined;
  /** What a page needs besides the incident: whom to call outside, and how it is acknowledged. */
  readonly pageInput: Payload;
  /** The longest an escalation may live: the longest response time plus all rungs. */
  readonly timeout: Duration;
}

const BUDGET = { attempts: 3, timeoutSeconds: 15 };

/** A field of the input this execution was started with. */
const given = (field: string): string => `{% $states.context.Execution.Input.${field} %}`;

/**
 * Pages rung by rung until somebody acknowledges; waits for the morning with what is held; climbs again at the deadline if
 * the incident is still open, whether acknowledged or not; and tells the stakeholders once, at that deadline.
 */
export class EscalationWorkflow extends Construct {
  readonly stateMachine: sfn.StateMachine;

  constructor(scope: Construct, id: string, props: EscalationWorkflowProps) {
    super(scope, id);
    const both = sfn.Parallel.jsonata(this, 'Escalate if not resolved');
    both.branch(this.ladder(props), this.deadline(props));
    // The notice must not end the ladder, so its failure is told when both have ended.
    both.next(
      sfn.Choice.jsonata(this, 'Was everybody told?')
        .when(
          sfn.Condition.jsonata(`{% $states.input[1].told = false %}`),
          sfn.Fail.jsonata(this, FRAME.nobodyTold, {
            error: 'NobodyTold',
            cause: 'The stakeholders could not be told.',
          }),
        )
        .otherwise(
          sfn.Succeed.jsonata(this, 'Escalated', {
            outputs: { outcome: 'escalated', incidentId: given('incidentId') },
          }),
        ),
    );
    this.stateMachine = new Machine(this, 'Machine', {
      name: props.machineName,
      comment: 'Pages rung by rung until somebody acknowledges. Generated from lib/escalation-workflow.ts.',
      first: both,
      timeout: props.timeout,
      calls: [props.chooseRung, props.pageContacts, props.notifyStakeholders],
    });
  }

  private ladder(props: EscalationWorkflowProps): sfn.IChainable {
    const { chooseRung, pageContacts, pageInput, lastResortTopic } = props;
    const done = sfn.Succeed.jsonata(this, 'The climb has ended');
    const whoIsNext = call(
      this,
      'Who is next?',
      chooseRung,
      BUDGET,
      {
        incidentId: given('incidentId'),
        path: given('path'),
        paging: given('paging'),
        settings: given('settings'),
        because: given('because'),
        asked: '{% $states.context.State.EnteredTime %}',
      },
      { assign: { next: '{% $states.result.Payload %}' } },
    );
    const afterwards = { topic: lastResortTopic, title: 'An incident' };
    whenItFails(whoIsNext, 'Who is next?', lastResort(this, { ...afterwards, of: 'nobody chosen', next: done }));

    const page = tasks.LambdaInvoke.jsonata(this, 'Page', {
      lambdaFunction: pageContacts,
      integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN,
      payload: sfn.TaskInput.fromObject({
        step: 'Page rung',
        incidentId: given('incidentId'),
        token: '{% $states.context.Task.Token %}',
        rung: '{% $next.rung %}',
        title: '{% $next.title %}',
        contacts: '{% $next.contacts %}',
        otherwise: '{% $next.otherwise %}',
        place: given('place'),
        ...pageInput,
      }),
      // The time to acknowledge: without an answer the next rung is paged.
      taskTimeout: sfn.Timeout.jsonata(given('acknowledgeSeconds')),
      retryOnServiceExceptions: false,
    });
    page.addRetry({
      // States.TaskFailed is any failure but a time-out: silence is not tried again, it climbs.
      errors: [sfn.Errors.TASKS_FAILED],
      interval: Duration.seconds(1),
      backoffRate: 2,
      maxAttempts: BUDGET.attempts - 1,
      jitterStrategy: sfn.JitterType.FULL,
    });
    page.addCatch(whoIsNext, { errors: [sfn.Errors.TIMEOUT] });
    whenItFails(page, 'Page', lastResort(this, { ...afterwards, of: 'rung not paged', next: whoIsNext }));

    const nobodyReachable = lastResort(this, { ...afterwards, of: 'nobody reachable', next: done });
    const untilDeadline = sfn.Wait.jsonata(this, 'Wait for the deadline', {
      time: sfn.WaitTime.timestamp(given('deadlineAt')),
    });
    const untilMorning = sfn.Wait.jsonata(this, 'Hold until the morning', {
      time: sfn.WaitTime.timestamp('{% $next.until %}'),
    });
    untilMorning.next(whoIsNext);
    page.next(
      sfn.Choice.jsonata(this, 'Acknowledged')
        .when(
          sfn.Condition.jsonata(`{% $next.afterAcknowledge = 'wait-for-deadline' %}`),
          untilDeadline.next(whoIsNext),
        )
        .otherwise(done),
    );
    const alert = this.alert(props, page);
    const first = sfn.Condition.jsonata(
      `{% $next.next = 'page' and $next.first and $states.context.Execution.Input.alerts %}`,
    );
    const isThere = sfn.Choice.jsonata(this, 'Is there anybody to page?');
    if (alert) isThere.when(first, alert);
    whoIsNext.next(
      isThere
        .when(sfn.Condition.jsonata(`{% $next.next = 'page' %}`), page)
        .when(sfn.Condition.jsonata(`{% $next.next = 'wait-for-deadline' %}`), untilDeadline)
        .when(sfn.Condition.jsonata(`{% $next.next = 'hold' %}`), untilMorning)
        .when(sfn.Condition.jsonata(`{% $next.next = 'last-resort' %}`), nobodyReachable, {
          assign: { last: { step: 'Who is next?', finding: '{% $next.because %}' } },
        })
        .otherwise(done),
    );
    return whoIsNext;
  }

  /** Before the first page. Whatever comes of it, people are paged; what fails inside pages by the last resort itself. */
  private alert({ pagerDuty }: EscalationWorkflowProps, page: sfn.IChainable): sfn.IChainable | undefined {
    if (!pagerDuty) return undefined;
    const start = tasks.StepFunctionsStartExecution.jsonata(this, 'Trigger PagerDuty', {
      stateMachine: pagerDuty,
      name: `{% $states.context.Execution.Input.incidentId & '-trigger' %}`,
      input: sfn.TaskInput.fromObject({
        action: 'trigger',
        incidentId: given('incidentId'),
        severity: '{% $next.severity %}',
        summary: '{% $next.summary %}',
        source: 'runbook',
        link: null,
      }),
      taskTimeout: sfn.Timeout.duration(Duration.seconds(8)),
    });
    retry(start, BUDGET.attempts);
    start.addCatch(page, { errors: [sfn.Errors.ALL] });
    start.next(page);
    return start;
  }

  private deadline({ notifyStakeholders, lastResortTopic }: EscalationWorkflowProps): sfn.IChainable {
    const says = 'Notify stakeholders';
    const told = sfn.Succeed.jsonata(this, 'The deadline has passed', { outputs: { told: true } });
    const nobodyTold = sfn.Succeed.jsonata(this, 'The stakeholders were not told', { outputs: { told: false } });
    const tell = call(this, says, notifyStakeholders, BUDGET, {
      incidentId: given('incidentId'),
      stakeholders: given('stakeholders'),
      backup: given('backup'),
    });
    whenItFails(
      tell,
      says,
      lastResort(this, {
        topic: lastResortTopic,
        title: 'An incident',
        of: 'stakeholders not told',
        next: told,
        otherwise: nobodyTold,
      }),
    );
    tell.next(told);
    return sfn.Wait.jsonata(this, 'Until the response time is over', {
      time: sfn.WaitTime.timestamp(given('deadlineAt')),
    }).next(tell);
  }
}
