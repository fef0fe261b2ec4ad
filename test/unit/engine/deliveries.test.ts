import { loadAssembly } from '../../../rehearsal/engine/assembly';
import { VirtualClock } from '../../../rehearsal/engine/clock';
import { Cloud } from '../../../rehearsal/engine/cloud';
import { latency } from '../../../rehearsal/engine/latency';
import { seeded } from '../../../rehearsal/engine/random';
import { assemble, removeFolders } from './http-api/world';

afterAll(removeFolders);

const STARTS_AT = Date.parse('2026-11-20T04:30:00Z');
const MINUTE = 60_000;
const ARN = (service: string, rest: string) => `arn:aws:${service}:ap-south-1:123456789012:${rest}`;
const QUEUE = ARN('sqs', 'undelivered');
const URL = 'https://sqs.ap-south-1.amazonaws.com/123456789012/undelivered';
const MACHINE = ARN('states', 'stateMachine:respond');
const RULE = ARN('events', 'rule/changes');

/** An account whose rule may write to its queue of dead letters, and may not start what it is there for. */
function play() {
  const folder = assemble(
    {
      Undelivered: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'undelivered' } },
      Policy: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: {
          Queues: [{ Ref: 'Undelivered' }],
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: 'events.amazonaws.com' },
                Action: 'sqs:SendMessage',
                Resource: { 'Fn::GetAtt': ['Undelivered', 'Arn'] },
              },
            ],
          },
        },
      },
      Starting: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sts:AssumeRole' }],
          },
        },
      },
      Respond: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          StateMachineName: 'respond',
          RoleArn: { 'Fn::GetAtt': ['Starting', 'Arn'] },
          DefinitionString: JSON.stringify({
            QueryLanguage: 'JSONata',
            StartAt: 'Done',
            States: { Done: { Type: 'Succeed' } },
          }),
        },
      },
      Changes: {
        Type: 'AWS::Events::Rule',
        Properties: {
          Name: 'changes',
          EventPattern: { source: ['aws.cloudwatch'] },
          State: 'ENABLED',
          Targets: [
            {
              Id: 'Target0',
              Arn: { Ref: 'Respond' },
              RoleArn: { 'Fn::GetAtt': ['Starting', 'Arn'] },
              DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['Undelivered', 'Arn'] } },
            },
          ],
        },
      },
    },
    'async () => null',
  );
  const clock = new VirtualClock(STARTS_AT);
  const cloud = new Cloud({
    assembly: loadAssembly(folder),
    clock,
    random: seeded(1),
    latency,
    surroundings: { logGroups: [], buckets: [], parameters: [] },
    disturb: () => undefined,
    assumptions: { alarmExtraPeriods: 0 } as never,
  });
  const until = (minutes: number) => clock.run(() => cloud.refusal !== undefined, STARTS_AT + minutes * MINUTE);
  /** The highest value of each minute. */
  const counted = (name: string) =>
    cloud.metrics
      .values({
        namespace: 'AWS/SQS',
        name,
        dimensions: { QueueName: 'undelivered' },
        statistic: 'Maximum',
        periodSeconds: 60,
        from: STARTS_AT,
        to: STARTS_AT + 10 * MINUTE,
      })
      .map(({ value }) => value);
  const put = () =>
    cloud.bus.put({ source: 'aws.cloudwatch', detailType: 'CloudWatch Alarm State Change', resources: [], detail: {} });
  return { clock, cloud, until, counted, put };
}

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
test('an event that its rule may not deliver lies among the dead letters, with what EventBridge says of it', async () => {
  const { cloud, until, put } = play();
  const event = put();
  await until(1);
  expect(cloud.refusal).toBeUndefined();
  const [letter, ...others] = cloud.sqs.messages(QUEUE);
  expect(others).toEqual([]);
  expect(JSON.parse(letter?.body ?? '')).toEqual(event);
  expect(letter?.attributes).toEqual({
    RULE_ARN: RULE,
    TARGET_ARN: MACHINE,
    ERROR_CODE: 'NO_PERMISSIONS',
    ERROR_MESSAGE: expect.stringMatching(/not authorized to perform: states:StartExecution on resource: .*:respond/),
    RETRY_ATTEMPTS: '0',
  });
});

test('a queue says how many wait and how many somebody has in hand, from its first message on', async () => {
  const { clock, cloud, until, counted, put } = play();
  put();
  put();
  await until(2.5);
  const { ReceiveMessage } = cloud.sqs.operations;
  let over = false;
  const received = ReceiveMessage({ QueueUrl: URL, WaitTimeSeconds: 1, VisibilityTimeout: 90 }).finally(() => {
    over = true;
  });
  await clock.run(() => over);
  const { Messages = [] } = await received;
  await until(5);
  cloud.sqs.operations.DeleteMessage({ QueueUrl: URL, ReceiptHandle: Messages[0]?.ReceiptHandle });
  await until(7.5);
  expect(counted('ApproximateNumberOfMessagesVisible')).toEqual([2, 2, 2, 1, 2, 1, 1, 1]);
  expect(counted('ApproximateNumberOfMessagesNotVisible')).toEqual([0, 0, 0, 1, 0, 0, 0, 0]);
});
