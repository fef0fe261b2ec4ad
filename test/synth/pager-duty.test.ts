import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import validate from 'asl-validator';
import { App, Stack } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import cdkJson from '../../cdk.json';
import { type PagerDutyInput, PagerDutyWorkflow } from '../../lib/pager-duty-workflow';
import { loadAssembly } from '../../rehearsal/engine/assembly';
import { AwsError } from '../../rehearsal/engine/aws/service';
import type { HttpRequest, HttpResponse } from '../../rehearsal/engine/bundles/http';
import { VirtualClock } from '../../rehearsal/engine/clock';
import { Cloud } from '../../rehearsal/engine/cloud';
import { connectionArn, connectionSecretArn } from '../../rehearsal/engine/connection-arn';
import type { Disturb } from '../../rehearsal/engine/disturbance';
import { latency } from '../../rehearsal/engine/latency';
import { seeded } from '../../rehearsal/engine/random';
import { PAGER_DUTY_HOST, PagerDuty } from '../../rehearsal/platform/pager-duty';
import { alteredCopy, type Template } from '../support/alter';

const NOON = Date.parse('2026-11-23T12:00:00Z');
const ROUTING_KEY = 'e93facc04764012d7bfb002500d5d1a6';
const SECRET = 'runbook/pager-duty-routing-key';
const MACHINE = 'runbook-test-pager-duty';
const STATE_MACHINE = 'AWS::StepFunctions::StateMachine';
const TIMES_OUT = 'States.Timeout';

const folder = mkdtempSync(join(tmpdir(), 'pager-duty-'));
afterAll(() => rmSync(folder, { recursive: true }));

const original = ((): string => {
  const outdir = join(folder, 'original');
  const app = new App({ outdir, context: { ...cdkJson.context, 'aws:cdk:bundling-stacks': [] } });
  const stack = new Stack(app, 'pages', { env: { account: '111122223333', region: 'ap-south-1' } });
  const lastResortTopic = new sns.Topic(stack, 'LastResort', { topicName: 'last-resort' });
  new PagerDutyWorkflow(stack, 'PagerDuty', { machineName: MACHINE, secretName: SECRET, lastResortTopic });
  app.synth();
  return outdir;
})();
const template = readFileSync(join(original, 'pages.template.json'), 'utf8');
const resources = (JSON.parse(template) as Pick<Template, 'resources'> & { Resources: Template['resources'] })
  .Resources;

const assembly = loadAssembly(original);
const [machine] = assembly.ofType(STATE_MACHINE);

const PAGE: PagerDutyInput = {
  action: 'trigger',
  incidentId: 'INC-7',
  severity: 'P1',
  summary: 'Trading service is down',
  source: 'algo-trading-prod-trading',
};

interface Play {
  readonly directory?: string;
  readonly secret?: string | undefined;
  readonly before?: (pagerDuty: PagerDuty) => void;
  readonly disturb?: Disturb;
  /** Instead of PagerDuty's own answer. */
  readonly answer?: (request: HttpRequest, clock: VirtualClock) => Promise<HttpResponse>;
}

/** Runs the synthesised machine once for every input, in a world of its own. */
async function play(inputs: object | readonly object[], options: Play = {}) {
  const { directory = original, before, answer, disturb } = options;
  const secret = 'secret' in options ? options.secret : ROUTING_KEY;
  const clock = new VirtualClock(NOON);
  const cloud = new Cloud({
    assembly: loadAssembly(directory),
    clock,
    random: seeded(1),
    latency,
    surroundings: { logGroups: [], buckets: [], parameters: [] },
    disturb: disturb ?? (() => undefined),
    assumptions: { alarmExtraPeriods: 0 } as ConstructorParameters<typeof Cloud>[0]['assumptions'],
  });
  if (secret !== undefined) cloud.secrets.addSecret(SECRET, secret);
  const pagerDuty = new PagerDuty(clock, ROUTING_KEY);
  before?.(pagerDuty);
  const sent: { seconds: number; headers: Readonly<Record<string, string>>; event: Record<string, unknown> }[] = [];
  cloud.serve(PAGER_DUTY_HOST, (request) => {
    const event = JSON.parse(request.body.toString()) as Record<string, unknown>;
    sent.push({ seconds: Math.floor((clock.now() - NOON) / 1000), headers: request.headers, event });
    return answer ? answer(request, clock) : pagerDuty.answer(request);
  });
  for (const input of [inputs].flat()) {
    cloud.startAsEngineer(MACHINE, input);
    await clock.run(() => cloud.refusal !== undefined || cloud.workflows.allOver);
    if (cloud.refusal !== undefined) throw cloud.refusal;
  }
  const executions = cloud.workflows.machines.flatMap((machine) => machine.executions);
  return {
    ended: executions.map(({ status, output, error }) => ({ status, output, error })),
    sent,
    alerts: pagerDuty.alerts,
    told: cloud.sns.published.map(({ subject, message }) => ({ subject, message })),
    denied: cloud.ledger.denied.map(({ denied }) => denied?.action),
    traces: JSON.stringify([cloud.ledger, executions.map(({ history }) => history)]),
  };
}

const answering = (status: number) => async (): Promise<HttpResponse> => ({ status, headers: {}, body: '' });
const SENT = { status: 'SUCCEEDED', output: { outcome: 'sent' }, error: undefined };
const FAILED = { status: 'SUCCEEDED', output: { outcome: 'failed' }, error: undefined };

/** The last-resort message of the page above, with what went wrong. */
const lastResortFor = (wrong: string) => ({
  subject: 'Runbook could not page: An incident',
  message: expect.stringContaining(
    'An incident could not be escalated in the ordinary way. Tell PagerDuty: ' +
      `Incident INC-7 (P1, Trading service is down): PagerDuty did not take the event: ${wrong}. Execution: arn:`,
  ),
});

describe('a page', () => {
  test('opens an alert under the id of the incident', async () => {
    const { ended, alerts, told } = await play(PAGE);
    expect(ended).toEqual([SENT]);
    expect(told).toEqual([]);
    expect(alerts).toMatchObject([
      {
        dedupKey: 'INC-7',
        status: 'triggered',
        events: [{ payload: { summary: PAGE.summary, source: PAGE.source, severity: 'critical' }, links: [] }],
      },
    ]);
  });

  test.each([
    ['P1', 'critical'],
    ['P2', 'error'],
    ['P3', 'warning'],
    ['P4', 'info'],
  ])('of a %s is %s', async (severity, called) => {
    const { alerts } = await play({ ...PAGE, severity });
    expect(alerts[0]?.events[0]?.payload?.severity).toBe(called);
  });

  test('bears the link to the incident where there is one', async () => {
    const href = 'https://runbook.example/incidents/INC-7';
    const { alerts } = await play({ ...PAGE, link: href });
    expect(alerts[0]?.events[0]?.links).toEqual([{ href, text: 'Incident' }]);
    for (const link of [null, '']) expect((await play({ ...PAGE, link })).ended).toEqual([SENT]);
  });

  test('is cut to what PagerDuty takes: 255 characters of the id, 1024 of the summary', async () => {
    const { ended, alerts } = await play([
      { ...PAGE, incidentId: 'I'.repeat(300), summary: 'S'.repeat(2000) },
      { ...PAGE, incidentId: 'I'.repeat(300), action: 'resolve' },
    ]);
    expect(ended).toEqual([SENT, SENT]);
    expect(alerts).toMatchObject([{ dedupKey: 'I'.repeat(255), status: 'resolved' }]);
    expect(alerts[0]?.events[0]?.payload?.summary).toBe(`${'S'.repeat(1023)}…`);
    const whole = await play({ ...PAGE, summary: 'S'.repeat(1024) });
    expect(whole.alerts[0]?.events[0]?.payload?.summary).toBe('S'.repeat(1024));
  });

  test('is sent again when PagerDuty is too busy, with more time between, and arrives', async () => {
    const { ended, sent, told } = await play(PAGE, { before: (pagerDuty) => pagerDuty.limitRate(8_000) });
    expect(ended).toEqual([SENT]);
    expect(sent.map(({ seconds }) => seconds)).toEqual([0, 5, 20]);
    expect(told).toEqual([]);
  });

  test('ends in the last resort after three tries when PagerDuty stays down', async () => {
    const down = (pagerDuty: PagerDuty) => pagerDuty.goDown(Number.POSITIVE_INFINITY);
    const { ended, sent, told, alerts } = await play(PAGE, { before: down });
    expect(ended).toEqual([FAILED]);
    expect(sent).toHaveLength(3);
    expect(alerts).toEqual([]);
    expect(told).toEqual([lastResortFor('States.Http.StatusCode.500 Internal Server Error')]);
  });

  // PagerDuty asks to try again after 429 and every 5XX, and after no other status:
  // https://github.com/PagerDuty/developer-docs/blob/1da9f6a2d18161a8a568bfdf64dd465523f879e5/docs/events-API-v2/01-Overview.md
  test.each([
    [429, 3],
    [500, 3],
    [502, 3],
    [503, 3],
    [504, 3],
    [599, 3],
    [400, 1],
    [401, 1],
    [403, 1],
    [404, 1],
    [418, 1],
  ])('that is answered %i is sent %i times, then people are told', async (status, times) => {
    const { ended, sent, told } = await play(PAGE, { answer: answering(status) });
    expect(ended).toEqual([FAILED]);
    expect(sent).toHaveLength(times);
    expect(told).toMatchObject([{ message: expect.stringContaining(`States.Http.StatusCode.${status}`) }]);
  });

  test.each([200, 201, 204])('that is answered %i and not 202 has not been taken', async (status) => {
    const { ended, sent, told } = await play(PAGE, { answer: answering(status) });
    expect(ended).toEqual([FAILED]);
    expect(sent).toHaveLength(1);
    expect(told).toEqual([lastResortFor(`the answer was ${status}, not 202`)]);
  });

  test('that failed is told though SNS refuses twice', async () => {
    let refusals = 2;
    const disturb: Disturb = ({ service }) =>
      service === 'sns' && refusals-- > 0
        ? { kind: 'error', error: new AwsError('Throttled', 'Rate exceeded', 429) }
        : undefined;
    const { ended, told } = await play(PAGE, { answer: answering(400), disturb });
    expect(ended).toEqual([FAILED]);
    expect(told).toHaveLength(1);
  });

  test('that PagerDuty finds invalid ends in the last resort at once: a wrong routing key, an unknown severity', async () => {
    const invalid = 'States.Http.StatusCode.400 Bad Request';
    const wrongKey = await play(PAGE, { secret: ROUTING_KEY.replace('e', 'f') });
    expect(wrongKey).toMatchObject({ ended: [FAILED], sent: [{ seconds: 0 }], told: [lastResortFor(invalid)] });
    const noSeverity = await play({ ...PAGE, severity: 'P5' });
    expect(noSeverity).toMatchObject({ ended: [FAILED], sent: [{ seconds: 0 }] });
    expect(noSeverity.told[0]?.message).toContain(`(P5, Trading service is down): PagerDuty did not take the event`);
  });

  test('that nobody answers in ten seconds is sent again, and then people are told', async () => {
    const silent = async (_: HttpRequest, clock: VirtualClock): Promise<HttpResponse> => {
      await clock.sleep(30_000);
      return { status: 202, headers: {}, body: '' };
    };
    const { ended, sent, told } = await play(PAGE, { answer: silent });
    expect(ended).toEqual([FAILED]);
    expect(sent.map(({ seconds }) => seconds)).toEqual([0, 15, 40]);
    expect(told).toEqual([lastResortFor(`${TIMES_OUT} `)]);
  });

  test('that finds nobody at the other end is sent again, and then people are told', async () => {
    const dead = async (): Promise<HttpResponse> => {
      throw Object.assign(new Error(`connect ECONNREFUSED ${PAGER_DUTY_HOST}`), { code: 'ECONNREFUSED' });
    };
    const { ended, sent, told } = await play(PAGE, { answer: dead });
    expect(ended).toEqual([FAILED]);
    expect(sent).toHaveLength(3);
    expect(told).toEqual([lastResortFor(`States.Http.Socket connect ECONNREFUSED ${PAGER_DUTY_HOST}`)]);
  });

  test('that was asked for wrongly is told all the same: without a summary, with one that is no text, as an action that does not exist', async () => {
    const { summary, ...without } = PAGE;
    for (const wrong of [without, { ...PAGE, summary: 7 }, { ...PAGE, action: 'page' }, {}]) {
      const { ended, alerts, told } = await play(wrong);
      expect(ended).toEqual([FAILED]);
      expect(alerts).toEqual([]);
      expect(told).toMatchObject([{ subject: 'Runbook could not page: An incident' }]);
    }
  });
});

describe('acknowledging and resolving', () => {
  const acknowledge = { ...PAGE, action: 'acknowledge' };
  const resolve = { ...PAGE, action: 'resolve' };

  test('reach the alert of the incident and say nothing about it anew', async () => {
    expect((await play([PAGE, acknowledge])).alerts).toMatchObject([{ status: 'acknowledged' }]);
    const { alerts, sent, told } = await play([PAGE, acknowledge, resolve]);
    expect(alerts).toMatchObject([{ dedupKey: 'INC-7', status: 'resolved' }]);
    expect(told).toEqual([]);
    const { event } = sent[1] ?? {};
    expect(event).toEqual({ event_action: 'acknowledge', dedup_key: 'INC-7', routing_key: ROUTING_KEY });
  });

  test.each([
    [acknowledge, 'Somebody has acknowledged the incident and PagerDuty goes on paging: acknowledge it in PagerDuty'],
    [resolve, 'The incident is over and stays open in PagerDuty: resolve it in PagerDuty'],
  ])('that PagerDuty does not hear of are asked of a person: %j', async (input, asked) => {
    const down = (pagerDuty: PagerDuty) => pagerDuty.goDown(Number.POSITIVE_INFINITY);
    const { ended, sent, told } = await play(input, { before: down });
    expect(ended).toEqual([FAILED]);
    expect(sent).toHaveLength(3);
    expect(told).toEqual([
      {
        subject: 'Runbook could not tell PagerDuty: do it there by hand',
        message: expect.stringContaining(
          'Tell PagerDuty: Incident INC-7 (P1, Trading service is down): PagerDuty did not take the event: ' +
            `States.Http.StatusCode.500 Internal Server Error. ${asked} by hand. Execution: arn:`,
        ),
      },
    ]);
  });
});

describe('permissions', () => {
  let copies = 0;
  const altered = (alter: (template: Template) => void) =>
    alteredCopy(original, join(folder, `copy-${copies++}`), 'pages', alter);
  const without = (action: string) => altered((copy) => copy.deny(copy.named(STATE_MACHINE, MACHINE).RoleArn, action));
  const { policies = [] } = assembly.roles.get(String(machine?.properties.RoleArn)) ?? {};
  const statements = policies.flatMap(({ Statement }) => Statement as Record<string, unknown>[]);

  test.each([
    ['states:InvokeHTTPEndpoint', 'States.Http.AccessDenied'],
    ['events:RetrieveConnectionCredentials', 'Events.ConnectionResource.AccessDenied'],
    ['secretsmanager:DescribeSecret', 'Events.ConnectionResource.AccessDenied'],
    ['secretsmanager:GetSecretValue', 'Events.ConnectionResource.AccessDenied'],
  ])('without %s nothing leaves, and people are told', async (action, error) => {
    const { ended, sent, told, denied } = await play(PAGE, { directory: without(action) });
    expect(denied).toEqual([action]);
    expect(sent).toEqual([]);
    expect(ended).toEqual([FAILED]);
    expect(told[0]?.message).toContain(`PagerDuty did not take the event: ${error} `);
  });

  test.each([
    ['states:HTTPMethod', 'GET'],
    ['states:HTTPEndpoint', 'https://events.pagerduty.com/v2/change/enqueue'],
  ])('permission for another %s is none', async (key, other) => {
    const directory = altered(({ resources: all }) => {
      const wanted = JSON.stringify(Object.values(all)).match(new RegExp(`"${key}":"([^"]+)"`))?.[1] ?? '';
      for (const resource of Object.values(all)) {
        const text = JSON.stringify(resource.Properties).replace(`"${key}":"${wanted}"`, `"${key}":"${other}"`);
        resource.Properties = JSON.parse(text) as Record<string, unknown>;
      }
    });
    const { sent, denied } = await play(PAGE, { directory });
    expect({ sent, denied }).toEqual({ sent: [], denied: ['states:InvokeHTTPEndpoint'] });
  });

  test('are to POST to one address, as this machine, with its own connection and that connection’s own secret', () => {
    const account = { id: '111122223333', region: 'ap-south-1' };
    const ours = statements.filter(({ Action }) => /states:|events:|secretsmanager:/.test(String(Action)));
    expect(ours).toEqual([
      { Effect: 'Allow', Action: 'events:RetrieveConnectionCredentials', Resource: connectionArn(account, MACHINE) },
      {
        Effect: 'Allow',
        Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
        Resource: connectionSecretArn(account, MACHINE),
      },
      {
        Effect: 'Allow',
        Action: 'states:InvokeHTTPEndpoint',
        Resource: `arn:aws:states:ap-south-1:111122223333:stateMachine:${MACHINE}`,
        Condition: {
          StringEquals: {
            'states:HTTPMethod': 'POST',
            'states:HTTPEndpoint': 'https://events.pagerduty.com/v2/enqueue',
          },
        },
      },
    ]);
  });

  test('when not even the last resort is allowed, the execution fails, which the watch on the workflows sees', async () => {
    const { ended } = await play({ ...PAGE, severity: 'P5' }, { directory: without('sns:Publish') });
    expect(ended).toMatchObject([{ status: 'FAILED', error: 'NobodyTold' }]);
    const resolve = { ...PAGE, action: 'resolve' };
    const closing = await play(resolve, { directory: without('sns:Publish'), answer: answering(400) });
    expect(closing.ended).toMatchObject([{ status: 'FAILED', error: 'NobodyTold' }]);
  });
});

describe('the routing key', () => {
  test('is in the request, and neither in the template, nor in the workflow, nor in what is logged of it', async () => {
    const { sent, traces } = await play(PAGE);
    expect(sent[0]?.event.routing_key).toBe(ROUTING_KEY);
    expect(template).not.toContain(ROUTING_KEY);
    expect(traces).not.toContain(ROUTING_KEY);
  });

  test('is a reference to the secret in the connection, and the secret is named nowhere else', () => {
    const naming = Object.values(resources).filter((resource) => JSON.stringify(resource).includes(SECRET));
    const reference = `{{resolve:secretsmanager:${SECRET}:SecretString:::}}`;
    expect(naming).toMatchObject([
      {
        Type: 'AWS::Events::Connection',
        Properties: {
          AuthorizationType: 'API_KEY',
          AuthParameters: {
            ApiKeyAuthParameters: { ApiKeyValue: reference },
            InvocationHttpParameters: {
              BodyParameters: [{ Key: 'routing_key', Value: reference, IsValueSecret: true }],
            },
          },
        },
      },
    ]);
  });

  test('that does not exist stops the rehearsal, as it would stop the deployment', async () => {
    await expect(play(PAGE, { secret: undefined })).rejects.toThrow(
      `refers to the secret ${SECRET}, which does not exist`,
    );
  });
});

test('the workflow is one that Step Functions takes', () => {
  const { isValid, errors } = validate(JSON.parse(String(machine?.properties.DefinitionString)) as object);
  expect({ isValid, errors }).toEqual({ isValid: true, errors: [] });
});

test('the whole of it, every try and the last resort included, ends before the workflow’s own time-out', async () => {
  const endless = async (_: HttpRequest, clock: VirtualClock): Promise<HttpResponse> => {
    await clock.sleep(3_600_000);
    return { status: 202, headers: {}, body: '' };
  };
  expect((await play(PAGE, { answer: endless })).ended).toEqual([FAILED]);
});
