import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';
import type * as CheckSystem from '../../../../lambdas/check-system/handler';
import { IncidentTable } from '../../../../lambdas/shared/incident-table';
import { leaveFunctions, loadFunction, TABLE, underFunctions } from '../../../support/dynamodb';
import { answerSsm, at, openRequest, parameters, service, TRADING_ENABLED } from '../../../support/incidents';

const ID = openRequest().id;
let table: IncidentTable;
let answers: Record<string, () => unknown> = {};

beforeEach(async () => {
  table = new IncidentTable(underFunctions(at(60)).client, TABLE);
  await table.openOrJoin(openRequest());
  answers = {
    DescribeServicesCommand: () => ({ services: [service()] }),
    DescribeDBInstancesCommand: () => ({ DBInstances: [{ DBInstanceStatus: 'available' }] }),
    DescribeTargetHealthCommand: () => ({ TargetHealthDescriptions: [{ TargetHealth: { State: 'healthy' } }] }),
    FilterLogEventsCommand: () => ({ events: [] }),
    GetMetricDataCommand: () => ({ MetricDataResults: [{ Id: 'm0', Timestamps: [new Date(at(0))], Values: [5] }] }),
    GetObjectCommand: () => {
      const asOf = new Date(Date.now()).toISOString();
      const body = { asOf, httpStatus: 200, errorcode: '', version: 7, tradingEnabled: true };
      return { Body: { transformToString: async () => JSON.stringify(body) } };
    },
  };
  const held = parameters();
  const play = async (command: object) => (answers[command.constructor.name] ?? (() => answerSsm(held, command)))();
  for (const client of [
    ECSClient,
    RDSClient,
    ElasticLoadBalancingV2Client,
    CloudWatchLogsClient,
    CloudWatchClient,
    S3Client,
    SSMClient,
  ]) {
    jest.spyOn(client.prototype, 'send').mockImplementation(play as never);
  }
  jest.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response('{}', { status: 200 }));
});
afterEach(leaveFunctions);

const check = async (over: object = {}) => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof CheckSystem>('../../../../lambdas/check-system/handler'),
  );
  const place = { bucket: 'data', key: 'word.json', maxAgeSeconds: 120 };
  const input = {
    cluster: 'prod',
    services: { trading: 'trading', dashboard: 'dashboard', 'data-service': 'data-service' },
    database: 'prod-db',
    targetGroupArn: 'arn:targets',
    dashboard: { url: 'http://dashboard.example/health' },
    logGroup: '/prod',
    broker: { endpoint: 'https://broker.example/profile', heartbeat: place },
    marketData: { namespace: 'Prod', name: 'Age', dimensions: {} },
    maxMarketDataAgeSeconds: 60,
    tradingEnabled: TRADING_ENABLED,
    acknowledgement: place,
    ...over,
  };
  const lambda = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 13_000 } as Context;
  const answer = handler({ incidentId: ID, step: 'Assess', rounds: 1, previous: null, input }, lambda);
  for (let second = 0; second < 15; second++) await jest.advanceTimersByTimeAsync(1000);
  return answer;
};

test('a system that is well passes every check', async () => {
  await expect(check()).resolves.toMatchObject({ outcome: 'continue', finding: 'All checks (11) are ok.' });
});

test('signals that nobody emits could not be checked', async () => {
  const { finding } = await check({ broker: null, marketData: null, acknowledgement: null });
  expect(finding).toMatch(/^3 could not be checked, 8 ok: broker could not be checked: no such signal is configured; /);
});

test('what fails and what hangs hides none of the others', async () => {
  answers.DescribeDBInstancesCommand = () => new Promise(() => {});
  answers.DescribeTargetHealthCommand = () => Promise.reject(new Error('denied'));
  const { finding, outcome } = await check();
  expect(outcome).toBe('continue');
  expect(finding).toMatch(
    /^2 could not be checked, 9 ok: database could not be checked: no answer in \d+ s; dashboard targets could not be checked \(Error: denied\)\.$/,
  );
});
