import type * as GiveBackService from '../../../lambdas/give-back-service/handler';
import { GuardTable } from '../../../lambdas/shared/guard/table';
import { leaveFunctions, loadFunction, TABLE, underFunctions } from '../../support/dynamodb';
import { at } from '../../support/incidents';
import { ask, CALLER, parameterStore, underParameters } from './command-world';

const SERVICE = 'prod-trading';
const HAND = { by: 'trading-primary', reason: 'Looking at the heap', since: at(-60), until: at(1800) };

let table: GuardTable;
beforeEach(async () => {
  table = new GuardTable(underFunctions(at(0)).client, TABLE);
  underParameters(parameterStore());
});
afterEach(leaveFunctions);

const giveBack = (over: { by?: string; role?: string; body?: object } = {}) => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof GiveBackService>('../../../lambdas/give-back-service/handler'),
  );
  const { by = CALLER.priya, role = 'trading', body = {} } = over;
  return ask(handler, { route: 'POST /v1/services/{role}/give-back', by, path: { role }, body });
};
const hand = async () => (await table.read(SERVICE)).hand;

test('whoever has a service in hand gives it back', async () => {
  await table.take(SERVICE, HAND);
  await expect(giveBack()).resolves.toEqual({
    status: 200,
    said: 'trading-primary has given prod-trading back to the runbooks.',
    service: SERVICE,
    heldBy: 'trading-primary',
  });
  expect(await hand()).toBeUndefined();
});

test('somebody else may do it for them, and whose hand it was is told', async () => {
  await table.take(SERVICE, HAND);
  await expect(giveBack({ by: CALLER.meera })).resolves.toMatchObject({
    status: 200,
    said: 'backend-primary has given prod-trading back to the runbooks. It was in the hand of trading-primary until 10:32:17 IST: Looking at the heap',
    heldBy: 'trading-primary',
  });
  expect(await hand()).toBeUndefined();
});

test('what nobody has in hand is not given back, and that is told', async () => {
  await expect(giveBack()).resolves.toEqual({
    status: 200,
    said: 'Nobody has prod-trading in hand.',
    service: SERVICE,
  });
});

test('a hand whose time has passed is nobody’s', async () => {
  await table.take(SERVICE, { ...HAND, until: at(0) });
  await expect(giveBack()).resolves.toMatchObject({ said: 'Nobody has prod-trading in hand.' });
});

test('the hand on another service stays', async () => {
  await table.take(SERVICE, HAND);
  await giveBack({ role: 'dashboard' });
  expect(await hand()).toEqual(HAND);
});

describe('nothing is given back', () => {
  test.each([
    ['by nobody we know', { by: CALLER.unknown }, 403, 'is nobody we know'],
    ['by a role, whatever its session calls itself', { by: CALLER.robot }, 403, 'is nobody we know'],
    [
      'of a role there is not',
      { role: SERVICE },
      404,
      `There is no service "${SERVICE}"; there are: trading, dashboard.`,
    ],
    ['in somebody else’s name', { body: { by: 'cto' } }, 400, 'by: given'],
  ])('%s', async (_why, over, status, error) => {
    await table.take(SERVICE, HAND);
    await expect(giveBack(over)).resolves.toEqual({ status, error: expect.stringContaining(error) });
    expect(await hand()).toEqual(HAND);
  });
});
