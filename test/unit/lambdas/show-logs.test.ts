import { CloudWatchLogsClient, type FilterLogEventsRequest } from '@aws-sdk/client-cloudwatch-logs';
import type * as ShowLogs from '../../../lambdas/show-logs/handler';
import { Metrics } from '../../../rehearsal/engine/alarms/metrics';
import { Logs } from '../../../rehearsal/engine/aws/logs';
import { AwsError } from '../../../rehearsal/engine/aws/service';
import { VirtualClock } from '../../../rehearsal/engine/clock';
import { at, isoAfter } from '../../support/incidents';
import { get, held, parametersUnderFunctions, SYSTEM } from './reading-world';

let clock: VirtualClock;
const sent: FilterLogEventsRequest[] = [];

/** A log group that answers as CloudWatch does, at the instant of the alarm and later. */
function group(over: { pageSize?: number; emptyPageEvery?: number } = {}): Logs {
  clock = new VirtualClock(at(0));
  const logs = new Logs({ clock, metrics: new Metrics(clock), groups: [SYSTEM.logGroup], metricFilters: [], ...over });
  jest.spyOn(CloudWatchLogsClient.prototype, 'send').mockImplementation((async ({
    input,
  }: {
    input: FilterLogEventsRequest;
  }) => {
    sent.push(input);
    try {
      return logs.operations.FilterLogEvents(input);
    } catch (error) {
      throw error instanceof AwsError ? Object.assign(new Error(error.message), { name: error.code }) : error;
    }
  }) as never);
  return logs;
}

beforeEach(() => {
  sent.length = 0;
  parametersUnderFunctions(held);
  jest.useFakeTimers({ now: at(60), doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

const ask = async (query: Record<string, string> = {}) => {
  const { handler } = jest.requireActual<typeof ShowLogs>('../../../lambdas/show-logs/handler');
  return get(handler, '/v1/logs', { query });
};
const page = async (query: Record<string, string> = {}): Promise<ShowLogs.LogPage> => (await ask(query)).body;
const messages = ({ events }: ShowLogs.LogPage) => events.map(({ message }) => message);

function lines(logs: Logs, count: number): void {
  for (let n = 0; n < count; n++) logs.append(SYSTEM.logGroup, 'trading/app/1', `line ${n}`);
}

test('a service’s lines are those of its own streams, each with its instant and its stream', async () => {
  const logs = group();
  logs.append(SYSTEM.logGroup, 'trading/app/1', 'ERROR order rejected');
  logs.append(SYSTEM.logGroup, 'dashboard/app/1', 'hello');
  expect(await page({ service: 'trading' })).toEqual({
    from: isoAfter(-540),
    to: isoAfter(60),
    events: [{ id: expect.any(String), at: isoAfter(0), stream: 'trading/app/1', message: 'ERROR order rejected' }],
    truncated: false,
    said: '1 line since 20 Nov 2026 09:53:17 IST.',
  });
  expect(messages(await page())).toEqual(['ERROR order rejected', 'hello']);
});

test('a filter is CloudWatch’s own', async () => {
  const logs = group();
  logs.append(SYSTEM.logGroup, 'trading/app/1', 'ERROR one');
  logs.append(SYSTEM.logGroup, 'trading/app/1', 'INFO two');
  expect(messages(await page({ filter: 'ERROR' }))).toEqual(['ERROR one']);
});

test('pages follow one upon the other in the same window, however late the next is asked for', async () => {
  lines(group({ pageSize: 2 }), 5);
  const all: string[] = [];
  let next: string | undefined;
  do {
    const one = await page({ service: 'trading', ...(next ? { next } : {}) });
    all.push(...messages(one));
    expect(one.truncated).toBe(one.next !== undefined);
    next = one.next;
    jest.advanceTimersByTime(60_000);
  } while (next);
  expect(all).toEqual(['line 0', 'line 1', 'line 2', 'line 3', 'line 4']);
  expect(new Set(sent.map(({ startTime, endTime }) => `${startTime}-${endTime}`)).size).toBe(1);
});

test('an empty page that has a token is not the end', async () => {
  lines(group({ emptyPageEvery: 2 }), 3);
  expect(await page()).toMatchObject({
    events: [{ message: 'line 0' }, { message: 'line 1' }, { message: 'line 2' }],
    truncated: false,
  });
  expect(sent).toHaveLength(2);
});

test('where nothing but empty pages come, what was read is said to be incomplete, and can be gone on with', async () => {
  group();
  jest
    .spyOn(CloudWatchLogsClient.prototype, 'send')
    .mockImplementation((async () => ({ events: [], nextToken: 'more' })) as never);
  const { events, truncated, next, said } = await page();
  expect({ events, truncated }).toEqual({ events: [], truncated: true });
  expect(next).toEqual(expect.any(String));
  expect(said).toContain('there may be more');
});

describe('refused is', () => {
  test.each([
    [
      'a service that is none',
      { service: 'broker' },
      404,
      'There is no service "broker"; there are: trading, dashboard.',
    ],
    ['a time that is none', { since: 'noon' }, 400, 'since: given "noon"'],
    [
      'a page that is none',
      { next: 'abc' },
      400,
      'next: given something else, expected the `next` of the page before.',
    ],
    ['a misspelt question', { filtre: 'ERROR' }, 400, 'filtre'],
  ])('%s', async (_what, query, status, says) => {
    group();
    const answer = await ask(query as Record<string, string>);
    expect(answer.status).toBe(status);
    expect((answer.body as { error: string }).error).toContain(says);
    expect(sent).toEqual([]);
  });

  test('the page of another question', async () => {
    lines(group({ pageSize: 2 }), 5);
    const { next = '' } = await page({ service: 'trading' });
    expect(await ask({ service: 'dashboard', next })).toEqual({
      status: 400,
      body: { error: 'CloudWatch Logs does not take this filter or page: The specified nextToken is invalid.' },
    });
  });
});

test('a log group that cannot be read is a failure, and not an empty page', async () => {
  group();
  const gone = Object.assign(new Error('The specified log group does not exist.'), {
    name: 'ResourceNotFoundException',
  });
  jest.spyOn(CloudWatchLogsClient.prototype, 'send').mockRejectedValue(gone as never);
  const { status, body } = await ask();
  expect(status).toBe(500);
  expect((body as { error: string }).error).toContain('ResourceNotFoundException');
});

test('nobody reads logs without a signature', async () => {
  const { handler } = jest.requireActual<typeof ShowLogs>('../../../lambdas/show-logs/handler');
  expect((await get(handler, '/v1/logs', { signed: false })).status).toBe(403);
});
