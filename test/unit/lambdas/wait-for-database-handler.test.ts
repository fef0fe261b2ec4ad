import { RDSClient } from '@aws-sdk/client-rds';
import type { Context } from 'aws-lambda';
import { IncidentTable } from '../../../lambdas/shared/incident-table';
import type * as CheckDatabase from '../../../lambdas/wait-for-database/handler';
import { leaveFunctions, loadFunction, TABLE, underFunctions } from '../../support/dynamodb';
import { at, openRequest } from '../../support/incidents';

const ID = openRequest().id;
let statuses: string[] = [];

beforeEach(async () => {
  await new IncidentTable(underFunctions(at(60)).client, TABLE).openOrJoin(openRequest());
  jest.spyOn(RDSClient.prototype, 'send').mockImplementation(async () => {
    const DBInstanceStatus = statuses.length > 1 ? statuses.shift() : statuses[0];
    return { DBInstances: [{ DBInstanceStatus }] } as never;
  });
});
afterEach(leaveFunctions);

const check = async (over: { rounds?: number; seconds?: number } = {}) => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof CheckDatabase>('../../../lambdas/wait-for-database/handler'),
  );
  const { rounds = 2, seconds = 35 } = over;
  const lambda = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => seconds * 1000 } as Context;
  const input = { instance: 'algo-trading-prod-db' };
  const answer = handler({ incidentId: ID, step: 'Check RDS status', rounds, previous: null, input }, lambda);
  for (let second = 0; second < seconds; second++) await jest.advanceTimersByTimeAsync(1000);
  return answer;
};

test('a change is looked at every 10 s until it is complete', async () => {
  statuses = ['modifying', 'modifying', 'available'];
  await expect(check()).resolves.toMatchObject({
    outcome: 'continue',
    finding: 'Database algo-trading-prod-db is "available", was "modifying": it can be used.',
  });
});

test('a change that outlasts one call is waited for in the next', async () => {
  statuses = ['modifying'];
  await expect(check()).resolves.toMatchObject({ outcome: 'wait', verdict: 'not-fixed' });
});

test('a change that outlasts the step is for people, and says that the time is spent', async () => {
  statuses = ['modifying'];
  await expect(check({ rounds: 1 })).resolves.toMatchObject({
    outcome: 'escalate',
    finding: expect.stringMatching(/no longer than this step may\. The step's time is spent\.$/),
  });
});
