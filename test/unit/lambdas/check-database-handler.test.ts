import { RDSClient } from '@aws-sdk/client-rds';
import type { Context } from 'aws-lambda';
import type * as CheckDatabase from '../../../lambdas/check-database/handler';
import { IncidentTable } from '../../../lambdas/shared/incident-table';
import { leaveFunctions, loadFunction, TABLE, underFunctions } from '../../support/dynamodb';
import { at, openRequest } from '../../support/incidents';

afterEach(leaveFunctions);

const look = async (DBInstanceStatus: string) => {
  await new IncidentTable(underFunctions(at(60)).client, TABLE).openOrJoin(openRequest());
  jest
    .spyOn(RDSClient.prototype, 'send')
    .mockImplementation(async () => ({ DBInstances: [{ DBInstanceStatus }] }) as never);
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof CheckDatabase>('../../../lambdas/check-database/handler'),
  );
  const lambda = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 8_000 } as Context;
  const input = { instance: 'algo-trading-prod-db' };
  return handler({ incidentId: openRequest().id, step: 'Check RDS status', rounds: 1, previous: null, input }, lambda);
};

test('a database that is being changed is told, and left for the next step to wait for', async () => {
  await expect(look('modifying')).resolves.toMatchObject({
    outcome: 'continue',
    finding: 'Database algo-trading-prod-db is "modifying"; the next step waits for it.',
  });
});

test('a database that is stopped is for people at once', async () => {
  await expect(look('stopped')).resolves.toMatchObject({ outcome: 'escalate', verdict: 'not-fixed' });
});
