import type { Context } from 'aws-lambda';
import type * as CloseIncident from '../../../lambdas/close-incident/handler';
import { IncidentTable } from '../../../lambdas/shared/incident-table';
import { leaveFunctions, loadFunction, type ModelledTable, TABLE, underFunctions } from '../../support/dynamodb';
import { at, ERRORS_ALARM, isoAfter, openRequest } from '../../support/incidents';

const ID = openRequest().id;
const NEXT = openRequest({ id: 'next', alarmAt: isoAfter(2000), execution: 'arn:execution:next', alarm: ERRORS_ALARM });

let modelled: ModelledTable;
let table: IncidentTable;
beforeEach(async () => {
  modelled = underFunctions(at(1200));
  table = new IncidentTable(modelled.client, TABLE);
  await table.openOrJoin(openRequest());
});
afterEach(leaveFunctions);

const close = async (over: object = {}) => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof CloseIncident>('../../../lambdas/close-incident/handler'),
  );
  const event = { incidentId: ID, by: 'team-lead', reason: 'The exchange halted trading.', ...over };
  return handler(event, { awsRequestId: 'request-1' } as Context);
};

test('a named person closes an incident with a reason, and both are kept', async () => {
  await expect(close()).resolves.toEqual({ said: 'Closed by team-lead: The exchange halted trading.' });
  expect(await table.get(ID)).toMatchObject({
    status: 'closed',
    closedAt: isoAfter(1200),
    closedBy: { by: 'team-lead', reason: 'The exchange halted trading.' },
  });
  expect(await table.lines(ID)).toEqual([
    {
      at: isoAfter(1200),
      step: 'Close the incident',
      finding: 'Closed by team-lead: The exchange halted trading.',
      outcome: 'noted',
    },
  ]);
});

test('the next alarm opens a new incident instead of joining one that people were done with', async () => {
  await close();
  await expect(table.openOrJoin(NEXT)).resolves.toMatchObject({ opened: true, incident: { id: 'next' } });
});

test('an alarm that joined while the person was typing does not hold the closing up', async () => {
  await table.openOrJoin(NEXT);
  await close();
  expect(await table.get(ID)).toMatchObject({ status: 'closed', joined: 1 });
});

describe('what has ended before stays as it ended, and the person is told how', () => {
  test('fixed', async () => {
    await table.closeFixed(await table.get(ID), isoAfter(1000));
    await expect(close()).resolves.toEqual({ said: 'The incident has ended as fixed before.' });
    expect(await table.get(ID)).not.toHaveProperty('closedBy');
    expect(await table.lines(ID)).toEqual([]);
  });

  test('closed by somebody else', async () => {
    await close();
    await expect(close({ by: 'cto', reason: 'Enough.' })).resolves.toEqual({
      said: 'The incident has ended as closed before, closed by team-lead.',
    });
    expect(await table.get(ID)).toMatchObject({ closedBy: { by: 'team-lead' } });
    expect(await table.lines(ID)).toHaveLength(1);
  });

  test('fixed at the very instant', async () => {
    const judged = await table.get(ID);
    modelled.beforeNext('TransactWriteItems', () =>
      new IncidentTable(modelled.client, TABLE).closeFixed(judged, isoAfter(1199)),
    );
    await expect(close()).resolves.toEqual({ said: 'The incident has ended as fixed before.' });
    expect(await table.lines(ID)).toEqual([]);
  });
});

describe('an incident is not closed', () => {
  test.each([
    ['by nobody', { by: '' }, 'by'],
    ['by a name of blanks', { by: '  ' }, 'by'],
    ['without a reason', { reason: ' ' }, 'reason'],
    ['without being named', { incidentId: undefined }, 'incidentId'],
  ])('%s', async (_how, over, field) => {
    await expect(close(over)).rejects.toThrow(new RegExp(`^The input of "Close" is wrong: ${field}: given`));
    expect(await table.get(ID)).toMatchObject({ status: 'open' });
  });

  test('when it does not exist: a mistyped id is told', async () => {
    await expect(close({ incidentId: 'none' })).rejects.toThrow('There is no incident "none".');
  });
});
