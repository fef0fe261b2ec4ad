import type { FilterLogEventsRequest } from '@aws-sdk/client-cloudwatch-logs';
import { Metrics } from '../../../../rehearsal/engine/alarms/metrics';
import { filterPattern } from '../../../../rehearsal/engine/aws/filter-pattern';
import { Logs, type LogsOptions } from '../../../../rehearsal/engine/aws/logs';
import { VirtualClock } from '../../../../rehearsal/engine/clock';

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 20, 4);

function world(options: Partial<LogsOptions> = {}) {
  const clock = new VirtualClock(START);
  const metrics = new Metrics(clock);
  const logs = new Logs({ clock, metrics, groups: ['/ecs/shop', '/ecs/other'], metricFilters: [], ...options });
  const write = (...messages: string[]) => {
    for (const message of messages) logs.append('/ecs/shop', 'web/1', message);
  };
  const filter = (input: FilterLogEventsRequest) =>
    logs.operations.FilterLogEvents({ logGroupName: '/ecs/shop', ...input });
  const found = (input: FilterLogEventsRequest) => filter(input).events?.map((event) => event.message);
  return { clock, metrics, logs, write, filter, found };
}

// Patterns and messages of "Using filter patterns to match terms":
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
const MESSAGES = [
  '[ERROR 400] BAD REQUEST',
  '[ERROR 401] UNAUTHORIZED REQUEST',
  '[ERROR 419] MISSING ARGUMENTS',
  '[ERROR 420] INVALID ARGUMENTS',
];
test.each([
  ['ERROR', [400, 401, 419, 420]],
  ['ERROR ARGUMENTS', [419, 420]],
  ['?ERROR ?ARGUMENTS', [400, 401, 419, 420]],
  ['ERROR -ARGUMENTS', [400, 401]],
  ['" "', [400, 401, 419, 420]],
])('the pattern %s finds what AWS says it finds', (pattern, codes) => {
  const found = MESSAGES.filter(filterPattern(pattern, 'Test'));
  expect(found).toEqual(codes.map((code) => MESSAGES.find((message) => message.includes(String(code)))));
});

// The rules of the same page: case-sensitive; exact phrases in quotes; a term is a word. The exclusion alone:
// "-ERROR … return all other log events", SDK client-lightsail GetContainerLog documentation, for the same syntax.
test.each([
  ['"INTERNAL SERVER ERROR"', '[ERROR 500] INTERNAL SERVER ERROR', true],
  ['"INTERNAL SERVER ERROR"', 'INTERNAL ERROR OF THE SERVER', false],
  ['ERROR', 'an error occurred', false],
  ['ERROR', 'ERRORS occurred', false],
  ['AUTHORIZED', '[ERROR 401] UNAUTHORIZED REQUEST', false],
  ['ERROR', '2026-11-20 04:00:00 - app - ERROR - no answer', true],
  ['ERROR', 'level=ERROR', true],
  ['"level=ERROR"', 'at=1 level=ERROR msg', true],
  ['-DEBUG', 'DEBUG nothing', false],
  ['-DEBUG', 'INFO nothing', true],
  ['?WARN ?ERROR', 'INFO nothing', false],
  ['', 'anything', true],
  ['""', 'anything', true],
])('%s matches "%s": %s', (pattern, message, matches) => {
  expect(filterPattern(pattern, 'Test')(message)).toBe(matches);
});

test.each([
  ['{ $.level = "ERROR" }', 'a JSON pattern'],
  ['[ip, user, code=4*]', 'a space-delimited pattern'],
  ['%ERROR%', 'a regular expression'],
  ['level=ERROR', '"level=ERROR"'],
  ['*ERROR*', '"\\*ERROR\\*"'],
  ['ERROR "open', '""open"'],
  ['?WARN ERROR', '"\\?" beside terms without it'],
])('the pattern %s is refused by name', (pattern, what) => {
  expect(() => filterPattern(pattern, 'Filter x')).toThrow(new RegExp(`Filter x: ${what}`));
});

describe('FilterLogEvents', () => {
  test('an event is returned with stream, times and an id of its own', () => {
    const { write, filter } = world();
    write('one', 'two');
    const event = { logStreamName: 'web/1', timestamp: START, ingestionTime: START, eventId: expect.any(String) };
    const { events, searchedLogStreams, nextToken } = filter({});
    expect(events).toEqual([
      { ...event, message: 'one' },
      { ...event, message: 'two' },
    ]);
    expect(new Set(events?.map(({ eventId }) => eventId)).size).toBe(2);
    expect([searchedLogStreams, nextToken]).toEqual([[], undefined]);
  });

  // "Events with a timestamp before this time are not returned", "… later than this time …": SDK FilterLogEvents documentation.
  test('both ends of the time range are included', () => {
    const { clock, write, found } = world();
    for (const message of ['a', 'b', 'c', 'd']) {
      write(message);
      clock.fake.tick(1);
    }
    expect(found({ startTime: START + 1, endTime: START + 2 })).toEqual(['b', 'c']);
  });

  test('streams are chosen by prefix, messages by pattern', () => {
    const { logs, write, found } = world();
    write('ERROR one', 'INFO two');
    logs.append('/ecs/shop', 'worker/1', 'ERROR three');
    expect(found({ logStreamNamePrefix: 'web/', filterPattern: 'ERROR' })).toEqual(['ERROR one']);
  });

  test('a group can be named by its ARN', () => {
    const { logs, write } = world();
    write('one');
    const logGroupIdentifier = 'arn:aws:logs:us-east-1:123456789012:log-group:/ecs/shop';
    expect(logs.operations.FilterLogEvents({ logGroupIdentifier }).events).toHaveLength(1);
  });

  test('pages follow one another without losing or repeating an event', () => {
    const { write, filter } = world({ pageSize: 2 });
    write('1', '2', '3', '4', '5');
    const pages: unknown[] = [];
    let token: string | undefined;
    do {
      const page = filter({ nextToken: token });
      pages.push(page.events?.map((event) => event.message));
      token = page.nextToken;
    } while (token !== undefined);
    expect(pages).toEqual([['1', '2'], ['3', '4'], ['5']]);
  });

  // "A returned page might only be partially full, or even empty … If the results include a nextToken, there might be more
  // log events available": SDK FilterLogEvents documentation.
  test('an empty page with a token is not the end', () => {
    const { write, filter } = world({ emptyPageEvery: 2 });
    write('1');
    const first = filter({});
    expect(first).toMatchObject({ events: [], nextToken: expect.any(String) });
    const second = filter({ nextToken: first.nextToken });
    expect(second.events?.map((event) => event.message)).toEqual(['1']);
    expect(second.nextToken).toBeUndefined();
  });

  test('the limit holds for a page, and the token leads on', () => {
    const { write, filter } = world();
    write('1', '2', '3');
    const first = filter({ limit: 2 });
    expect(first.events).toHaveLength(2);
    expect(filter({ limit: 2, nextToken: first.nextToken }).events?.map((event) => event.message)).toEqual(['3']);
  });

  // "The returned log events are sorted by event timestamp": SDK FilterLogEvents documentation
  test('the events of several streams come together in the order of their times', () => {
    const { clock, logs, found } = world({ pageSize: 2 });
    const write = (stream: string, message: string) => {
      logs.append('/ecs/shop', stream, message);
      clock.fake.tick(1);
    };
    for (const [stream, message] of [
      ['web/2', 'a'],
      ['web/1', 'b'],
      ['web/2', 'c'],
    ] as const)
      write(stream, message);
    const nextToken = logs.operations.FilterLogEvents({ logGroupName: '/ecs/shop' }).nextToken;
    expect([found({}), found({ nextToken })]).toEqual([['a', 'b'], ['c']]);
  });

  test('a page holds at most 10,000 events', () => {
    const { write, filter } = world();
    write(...Array.from({ length: 10_001 }, (_, index) => String(index)));
    const first = filter({});
    expect(first.events).toHaveLength(10_000);
    expect(filter({ nextToken: first.nextToken }).events?.map((event) => event.message)).toEqual(['10000']);
  });

  test('a page holds at most 1 MB', () => {
    const { write, filter } = world();
    const long = 'x'.repeat(400_000);
    write(long, long, long);
    expect(filter({}).events).toHaveLength(2);
  });

  test('a group that does not exist is a ResourceNotFoundException', () => {
    expect(() => world().filter({ logGroupName: '/ecs/gone' })).toThrow(
      expect.objectContaining({ code: 'ResourceNotFoundException' }),
    );
  });

  test.each<FilterLogEventsRequest>([
    { logGroupIdentifier: '/ecs/shop' },
    { logGroupName: undefined },
    { limit: 0 },
    { limit: 10_001 },
    { nextToken: 'mine' },
  ])('AWS refuses %j as an invalid parameter', (input) => {
    expect(() => world().filter(input)).toThrow(expect.objectContaining({ code: 'InvalidParameterException' }));
  });

  test('a token does not serve another request', () => {
    const { write, filter } = world({ pageSize: 1 });
    write('1', '2');
    const { nextToken } = filter({});
    expect(() => filter({ nextToken, filterPattern: '2' })).toThrow('nextToken');
  });

  test('what is not played is refused by name', () => {
    const { filter } = world();
    expect(() => filter({ logStreamNames: ['a'] })).toThrow('FilterLogEvents logStreamNames');
    expect(() => filter({ startFromHead: false })).toThrow('FilterLogEvents startFromHead');
  });
});

describe('a metric filter', () => {
  const properties = (more: Record<string, unknown> = {}, transformation: Record<string, unknown> = {}) => ({
    FilterName: 'errors',
    LogGroupName: '/ecs/shop',
    FilterPattern: 'ERROR',
    MetricTransformations: [{ MetricName: 'ErrorCount', MetricNamespace: 'Shop', MetricValue: '1', ...transformation }],
    ...more,
  });
  const query = {
    namespace: 'Shop',
    name: 'ErrorCount',
    dimensions: {},
    statistic: 'Sum' as const,
    periodSeconds: 60,
    from: START,
    to: START + 10 * MINUTE,
  };

  test('it counts the messages that match', () => {
    const { metrics, write } = world({ metricFilters: [properties()] });
    write('ERROR one', 'INFO two', 'ERROR three');
    expect(metrics.values(query)).toEqual([{ at: START, value: 2 }]);
  });

  // "reported … during a period when logs are ingested but no matching logs are found … If no logs are ingested during a
  // one-minute period, then no value is reported": https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
  test('a minute with messages but no match gets the default value, a silent minute gets nothing', () => {
    const { clock, metrics, write } = world({ metricFilters: [properties({}, { DefaultValue: 0 })] });
    write('INFO one', 'ERROR two', 'INFO three');
    clock.fake.tick(2 * MINUTE);
    write('INFO four', 'INFO five');
    clock.fake.tick(MINUTE);
    expect(metrics.values(query)).toEqual([
      { at: START, value: 1 },
      { at: START + 2 * MINUTE, value: 0 },
    ]);
    expect(metrics.values({ ...query, statistic: 'SampleCount' }).map(({ value }) => value)).toEqual([1, 1]);
  });

  test('it sees its own group only', () => {
    const { logs, metrics } = world({ metricFilters: [properties()] });
    logs.append('/ecs/other', 'a', 'ERROR one');
    expect(metrics.values(query)).toEqual([]);
  });

  test.each([
    [properties({}, { Dimensions: [] }), 'Dimensions'],
    [properties({}, { MetricValue: '$.size' }), 'MetricValue "$.size"'],
    [properties({ FilterPattern: '{ $.a = 1 }' }), 'a JSON pattern'],
    [properties({ ApplyOnTransformedLogs: true }), 'ApplyOnTransformedLogs'],
    [properties({ LogGroupName: '/ecs/gone' }), 'There is no log group /ecs/gone'],
    [properties({ MetricTransformations: [] }), '0 MetricTransformations'],
  ])('what it does not play is refused by name: %#', (given, message) => {
    expect(() => world({ metricFilters: [given] })).toThrow(message);
  });
});

// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html
test('groups are found by how their names begin, in the order of their names', () => {
  const { DescribeLogGroups } = world({ groups: ['/ecs/shop/b', '/ecs/shop', '/rds/shop'] }).logs.operations;
  const names = (logGroupNamePrefix?: string) =>
    DescribeLogGroups(logGroupNamePrefix === undefined ? {} : { logGroupNamePrefix }).logGroups?.map(
      ({ logGroupName }) => logGroupName,
    );
  expect(names('/ecs/shop')).toEqual(['/ecs/shop', '/ecs/shop/b']);
  expect(names('/gone')).toEqual([]);
  expect(names()).toHaveLength(3);
  expect(() => DescribeLogGroups({ logGroupNamePattern: 'shop' })).toThrow('logGroupNamePattern');
  const many = Array.from({ length: 51 }, (_, index) => `/ecs/${index}`);
  expect(() => world({ groups: many }).logs.operations.DescribeLogGroups({})).toThrow('several pages');
});

test('writing to a group that does not exist, or asking for pages that never hold an event, is refused', () => {
  expect(() => world().logs.append('/ecs/gone', 'a', 'b')).toThrow('There is no log group /ecs/gone');
  expect(() => world({ emptyPageEvery: 1 })).toThrow('emptyPageEvery is 1');
});
