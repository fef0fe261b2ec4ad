import { type PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Context } from 'aws-lambda';
import type * as DocumentIncident from '../../../lambdas/document-incident/handler';
import { GuardTable } from '../../../lambdas/shared/guard/table';
import { IncidentTable } from '../../../lambdas/shared/incident-table';
import { leaveFunctions, loadFunction, TABLE, underFunctions } from '../../support/dynamodb';
import { at, isoAfter, openRequest } from '../../support/incidents';
import { leaseOf } from './shared/guard/world';

const TRADING = openRequest();
const DATABASE = openRequest({
  id: 'database-1',
  runbook: 'database-connections',
  target: 'database',
  dependsOn: [],
  execution: 'arn:execution:database',
});
const CHANNEL = 'arn:aws:sns:ap-south-1:123456789012:runbook-prod-incidents';

let incidents: IncidentTable;
let leases: GuardTable;
let written: string[] = [];
let published: PublishCommand['input'][] = [];
let channelFails = false;

beforeEach(async () => {
  const { client } = underFunctions(at(300));
  incidents = new IncidentTable(client, TABLE);
  leases = new GuardTable(client, TABLE);
  written = [];
  published = [];
  channelFails = false;
  process.env.REPORT_BUCKET = 'reports';
  jest.spyOn(S3Client.prototype, 'send').mockImplementation((async (command: PutObjectCommand) => {
    written.push(command.input.Key ?? '');
    return {};
  }) as never);
  jest.spyOn(SNSClient.prototype, 'send').mockImplementation((async (command: PublishCommand) => {
    if (channelFails) throw new Error('no');
    published.push(command.input);
    return {};
  }) as never);
  await incidents.openOrJoin(TRADING);
});
afterEach(() => {
  delete process.env.REPORT_BUCKET;
  leaveFunctions();
});

const hold = async (resource: string, incident: string, seconds: number) =>
  leases.begin(resource, await leases.read(resource), leaseOf(incident, seconds), []);
const holder = async (resource: string) => (await leases.read(resource)).lease?.incident;
const document = (incidentId = TRADING.id) => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof DocumentIncident>('../../../lambdas/document-incident/handler'),
  );
  const place = {
    region: 'ap-south-1',
    cluster: 'prod',
    service: 'trading',
    database: null,
    logGroup: '/aws/ecs/prod',
    streamPrefix: 'trading/',
  };
  const event = { incidentId, step: 'Document the incident', ending: 'escalated', place, channel: CHANNEL };
  return handler(event, { awsRequestId: 'request-1' } as Context);
};

test('the report is written for people and for machines, and the incident channel is told', async () => {
  const folder = `incidents/2026/11/20/${TRADING.id}`;
  await expect(document()).resolves.toEqual({ report: `${folder}/report.md` });
  expect(written.toSorted()).toEqual([`${folder}/report.json`, `${folder}/report.md`]);
  expect(published).toMatchObject([
    { TopicArn: CHANNEL, Subject: '[P2] Trading Service Not Processing Orders: escalated' },
  ]);
});

test('a channel that cannot be told does not look like a failure of the incident', async () => {
  channelFails = true;
  await expect(document()).resolves.toHaveProperty('report');
});

describe('what the incident held is given back', () => {
  test('and nothing of another', async () => {
    await hold('trading', TRADING.id, 0);
    await hold('dashboard', 'another', 0);
    await document();
    await expect(holder('trading')).resolves.toBeUndefined();
    await expect(holder('dashboard')).resolves.toBe('another');
  });

  test('together with what those held that it has taken over', async () => {
    await hold('trading', TRADING.id, 0);
    await incidents.openOrJoin(DATABASE);
    await document(DATABASE.id);
    await expect(holder('trading')).resolves.toBeUndefined();
  });

  test('but not by one that was taken over: that is for whoever stands for it', async () => {
    await hold('trading', TRADING.id, 0);
    await incidents.openOrJoin({ ...DATABASE, openedAt: isoAfter(60) });
    await document(TRADING.id);
    await expect(holder('trading')).resolves.toBe(TRADING.id);
  });

  test('but not while a function that was taken over can still be acting', async () => {
    await hold('trading', TRADING.id, 290);
    await incidents.openOrJoin(DATABASE);
    await document(DATABASE.id);
    await expect(leases.read('trading')).resolves.toMatchObject({ lease: { until: at(308), incident: TRADING.id } });
  });
});
