import { GuardTable } from '../../../lambdas/shared/guard/table';
import type * as TakeService from '../../../lambdas/take-service/handler';
import { leaveFunctions, loadFunction, TABLE, underFunctions } from '../../support/dynamodb';
import { at, isoAfter } from '../../support/incidents';
import { ask, CALLER, parameterStore, underParameters } from './command-world';

const SERVICE = 'prod-trading';
const REASON = 'Looking at the heap';

let table: GuardTable;
beforeEach(() => {
  table = new GuardTable(underFunctions(at(0)).client, TABLE);
  underParameters(parameterStore());
});
afterEach(leaveFunctions);

const take = (over: { by?: string; role?: string; body?: object } = {}) => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof TakeService>('../../../lambdas/take-service/handler'),
  );
  const { by = CALLER.priya, role = 'trading', body = {} } = over;
  const path = { role };
  return ask(handler, {
    route: 'POST /v1/services/{role}/take',
    by,
    path,
    body: { forMinutes: 30, reason: REASON, ...body },
  });
};
const hand = async (service = SERVICE) => (await table.read(service)).hand;

test('a person takes a service into their hands, for a time and with a reason', async () => {
  await expect(take()).resolves.toEqual({
    status: 200,
    said: `trading-primary has prod-trading in hand until 10:32:17 IST: ${REASON}. Runbooks stand down at their next act on it.`,
    service: SERVICE,
    by: 'trading-primary',
    until: isoAfter(1800),
  });
  expect(await hand()).toEqual({ by: 'trading-primary', reason: REASON, since: at(0), until: at(1800) });
  expect(await hand('prod-dashboard')).toBeUndefined();
});

test('one’s own hand may be lengthened, and shortened', async () => {
  await take();
  await expect(take({ body: { forMinutes: 5 } })).resolves.toMatchObject({ status: 200, until: isoAfter(300) });
});

describe('what somebody else has in hand', () => {
  beforeEach(() => take());

  test('is not taken from them: who has it, until when and why is told', async () => {
    await expect(take({ by: CALLER.meera })).resolves.toEqual({
      status: 409,
      error: `trading-primary has prod-trading in hand until 10:32:17 IST: ${REASON}. Ask them, or say "over": true to take it over.`,
    });
    expect(await hand()).toMatchObject({ by: 'trading-primary' });
  });

  test('is taken over when that is said, and whose it was is told', async () => {
    await expect(take({ by: CALLER.meera, body: { over: true } })).resolves.toMatchObject({
      status: 200,
      said: expect.stringContaining('until 10:32:17 IST, taken over from trading-primary: '),
      takenOverFrom: 'trading-primary',
    });
    expect(await hand()).toMatchObject({ by: 'backend-primary' });
  });

  test('is free when its time has passed', async () => {
    jest.setSystemTime(at(1800));
    const answer = await take({ by: CALLER.meera });
    expect(answer).toMatchObject({ status: 200, by: 'backend-primary' });
    expect(answer).not.toHaveProperty('takenOverFrom');
  });
});

describe('nothing is taken', () => {
  test.each([
    ['by nobody we know', { by: CALLER.unknown }, 403, 'is nobody we know'],
    ['by a role, whatever its session calls itself', { by: CALLER.robot }, 403, 'is nobody we know'],
    [
      'of a role there is not',
      { role: 'tradign' },
      404,
      'There is no service "tradign"; there are: trading, dashboard.',
    ],
    ['in somebody else’s name', { body: { by: 'cto' } }, 400, 'by: given'],
    ['for no time', { body: { forMinutes: 0 } }, 400, 'forMinutes: given 0, expected >=1'],
    ['for longer than a day', { body: { forMinutes: 1441 } }, 400, 'forMinutes: given 1441, expected <=1440'],
    ['for a part of a minute', { body: { forMinutes: 1.5 } }, 400, 'forMinutes: given 1.5'],
    ['for a time in words', { body: { forMinutes: '30m' } }, 400, 'forMinutes: given "30m", expected number'],
    ['without a reason', { body: { reason: '' } }, 400, 'reason: given'],
  ])('%s', async (_why, over, status, error) => {
    await expect(take(over)).resolves.toEqual({ status, error: expect.stringContaining(error) });
    expect(await hand()).toBeUndefined();
  });
});
