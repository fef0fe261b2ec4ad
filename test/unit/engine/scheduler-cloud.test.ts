import { loadAssembly } from '../../../rehearsal/engine/assembly';
import { VirtualClock } from '../../../rehearsal/engine/clock';
import { Cloud } from '../../../rehearsal/engine/cloud';
import type { Stray } from '../../../rehearsal/engine/disturbance';
import { latency } from '../../../rehearsal/engine/latency';
import { seeded } from '../../../rehearsal/engine/random';
import { assemble, removeFolders } from './http-api/world';

afterAll(removeFolders);

const STARTS_AT = Date.parse('2026-11-20T04:30:00Z');
const MINUTE = 60_000;
const ARN = (service: string, rest: string) => `arn:aws:${service}:ap-south-1:123456789012:${rest}`;

const trusting = (service: string, statements: object[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    },
    Policies: [{ PolicyName: 'all', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
  },
});
const allow = (Action: string, Resource: string) => ({ Effect: 'Allow', Action, Resource });
const alarm = (name: string, properties: object) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: name,
    Namespace: 'AWS/Lambda',
    Statistic: 'Sum',
    Dimensions: [{ Name: 'FunctionName', Value: 'tick' }],
    EvaluationPeriods: 1,
    Threshold: 1,
    ...properties,
  },
});

interface Story {
  /** What the function does. */
  readonly handler?: string;
  readonly mayInvoke?: boolean;
  readonly stray?: Stray;
}

/** An account in which a schedule invokes a function every quarter of an hour. */
function play({ handler = 'async () => null', mayInvoke = true, stray }: Story = {}) {
  const folder = assemble(
    {
      Tick: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: 'tick',
          Code: { S3Key: 'code.zip' },
          Handler: 'index.handler',
          Role: { 'Fn::GetAtt': ['TickRole', 'Arn'] },
          Timeout: 10,
        },
      },
      TickRole: trusting('lambda.amazonaws.com', [
        allow('sqs:SendMessage', ARN('sqs', 'failed')),
        allow('lambda:InvokeFunction', ARN('lambda', 'function:tick')),
      ]),
      TickConfig: {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: {
          FunctionName: { Ref: 'Tick' },
          Qualifier: '$LATEST',
          MaximumRetryAttempts: 1,
          DestinationConfig: { OnFailure: { Destination: ARN('sqs', 'failed') } },
        },
      },
      Missed: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'missed' } },
      Failed: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'failed' } },
      Ticking: trusting('scheduler.amazonaws.com', [
        ...(mayInvoke ? [allow('lambda:InvokeFunction', ARN('lambda', 'function:tick'))] : []),
        allow('sqs:SendMessage', ARN('sqs', 'missed')),
      ]),
      Schedule: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: {
          Name: 'every-quarter',
          ScheduleExpression: 'cron(0/15 * * * ? *)',
          ScheduleExpressionTimezone: 'Asia/Kolkata',
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: {
            Arn: ARN('lambda', 'function:tick'),
            RoleArn: { 'Fn::GetAtt': ['Ticking', 'Arn'] },
            Input: '{"due":"<aws.scheduler.scheduled-time>"}',
            RetryPolicy: { MaximumEventAgeInSeconds: 300, MaximumRetryAttempts: 3 },
            DeadLetterConfig: { Arn: ARN('sqs', 'missed') },
          },
        },
      },
      NoTick: alarm('no-tick', {
        MetricName: 'Invocations',
        Period: 1_800,
        ComparisonOperator: 'LessThanThreshold',
        TreatMissingData: 'breaching',
      }),
      Failing: alarm('tick-fails', {
        MetricName: 'Errors',
        Period: 60,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
      }),
    },
    handler,
  );
  const clock = new VirtualClock(STARTS_AT);
  const cloud = new Cloud({
    assembly: loadAssembly(folder),
    clock,
    random: seeded(1),
    latency,
    surroundings: { logGroups: [], buckets: [], parameters: [] },
    disturb: () => undefined,
    stray,
    assumptions: { alarmExtraPeriods: 0 } as never,
  });
  cloud.scheduler.start();
  cloud.alarms.start();
  const until = (minutes: number) => clock.run(() => cloud.refusal !== undefined, STARTS_AT + minutes * MINUTE);
  const changes = () => cloud.alarmChanges.map(({ alarm: { name }, state }) => `${name} ${state}`);
  return { cloud, until, changes };
}

test('a schedule invokes its function with what it was given, and pays for it', async () => {
  const { cloud, until, changes } = play({ handler: 'async (event) => console.log(JSON.stringify(event))' });
  await until(46);
  expect(cloud.refusal).toBeUndefined();
  expect(cloud.ledger.output.map(({ line }) => /{"due".*}/.exec(line)?.[0])).toEqual([
    '{"due":"2026-11-20T04:45:00Z"}',
    '{"due":"2026-11-20T05:00:00Z"}',
    '{"due":"2026-11-20T05:15:00Z"}',
  ]);
  expect(changes()).toEqual([]);
  expect(cloud.meter.lines().find(({ what }) => what.startsWith('scheduleInvocation'))?.quantity).toBe(3);
});

test('ticks that do not come are noticed, and that they come again', async () => {
  let left = 2;
  const { until, changes } = play({ stray: () => (left-- > 0 ? { kind: 'lost' } : undefined) });
  await until(40);
  expect(changes()).toEqual(['no-tick ALARM']);
  await until(60);
  expect(changes()).toEqual(['no-tick ALARM', 'no-tick OK']);
});

test('a role that may not invoke the function is denied, and the queue of missed ticks says so', async () => {
  const { cloud, until } = play({ mayInvoke: false });
  await until(21);
  expect(cloud.ledger.invocations).toEqual([]);
  expect(new Set(cloud.ledger.denied.map(({ by, denied }) => `${by} ${denied?.action}`))).toEqual(
    new Set(['every-quarter lambda:InvokeFunction']),
  );
  expect(cloud.sqs.messages(ARN('sqs', 'missed'))).toEqual([
    expect.objectContaining({
      body: '{"due":"2026-11-20T04:45:00Z"}',
      attributes: expect.objectContaining({
        ERROR_CODE: 'AccessDeniedException',
        EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
        RETRY_ATTEMPTS: '3',
      }),
    }),
  ]);
  const waiting = cloud.metrics.values({
    namespace: 'AWS/SQS',
    name: 'ApproximateNumberOfMessagesVisible',
    dimensions: { QueueName: 'missed' },
    statistic: 'Maximum',
    periodSeconds: 60,
    from: STARTS_AT,
    to: STARTS_AT + 60 * MINUTE,
  });
  expect(waiting[0]?.value).toBe(1);
});

test('a function that throws is an error on its metric, and its own queue is told when Lambda gives up', async () => {
  const { cloud, until, changes } = play({
    handler: 'async () => { throw new Error("the calendar cannot be read"); }',
  });
  await until(29);
  expect(cloud.ledger.invocations.map(({ error }) => error)).toEqual(['Error', 'Error']);
  expect(changes().slice(0, 1)).toEqual(['tick-fails ALARM']);
  expect(cloud.sqs.messages(ARN('sqs', 'missed'))).toEqual([]);
  const [told] = cloud.sqs.messages(ARN('sqs', 'failed'));
  expect(JSON.parse(told?.body ?? '{}')).toMatchObject({
    requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 2 },
    requestPayload: { due: '2026-11-20T04:45:00Z' },
    responsePayload: { errorMessage: 'the calendar cannot be read' },
  });
});

describe('a function that invokes a function', () => {
  /** Once, itself, as an SDK client asks for it. */
  const invoking = (type: string) => `(event) => new Promise((resolve, reject) => {
    console.log(JSON.stringify(event));
    if (event.again) return resolve(null);
    const asked = require('node:https').request({
      method: 'POST',
      hostname: 'lambda.ap-south-1.amazonaws.com',
      path: '/2015-03-31/functions/tick/invocations',
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=ASIA/20261120/ap-south-1/lambda/aws4_request, Signature=0',
        'x-amz-invocation-type': '${type}',
      },
    }, (answer) => {
      console.log('answered ' + answer.statusCode);
      answer.resume();
      answer.on('end', () => resolve(null));
    });
    asked.on('error', reject);
    asked.end('{"again":true}');
  })`;

  // https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_ResponseSyntax: 202 for an event
  test('hears that the event was taken, which is invoked with what it was given', async () => {
    const { cloud, until } = play({ handler: invoking('Event') });
    await until(16);
    expect(cloud.refusal).toBeUndefined();
    expect(cloud.ledger.output.map(({ line }) => /{.*}|answered \d+/.exec(line)?.[0])).toEqual([
      '{"due":"2026-11-20T04:45:00Z"}',
      'answered 202',
      '{"again":true}',
    ]);
  });

  test('and would wait for it is refused by name', async () => {
    const { cloud, until } = play({ handler: invoking('RequestResponse') });
    await until(16);
    expect(String(cloud.refusal)).toContain('lambda Invoke as RequestResponse by tick');
  });
});
