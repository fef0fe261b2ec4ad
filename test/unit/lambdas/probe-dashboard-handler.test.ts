import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import type * as ProbeDashboard from '../../../lambdas/probe-dashboard/handler';
import { IncidentTable } from '../../../lambdas/shared/incident-table';
import { loadFunction, modelledTable, TABLE } from '../../support/dynamodb';
import { openRequest } from '../../support/incidents';

const ID = openRequest().id;
const ANSWERS: Readonly<Record<string, RequestListener>> = {
  '/health': (_, answer) => answer.end('ok'),
  '/moved': (_, answer) => answer.writeHead(302, { location: '/health' }).end(),
  '/blank': (_, answer) => answer.end('  \n'),
  // Headers at once, and a body that never ends.
  '/trickle': (_, answer) => answer.write('<html>'),
};
let server: Server;
let origin = '';

beforeAll(async () => {
  server = createServer((request, answer) => ANSWERS[request.url ?? '']?.(request, answer));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(async () => {
  const modelled = modelledTable();
  jest.spyOn(DynamoDBClient.prototype, 'send').mockImplementation(modelled.send as never);
  await new IncidentTable(modelled.client, TABLE).openOrJoin(openRequest());
});
afterEach(() => jest.restoreAllMocks());

const probe = async (path: string, over: { page?: string; at?: string } = {}) => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof ProbeDashboard>('../../../lambdas/probe-dashboard/handler'),
  );
  const page = over.page === undefined ? {} : { pageUrl: origin + over.page };
  const input = { url: (over.at ?? origin) + path, ...page, timeoutSeconds: 0.2 };
  const lambda = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 10_000 } as Context;
  const { finding } = await handler({ incidentId: ID, step: 'Probe', rounds: 1, previous: null, input }, lambda);
  return finding.replaceAll(origin, '');
};

test('the health path and the page are both asked', async () => {
  await expect(probe('/health', { page: '/blank' })).resolves.toBe(
    'Health /health answers 200; the page /blank answers 200 with a blank page.',
  );
});

test('a redirection is told, not followed', async () => {
  await expect(probe('/moved')).resolves.toBe('Health /moved answers 302, not 200.');
});

test('the time limit holds for the last byte, too', async () => {
  await expect(probe('/trickle')).resolves.toBe('Health /trickle does not answer (no answer in 0.2 s).');
});

test('a port nobody listens on refuses the connection', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const at = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  await new Promise((resolve) => other.close(resolve));
  await expect(probe('/health', { at })).resolves.toBe(`Health ${at}/health does not answer (connection refused).`);
});
