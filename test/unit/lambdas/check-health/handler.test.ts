import { CloudWatchLogsClient, ResourceNotFoundException } from '@aws-sdk/client-cloudwatch-logs';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client, LoadBalancerNotFoundException } from '@aws-sdk/client-elastic-load-balancing-v2';
import { DBInstanceNotFoundFault, RDSClient } from '@aws-sdk/client-rds';
import {
  ResourceNotFoundException as SecretNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { handler } from '../../../../lambdas/check-health/handler';
import { service } from '../../../support/incidents';
import { type Answers, asked, leaveMorning, morning } from '../morning-world';

const CLIENTS = [ECSClient, RDSClient, ElasticLoadBalancingV2Client, CloudWatchLogsClient, SecretsManagerClient];
const none = { message: 'There is none.', $metadata: {} };

const INPUT = {
  cluster: 'prod',
  services: { trading: 'prod-trading', dashboard: 'prod-dashboard', 'data-service': 'prod-data' },
  database: 'prod-db',
  backupWindow: { from: '08:30', to: '09:30', timeZone: 'Asia/Kolkata' },
  loadBalancerArn: 'arn:balancer',
  targetGroupArn: 'arn:targets',
  dashboard: { url: 'http://dashboard.example/health' },
  logGroup: '/prod',
  brokerSecret: 'broker-credentials',
};

let answers: Answers;

beforeEach(() => {
  answers = {
    DescribeClustersCommand: () => ({ clusters: [{ status: 'ACTIVE' }] }),
    DescribeServicesCommand: () => ({ services: [service()] }),
    DescribeDBInstancesCommand: () => ({ DBInstances: [{ DBInstanceStatus: 'available' }] }),
    DescribeLoadBalancersCommand: () => ({ LoadBalancers: [{ State: { Code: 'active' } }] }),
    DescribeTargetHealthCommand: () => ({ TargetHealthDescriptions: [{ TargetHealth: { State: 'healthy' } }] }),
    FilterLogEventsCommand: () => ({ events: [] }),
    DescribeSecretCommand: () => ({ Name: 'broker-credentials' }),
  };
  morning(CLIENTS, answers);
  jest.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response('ok', { status: 200 }));
});
afterEach(leaveMorning);

test('a system that is well passes every check', async () => {
  await expect(asked(handler, INPUT)).resolves.toMatchObject({
    item: 'Look',
    state: 'ok',
    says: 'All checks (10) are ok.',
    numbers: { ok: 10, attention: 0, failed: 0, 'could not check': 0 },
  });
});

test('nothing is healthy because it could not be asked', async () => {
  for (const command of Object.keys(answers)) answers[command] = () => Promise.reject(new Error('denied'));
  const { state, numbers } = await asked(handler, INPUT);
  expect(state).toBe('could not check');
  expect(numbers).toEqual({ ok: 1, attention: 0, failed: 0, 'could not check': 9 });
});

test.each([
  ['cluster', 'DescribeClustersCommand', () => ({ clusters: [], failures: [{ reason: 'MISSING' }] })],
  ['trading', 'DescribeServicesCommand', () => ({ services: [], failures: [{ reason: 'MISSING' }] })],
  ['load balancer', 'DescribeLoadBalancersCommand', () => Promise.reject(new LoadBalancerNotFoundException(none))],
  ['logs', 'FilterLogEventsCommand', () => Promise.reject(new ResourceNotFoundException(none))],
  ['broker secret', 'DescribeSecretCommand', () => Promise.reject(new SecretNotFoundException(none))],
])('a part that does not exist has failed: %s', async (name, command, answer) => {
  answers[command] = answer;
  const { state, details } = await asked(handler, INPUT);
  expect(state).toBe('failed');
  expect(details).toContainEqual(expect.stringMatching(new RegExp(`^failed: ${name} (does not exist|have no group)`)));
});

test('a database that is not found could not be checked: nobody knows what we looked at', async () => {
  answers.DescribeDBInstancesCommand = () => Promise.reject(new DBInstanceNotFoundFault(none));
  await expect(asked(handler, INPUT)).resolves.toMatchObject({
    state: 'could not check',
    says: '1 could not be checked, 9 ok: database could not be checked: there is no such instance.',
  });
});

test('a dashboard that never finishes its answer has failed, in time, and hides nothing', async () => {
  jest.mocked(globalThis.fetch).mockImplementation(
    (_url, { signal } = {}) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason as Error));
      }),
  );
  await expect(asked(handler, INPUT)).resolves.toMatchObject({
    state: 'failed',
    says: '1 failed, 9 ok: dashboard page does not answer (no answer in 5 s).',
  });
});

test('a call that hangs could not be checked, and the others are told', async () => {
  answers.DescribeClustersCommand = () => new Promise(() => {});
  const { state, says } = await asked(handler, INPUT);
  expect(state).toBe('could not check');
  expect(says).toMatch(/^1 could not be checked, 9 ok: cluster could not be checked: no answer in \d+ s\.$/);
});

test('an error of the last five minutes needs attention, one that is on the second page too', async () => {
  answers.FilterLogEventsCommand = ({ nextToken, startTime, endTime }: Record<string, unknown>) => {
    expect(Number(endTime) - Number(startTime)).toBe(300_000);
    return nextToken
      ? { events: [{ timestamp: endTime, message: 'ERROR broken' }] }
      : { events: [], nextToken: 'more' };
  };
  const { state, says } = await asked(handler, INPUT);
  expect(state).toBe('attention');
  expect(says).toContain('1 line with ERROR in the last 5 min');
});

test("no secret configured is the owner's decision, and is said", async () => {
  await expect(asked(handler, { ...INPUT, brokerSecret: null })).resolves.toMatchObject({
    state: 'could not check',
    because: 'not configured',
  });
});

test('no secret configured excuses nothing else', async () => {
  answers.DescribeClustersCommand = () => Promise.reject(new Error('denied'));
  const answer = await asked(handler, { ...INPUT, brokerSecret: null });
  expect(answer.state).toBe('could not check');
  expect(answer).not.toHaveProperty('because');
});

test('the value of the secret is never asked for', async () => {
  const described = jest.fn(() => ({}));
  answers.DescribeSecretCommand = described;
  await asked(handler, INPUT);
  expect(described).toHaveBeenCalledWith({ SecretId: 'broker-credentials' });
  expect(Object.keys(answers)).not.toContain('GetSecretValueCommand');
});
