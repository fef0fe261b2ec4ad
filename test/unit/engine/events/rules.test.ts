import { readRules } from '../../../../rehearsal/engine/events';

const ARN = 'arn:aws:events:ap-south-1:123456789012:rule/alarms';
const TARGET = { Id: 'Target0', Arn: 'arn:aws:lambda:ap-south-1:123456789012:function:respond' };
const PROPERTIES = { State: 'ENABLED', EventPattern: { source: ['aws.cloudwatch'] }, Targets: [TARGET] };

function read(properties: Record<string, unknown>) {
  return readRules([
    { logicalId: 'AlarmsRule', name: 'alarms', arn: ARN, properties: { ...PROPERTIES, ...properties } },
  ])[0];
}

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
test('a target without a retry policy is retried for 24 hours and up to 185 times', () => {
  expect(read({})).toEqual({
    name: 'alarms',
    arn: ARN,
    enabled: true,
    pattern: { source: ['aws.cloudwatch'] },
    targets: [{ id: 'Target0', arn: TARGET.Arn, maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 }],
  });
});

test('role, dead-letter queue, retry policy and input of a target are read', () => {
  const Targets = [
    {
      ...TARGET,
      RoleArn: 'arn:role',
      DeadLetterConfig: { Arn: 'arn:queue' },
      RetryPolicy: { MaximumEventAgeInSeconds: 300, MaximumRetryAttempts: 0 },
      InputPath: '$.detail',
    },
  ];
  expect(read({ Targets })?.targets).toEqual([
    {
      id: 'Target0',
      arn: TARGET.Arn,
      roleArn: 'arn:role',
      deadLetterArn: 'arn:queue',
      InputPath: '$.detail',
      maximumEventAgeInSeconds: 300,
      maximumRetryAttempts: 0,
    },
  ]);
});

test('a rule that is switched off stays off', () => {
  expect(read({ State: 'DISABLED' })?.enabled).toBe(false);
});

test.each([
  ['a schedule', { ScheduleExpression: 'rate(1 hour)' }, '(logical id AlarmsRule) ScheduleExpression. It plays: Name,'],
  ['a custom bus', { EventBusName: 'orders' }, 'plays the default event bus only, not orders'],
  [
    'an unknown state',
    { State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' },
    'knows the states ENABLED and DISABLED',
  ],
  ['an unknown operator', { EventPattern: { source: [{ fuzzy: 1 }] } }, 'does not know the operator "fuzzy"'],
  ['a rule without a pattern', { EventPattern: undefined }, 'must be an object with fields'],
  [
    'a target parameter',
    { Targets: [{ ...TARGET, EcsParameters: {} }] },
    'target Target0 EcsParameters. It plays: Id, Arn,',
  ],
])('%s is refused, and the error names the rule', (_what, properties, message) => {
  expect(() => read(properties)).toThrow(message);
  expect(() => read(properties)).toThrow('rule alarms (logical id AlarmsRule)');
});
