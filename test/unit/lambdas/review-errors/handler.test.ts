import { CloudWatchLogsClient, type FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Context } from 'aws-lambda';
import { handler } from '../../../../lambdas/review-errors/handler';

const NOW = Date.UTC(2026, 10, 20, 10, 30);
const INPUT = { hours: 8, logGroup: '/aws/ecs/prod', services: { trading: 'trading/', dashboard: 'dashboard/' } };

let asked: FilterLogEventsCommand['input'][];
let answer: (input: FilterLogEventsCommand['input']) => object;

beforeEach(() => {
  jest.useFakeTimers({ now: NOW, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
  asked = [];
  jest.spyOn(CloudWatchLogsClient.prototype, 'send').mockImplementation((async ({ input }: FilterLogEventsCommand) => {
    asked.push(input);
    return answer(input);
  }) as never);
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

const run = () =>
  handler({ step: 'Check for any errors or anomalies', date: '2026-11-20', input: INPUT }, {
    getRemainingTimeInMillis: () => 60_000,
  } as Context);

test('every service is read over eight hours, through empty pages that carry a token', async () => {
  answer = ({ logStreamNamePrefix, nextToken }) =>
    nextToken
      ? { events: [{ timestamp: NOW, message: `ERROR of ${logStreamNamePrefix}` }] }
      : { events: [], nextToken: 'more' };
  expect(await run()).toMatchObject({ state: 'attention', numbers: { errors: 2, trading: 1, dashboard: 1 } });
  expect(asked.map(({ logStreamNamePrefix }) => logStreamNamePrefix).sort()).toEqual([
    'dashboard/',
    'dashboard/',
    'trading/',
    'trading/',
  ]);
  expect(asked[0]).toMatchObject({ filterPattern: 'ERROR', startTime: NOW - 8 * 3_600_000, endTime: NOW });
});

test('pages without end are left in time to answer, and that is said', async () => {
  answer = () => {
    jest.setSystemTime(Date.now() + 20_000);
    return { events: [{ timestamp: NOW, message: 'ERROR' }], nextToken: 'more' };
  };
  expect(await run()).toMatchObject({ state: 'attention', says: expect.stringContaining('Truncated: of ') });
  expect(asked.length).toBeLessThan(6);
});
