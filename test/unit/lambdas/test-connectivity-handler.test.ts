import { Logger } from '@aws-lambda-powertools/logger';
import { RDSClient } from '@aws-sdk/client-rds';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Context } from 'aws-lambda';
import { Client } from 'pg';
import { IncidentTable } from '../../../lambdas/shared/incident-table';
import type * as TestConnectivity from '../../../lambdas/test-connectivity/handler';
import { leaveFunctions, loadFunction, type ModelledTable, TABLE, underFunctions } from '../../support/dynamodb';
import { at, openRequest } from '../../support/incidents';

const ID = openRequest().id;
const USER = 'algo_app_user';
const PASSWORD = 'hunter2-is-secret';
let modelled: ModelledTable;
let secret = '';
let endpoint: object | undefined;
let attempts: (() => void)[] = [];

beforeEach(async () => {
  modelled = underFunctions(at(60));
  secret = JSON.stringify({ username: USER, password: PASSWORD });
  endpoint = { Address: 'db.example', Port: 5432 };
  attempts = [];
  await new IncidentTable(modelled.client, TABLE).openOrJoin(openRequest());
  jest
    .spyOn(RDSClient.prototype, 'send')
    .mockImplementation(
      async () => ({ DBInstances: [{ DBInstanceStatus: 'available', Endpoint: endpoint }] }) as never,
    );
  jest
    .spyOn(SecretsManagerClient.prototype, 'send')
    .mockImplementation(async () => ({ SecretString: secret }) as never);
  jest.spyOn(Client.prototype, 'connect').mockImplementation(async () => attempts.shift()?.());
  jest.spyOn(Client.prototype, 'query').mockImplementation(async () => ({ rows: [] }) as never);
  jest.spyOn(Client.prototype, 'end').mockImplementation(async () => {});
});
afterEach(leaveFunctions);

const fails = (code: string, message: string) => () => {
  throw Object.assign(new Error(message), { code });
};
const connect = async () => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof TestConnectivity>('../../../lambdas/test-connectivity/handler'),
  );
  const input = { instance: 'prod-db', database: 'd', secret: 'prod-db-password', connectTimeoutSeconds: 5 };
  const lambda = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 25_000 } as Context;
  const answer = handler({ incidentId: ID, step: 'Test connectivity', rounds: 2, previous: null, input }, lambda);
  for (let second = 0; second < 25; second++) await jest.advanceTimersByTimeAsync(1000);
  return answer;
};

test('a database that is starting up is asked again until it answers', async () => {
  attempts = [fails('57P03', 'the database system is starting up'), () => {}];
  await expect(connect()).resolves.toMatchObject({ outcome: 'continue' });
});

test('credentials that were refused are tried once, and never again', async () => {
  attempts = [fails('28P01', 'no')];
  await expect(connect()).resolves.toMatchObject({ outcome: 'escalate', verdict: 'not-fixed' });
  expect(Client.prototype.connect).toHaveBeenCalledTimes(1);
});

test('an instance without an endpoint could not be checked, and nothing is attempted', async () => {
  endpoint = undefined;
  await expect(connect()).resolves.toMatchObject({
    outcome: 'escalate',
    verdict: 'unknown',
    finding: 'Could not check whether prod-db answers: Error: prod-db has no endpoint.',
  });
  expect(Client.prototype.connect).not.toHaveBeenCalled();
});

describe('user and password are in nothing that is answered, written or logged', () => {
  test.each<[string, () => void]>([
    ['when the database answers', () => {}],
    [
      'when its error names them',
      () => {
        attempts = [fails('28P01', `password authentication failed for user "${USER}" with ${PASSWORD}`)];
      },
    ],
    [
      'when an error nobody knows names them',
      () => {
        attempts = [fails('XX000', `${USER}:${PASSWORD}`)];
      },
    ],
    [
      'when the secret is no JSON',
      () => {
        secret = `${USER}:${PASSWORD}`;
      },
    ],
    [
      'when the secret is JSON of another kind',
      () => {
        secret = JSON.stringify({ username: USER, password: { value: PASSWORD } });
      },
    ],
  ])('%s', async (_when, arrange) => {
    arrange();
    const logged = jest.spyOn(Logger.prototype, 'info');
    const answer = await connect();
    const said = JSON.stringify([answer, await modelled.items(), logged.mock.calls]);
    expect(logged).toHaveBeenCalled();
    expect(said).not.toContain(USER);
    expect(said).not.toContain(PASSWORD);
  });
});
