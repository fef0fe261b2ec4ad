import { SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';
import { compactCalendar } from '../../../../environments/calendar-schema';
import { handler } from '../../../../lambdas/review-trading/handler';
import { answerSsm, CALENDAR } from '../../../support/incidents';
import { Buckets } from '../s3-world';

const NOW = Date.UTC(2026, 10, 23, 10, 30);
const SETTINGS = { calendar: '/runbook/calendar', overrides: '/runbook/overrides' };
const source = (key: string) => ({ from: 's3', bucket: 'data', key, maxAgeSeconds: 4 * 86_400 });
const object = (date: string, asOf: string) => ({
  asOf,
  date,
  trades: 1,
  realisedProfit: 2,
  openPositions: 0,
  currency: 'INR',
  final: true,
});

let buckets: Buckets;
let parameters: Map<string, string>;

beforeEach(() => {
  jest.useFakeTimers({ now: NOW, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
  buckets = new Buckets().under();
  parameters = new Map([
    [SETTINGS.calendar, compactCalendar(CALENDAR)],
    [SETTINGS.overrides, '{}'],
  ]);
  jest
    .spyOn(SSMClient.prototype, 'send')
    .mockImplementation((async (command: never) => answerSsm(parameters, command)) as never);
  buckets.put('data/2026-11-20.json', JSON.stringify(object('2026-11-20', '2026-11-20T10:46:00Z')));
  buckets.put('data/2026-11-23.json', JSON.stringify(object('2026-11-23', '2026-11-23T10:20:00Z')));
  buckets.put('data/positions.json', JSON.stringify({ asOf: '2026-11-23T10:29:00Z', positions: [] }));
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

const run = (of: string, over: object = {}) =>
  handler(
    {
      step: 'Review',
      date: '2026-11-23',
      input: {
        of,
        trades: source('{date}.json'),
        positions: source('positions.json'),
        settings: SETTINGS,
        maxDailyLoss: 50_000,
        ...over,
      },
    },
    { getRemainingTimeInMillis: () => 15_000 } as Context,
  );

test('on a Monday the previous day is Friday, and nobody asks for its positions', async () => {
  expect(await run('previous day')).toMatchObject({
    state: 'ok',
    says: expect.stringMatching(/^20 Nov 2026: 1 trade,/),
  });
  expect(buckets.calls).toEqual(['GetObject data/2026-11-20.json']);
});

test('the day itself is read with its positions, and is not final at 16:00', async () => {
  expect(await run('day')).toMatchObject({
    state: 'ok',
    says: '23 Nov 2026: 1 trade, realised profit 2 INR, 0 open positions. Not final before 16:15 IST.',
  });
  expect(buckets.calls).toContain('GetObject data/positions.json');
});

test('a calendar that cannot be read: no day is known', async () => {
  parameters.delete(SETTINGS.overrides);
  const { state, says } = await run('previous day');
  expect({ state, says }).toEqual({
    state: 'could not check',
    says: 'The calendar could not be read (Error: There is no parameter /runbook/overrides), so no day is known.',
  });
});

test('not configured is that', async () => {
  expect(await run('day', { trades: null })).toMatchObject({ because: 'not configured' });
});
