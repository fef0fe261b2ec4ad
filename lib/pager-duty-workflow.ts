import { ArnFormat, Duration, SecretValue, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { FRAME } from './frame';
import { Machine } from './machine';
import { retry } from './step-states';

export interface PagerDutyWorkflowProps {
  readonly machineName: string;
  /**
   * Secret whose whole text is the routing key of an Events API v2 integration. It is read when the stack is deployed:
   * after a change of the secret the connection has to be changed too, for instance its description.
   */
  readonly secretName: string;
  readonly lastResortTopic: ITopic;
}

/** What an execution is started with. */
export interface PagerDutyInput {
  readonly action: 'trigger' | 'acknowledge' | 'resolve';
  /** All events of one incident bear it as their key. */
  readonly incidentId: string;
  readonly severity: 'P1' | 'P2' | 'P3' | 'P4';
  readonly summary: string;
  /** What is in trouble: a service, a database. */
  readonly source: string;
  /** https URL of the incident's page. */
  readonly link?: string | null;
}

const SAYS = 'Tell PagerDuty';
const API_ROOT = 'https://events.pagerduty.com/v2';
const ENDPOINT = 'enqueue';

/** PagerDuty asks for another try after these, and after trouble on the way. ErrorEquals knows no wildcards. */
const STATUSES_TO_RETRY = [429, ...Array.from({ length: 100 }, (_, i) => 500 + i)];
const TROUBLE_ON_THE_WAY = [
  sfn.Errors.TIMEOUT,
  'States.Http.Socket',
  'Events.ConnectionResource.AuthInProgress',
  'Events.ConnectionResource.ConcurrentModification',
  'Events.ConnectionResource.InternalError',
];

/** An execution's input, in an expression. */
const INPUT = '$states.context.Execution.Input';

/** Longer keys and summaries PagerDuty refuses; of the same incident every event is cut alike. */
const EVENT = onOneLine(`{% {
  'event_action': ${INPUT}.action,
  'dedup_key': $substring(${INPUT}.incidentId, 0, 255),
  'payload': ${INPUT}.action = 'trigger' ? {
    'summary': $length(${INPUT}.summary) > 1024 ? $substring(${INPUT}.summary, 0, 1023) & '…' : ${INPUT}.summary,
    'source': ${INPUT}.source,
    'severity': $lookup({'P1': 'critical', 'P2': 'error', 'P3': 'warning', 'P4': 'info'}, ${INPUT}.severity)
  },
  'links': ${INPUT}.action = 'trigger' and $boolean(${INPUT}.link) ? [{'href': ${INPUT}.link, 'text': 'Incident'}]
} %}`);

const INCIDENT = `'Incident ' & ${INPUT}.incidentId & ' (' & ${INPUT}.severity & ', ' & $substring($string(${INPUT}.summary), 0, 200) & ')'`;

/** Whatever is neither of these was meant to page somebody, also what nobody understands. */
const IS_PAGE = `$not(${INPUT}.action in ['acknowledge', 'resolve'])`;
const SUBJECT = onOneLine(`{% ${IS_PAGE}
  ? 'Runbook could not page: An incident'
  : 'Runbook could not tell PagerDuty: do it there by hand'
%}`);
const MESSAGE = onOneLine(`{%
  (${IS_PAGE} ? 'An incident could not be escalated in the ordinary way. ' : '')
  & $last.step & ': ' & $last.finding & $lookup({
    'acknowledge': ' Somebody has acknowledged the incident and PagerDuty goes on paging: acknowledge it in PagerDuty by hand.',
    'resolve': ' The incident is over and stays open in PagerDuty: resolve it in PagerDuty by hand.'
  }, $string(${INPUT}.action)) & ' Execution: ' & $states.context.Execution.Id
%}`);

/**
 * Sends one event to PagerDuty: 202, or it has failed and people hear of it by the last resort. Either way the
 * execution ends normally, with `{ outcome: 'sent' | 'failed' }`.
 */
export class PagerDutyWorkflow extends Construct {
  readonly stateMachine: sfn.StateMachine;

  constructor(scope: Construct, id: string, props: PagerDutyWorkflowProps) {
    super(scope, id);
    const request = this.request(props);
    const failed = this.lastResort(props.lastResortTopic);
    request.addCatch(failed, {
      errors: [sfn.Errors.ALL],
      assign: notTold(`$states.errorOutput.Error & ' ' & $states.errorOutput.Cause`),
    });
    request.next(
      sfn.Choice.jsonata(this, 'Accepted?')
        // Not "other than 202": in JSONata that is false of a status that is missing.
        .when(sfn.Condition.jsonata('{% $not($states.input.StatusCode = 202) %}'), failed, {
          assign: notTold(`'the answer was ' & $states.input.StatusCode & ', not 202'`),
        })
        .otherwise(sfn.Succeed.jsonata(this, 'PagerDuty knows', { outputs: { outcome: 'sent' } })),
    );
    this.stateMachine = new Machine(this, 'Machine', {
      name: props.machineName,
      comment: 'Sends one event to PagerDuty. Generated from lib/pager-duty-workflow.ts.',
      first: request,
      timeout: Duration.minutes(5),
      calls: [],
    });
  }

  private request({ machineName, secretName }: PagerDutyWorkflowProps): tasks.HttpInvoke {
    const routingKey = SecretValue.secretsManager(secretName);
    const connection = new events.Connection(this, 'Connection', {
      connectionName: machineName,
      description: 'Adds the routing key to events for PagerDuty.',
      // A connection needs an authorization; PagerDuty's own is the key in the body.
      authorization: events.Authorization.apiKey('X-Routing-Key', routingKey),
      bodyParameters: { routing_key: events.HttpParameter.fromSecret(routingKey) },
    });
    const request = new Request(this, SAYS, {
      machineName,
      apiRoot: API_ROOT,
      apiEndpoint: sfn.TaskInput.fromText(ENDPOINT),
      method: sfn.TaskInput.fromText('POST'),
      connection,
      body: sfn.TaskInput.fromText(EVENT),
      taskTimeout: sfn.Timeout.duration(Duration.seconds(10)),
    });
    request.addRetry({
      errors: [...STATUSES_TO_RETRY.map((status) => `States.Http.StatusCode.${status}`), ...TROUBLE_ON_THE_WAY],
      interval: Duration.seconds(5),
      backoffRate: 3,
      maxAttempts: 2,
    });
    return request;
  }

  /** Step Functions publishes it itself: that a page has failed, or what a person has to do in PagerDuty by hand. */
  private lastResort(topic: ITopic): sfn.IChainable {
    const says = tasks.SnsPublish.jsonata(this, FRAME.lastResort, {
      topic,
      subject: SUBJECT,
      message: sfn.TaskInput.fromText(MESSAGE),
      taskTimeout: sfn.Timeout.duration(Duration.seconds(10)),
    });
    retry(says, 3);
    says.addCatch(sfn.Fail.jsonata(this, FRAME.nobodyTold, { error: 'NobodyTold', cause: '{% $last.finding %}' }), {
      errors: [sfn.Errors.ALL],
    });
    says.next(sfn.Succeed.jsonata(this, 'PagerDuty was not told', { outputs: { outcome: 'failed' } }));
    return says;
  }
}

/** What the messages say of an event that PagerDuty did not take. @param why an expression. */
const notTold = (why: string) => ({
  last: {
    step: SAYS,
    outcome: 'escalate',
    finding: `{% ${INCIDENT} & ': PagerDuty did not take the event: ' & ${why} & '.' %}`,
    failed: true,
  },
});

/** Validators of definitions take an expression for one only where it has no line breaks. */
function onOneLine(expression: string): string {
  return expression.replace(/\n\s*/g, ' ');
}

interface RequestProps extends Omit<tasks.HttpInvokeJsonataProps, 'queryLanguage'> {
  readonly machineName: string;
}

/** CDK lets the machine call whatever begins like the API's root, by any method; this one may POST to one endpoint. */
class Request extends tasks.HttpInvoke {
  protected override readonly taskPolicies: iam.PolicyStatement[];

  constructor(scope: Construct, id: string, { machineName, ...props }: RequestProps) {
    super(scope, id, { ...props, queryLanguage: sfn.QueryLanguage.JSONATA });
    const action = 'states:InvokeHTTPEndpoint';
    this.taskPolicies = [
      ...super.buildTaskPolicyStatements().filter(({ actions }) => !actions.includes(action)),
      new iam.PolicyStatement({
        actions: [action],
        // By name: a reference to the machine would wait for its role, and the role for it.
        resources: [
          Stack.of(this).formatArn({
            service: 'states',
            resource: 'stateMachine',
            resourceName: machineName,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        ],
        conditions: {
          StringEquals: { 'states:HTTPMethod': 'POST', 'states:HTTPEndpoint': `${API_ROOT}/${ENDPOINT}` },
        },
      }),
    ];
  }
}
