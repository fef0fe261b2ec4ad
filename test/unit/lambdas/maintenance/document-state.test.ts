import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient, type DescribeAlarmsCommandInput } from '@aws-sdk/client-cloudwatch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { RDSClient } from '@aws-sdk/client-rds';
import { type GetParametersCommandInput, SSMClient } from '@aws-sdk/client-ssm';
import { stableJson } from '../../../../lambdas/shared/maintenance/documents';
import { lookAtSystem } from '../../../../lambdas/shared/maintenance/look-at-system';
import { service } from '../../../support/incidents';
import { SWITCH, TRADING } from './states';

const INPUT = {
  environment: 'prod',
  region: 'ap-south-1',
  cluster: 'prod',
  services: [TRADING],
  instance: 'prod-db',
  parameters: [
    { name: SWITCH, shown: true },
    { name: '/runbook/prod/calendar', shown: false },
    { name: '/secret', shown: true },
  ],
  alarmPrefixes: ['algo-trading-prod'],
};
let answers: Record<string, (input: never) => unknown> = {};

beforeEach(() => {
  answers = {
    DescribeServices: () => ({ services: [service({ taskDefinition: 'arn:aws:ecs:r:1:task-definition/trading:41' })] }),
    DescribeTaskDefinition: () => ({
      taskDefinition: { containerDefinitions: [{ name: 'app', image: 'trading:latest' }] },
    }),
    ListTasks: () => ({ taskArns: ['task-1'] }),
    DescribeTasks: () => ({ tasks: [{ containers: [{ imageDigest: 'sha256:a' }] }] }),
    DescribeScalableTargets: () => ({ ScalableTargets: [{ MinCapacity: 2, MaxCapacity: 5 }] }),
    DescribeScalingPolicies: () => ({
      ScalingPolicies: [
        {
          PolicyName: 'cpu',
          PolicyType: 'TargetTrackingScaling',
          TargetTrackingScalingPolicyConfiguration: { TargetValue: 70, ScaleInCooldown: 300 },
        },
      ],
    }),
    DescribeDBInstances: () => ({
      DBInstances: [
        {
          DBInstanceStatus: 'available',
          DBInstanceClass: 'db.t3.medium',
          PendingModifiedValues: { MasterUserPassword: 'hunter2' },
        },
      ],
    }),
    GetParameters: ({ Names = [] }: GetParametersCommandInput) => ({
      Parameters: Names.map((Name) => ({
        Name,
        Version: 7,
        Value: Name === SWITCH ? 'true' : 'hunter2',
        Type: Name === '/secret' ? 'SecureString' : 'String',
      })),
    }),
    DescribeAlarms: ({ NextToken }: DescribeAlarmsCommandInput) => {
      const alarm = (AlarmName: string) => ({ AlarmName, StateValue: 'OK', ActionsEnabled: true });
      return NextToken ? { CompositeAlarms: [alarm('second')] } : { MetricAlarms: [alarm('first')], NextToken: 'more' };
    },
  };
  for (const Client of [ApplicationAutoScalingClient, CloudWatchClient, ECSClient, RDSClient, SSMClient]) {
    jest
      .spyOn(Client.prototype, 'send')
      .mockImplementation((async (command: { constructor: { name: string }; input: never }) =>
        answers[command.constructor.name.replace(/Command$/, '')]?.(command.input)) as never);
  }
});
afterEach(() => jest.restoreAllMocks());

const looked = () =>
  lookAtSystem(
    {
      ecs: new ECSClient(),
      scaling: new ApplicationAutoScalingClient(),
      rds: new RDSClient(),
      ssm: new SSMClient(),
      cloudWatch: new CloudWatchClient(),
    },
    INPUT,
    0,
  );
const fails = () => {
  throw Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
};

test('every part is in it: what runs, how it is scaled, what is switched, which alarms, which database', async () => {
  await expect(looked()).resolves.toMatchObject({
    services: {
      [TRADING]: {
        seen: {
          taskDefinition: 'trading:41',
          images: { app: 'trading:latest' },
          runningDigests: ['sha256:a'],
          desired: 2,
          running: 2,
          scaling: { min: 2, max: 5 },
          policies: { cpu: { configuration: '{"ScaleInCooldown":300,"TargetValue":70}' } },
        },
      },
    },
    database: { seen: { status: 'available', instanceClass: 'db.t3.medium', pending: ['MasterUserPassword'] } },
    alarms: { seen: { first: { state: 'OK' }, second: { state: 'OK' } } },
  });
});

test('no secret is in it: values only of what is asked to be shown and is not kept encrypted', async () => {
  const state = await looked();
  expect(state.parameters).toEqual({
    seen: {
      [SWITCH]: { version: 7, value: 'true' },
      '/runbook/prod/calendar': { version: 7, value: null },
      '/secret': { version: 7, value: null },
    },
  });
  expect(stableJson(state)).not.toContain('hunter2');
});

test('a part that cannot be read says so, and hides none of the others', async () => {
  answers.DescribeTaskDefinition = fails;
  answers.DescribeAlarms = fails;
  const state = await looked();
  expect(state.services[TRADING]).toEqual({ unseen: 'ThrottlingException: slow down' });
  expect(state.alarms).toEqual({ unseen: 'ThrottlingException: slow down' });
  expect(state.database).toHaveProperty('seen');
});

test('half of the alarms is not taken for all of them', async () => {
  const first = answers.DescribeAlarms as (input: never) => unknown;
  answers.DescribeAlarms = (input: { NextToken?: string }) => (input.NextToken ? fails() : first(input as never));
  await expect(looked()).resolves.toMatchObject({ alarms: { unseen: expect.any(String) } });
});

test('a service, a database or a parameter that does not exist is not passed over', async () => {
  answers.DescribeServices = () => ({ services: [] });
  answers.DescribeDBInstances = () => ({ DBInstances: [] });
  answers.GetParameters = () => ({ Parameters: [] });
  await expect(looked()).resolves.toMatchObject({
    services: { [TRADING]: { unseen: expect.stringContaining('there is no service') } },
    database: { unseen: expect.stringContaining('there is no database') },
    parameters: { seen: { [SWITCH]: null } },
  });
});

test('the same content gives the same text, whatever order it came in', () => {
  expect(stableJson({ b: [{ d: 1, c: 2 }], a: null })).toBe(stableJson({ a: null, b: [{ c: 2, d: 1 }] }));
});
