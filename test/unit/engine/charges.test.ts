import { itemBytes } from '../../../rehearsal/engine/aws/dynamodb/units';
import { Meter } from '../../../rehearsal/engine/cost';
import { type Latency, latency, scaled, servicesWithLatency } from '../../../rehearsal/engine/latency';
import { prices } from '../../../rehearsal/engine/prices';

const rows = Object.entries(latency).filter((entry): entry is [string, Latency] => typeof entry[1] !== 'function');

describe('virtual time', () => {
  test.each([
    ...rows,
    ...servicesWithLatency.map((service): [string, Latency] => [service, latency.apiCall(service, 'Any')]),
    ['a cold start', latency.lambdaColdStart({ bundleBytes: 300_000, memoryMb: 512 })] as [string, Latency],
  ])('%s has a number, a source, a date and a standing', (_, row) => {
    expect(row.ms).toBeGreaterThan(0);
    expect(row.source).not.toBe('');
    expect(row.date).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(row.standing === 'documented' ? row.source : 'https://').toMatch(/https:\/\/|SDK client/);
  });

  // About 250 ms for three bundled SDK clients: https://speedrun.nobackspacecrew.com/blog/2025/07/21/the-fastest-node-22-lambda-coldstart-configuration.html
  // 100-150 ms for an empty handler: https://www.decodednode.com/2026/01
  test('a cold start agrees with what others measured', () => {
    const empty = latency.lambdaColdStart({ bundleBytes: 500, memoryMb: 512 }).ms;
    expect(empty).toBeGreaterThanOrEqual(100);
    expect(empty).toBeLessThanOrEqual(150);
    expect(latency.lambdaColdStart({ bundleBytes: 300_000, memoryMb: 512 }).ms).toBe(250);
  });

  // 30 s: SDK client-ecs RegisterTaskDefinition documentation, stopTimeout
  test('tripled, everything takes three times as long but what AWS fixes', () => {
    const slow = scaled(3);
    for (const [name, row] of rows) {
      const fixed = ['alarmEvaluationInterval', 'taskStopGrace'].includes(name);
      expect(slow[name as 'snsDelivery'].ms).toBe(fixed ? row.ms : row.ms * 3);
    }
    expect(slow.taskStopGrace.ms).toBe(30_000);
    expect(slow.apiCall('ecs', 'UpdateService').ms).toBe(3 * latency.apiCall('ecs', 'UpdateService').ms);
    expect(slow.lambdaColdStart({ bundleBytes: 300_000, memoryMb: 512 }).ms).toBe(750);
  });

  test.each([1.07, 1.5, 0.33])(
    'by %s, what is waited for is still whole milliseconds, which the clock counts in',
    (factor) => {
      const ms = Object.values(scaled(factor)).flatMap((one) => (typeof one === 'function' ? [] : [one.ms]));
      expect(ms.filter((each) => !Number.isInteger(each))).toEqual([]);
      expect(Math.min(...ms)).toBeGreaterThan(0);
    },
  );

  test('a service without a number is refused by name, and so is a factor that would stop time', () => {
    expect(() => latency.apiCall('redshift', 'ExecuteStatement')).toThrow('the latency of redshift ExecuteStatement');
    expect(() => scaled(0)).toThrow('not by 0');
  });
});

test.each(Object.entries(prices))('the price of %s says where it is from', (_, price) => {
  expect(price.usd).toBeGreaterThanOrEqual(0);
  expect(price.source).not.toBe('');
  expect(price.date).toMatch(/^\d{4}-\d\d-\d\d$/);
});

describe('the bill', () => {
  const quantity = (meter: Meter, name: string) => meter.lines().find((line) => line.what.startsWith(name))?.quantity;

  // Example on https://aws.amazon.com/lambda/pricing/: 3 million requests of 120 ms at 1,536 MB are 540,000 GB-seconds
  test('a function is billed as in the example of AWS', () => {
    const meter = new Meter();
    for (let i = 0; i < 1000; i++) meter.invocation({ ms: 120, memoryMb: 1536 });
    expect(quantity(meter, 'lambdaGbSecond')).toBeCloseTo(540_000 / 3000, 6);
    expect(quantity(meter, 'lambdaRequest')).toBe(1000);
  });

  // https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/: billed duration = init + invoke, rounded up
  test('a cold start is billed with its init phase, up to the next millisecond', () => {
    const meter = new Meter();
    meter.invocation({ ms: 20.2, initMs: 250.3, memoryMb: 1024 });
    expect(quantity(meter, 'lambdaGbSecond')).toBeCloseTo(0.271, 9);
  });

  // Sizes and units: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
  const item = (kilobytes: number) => ({ k: { S: 'x'.repeat(kilobytes * 1024 - 1) } });
  test.each([
    ['8 KB, strongly consistent', { ConsistentRead: true }, item(8), 2],
    ['8 KB, eventually consistent', {}, item(8), 1],
    ['3.5 KB, strongly consistent', { ConsistentRead: true }, item(3.5), 1],
    ['10 KB, strongly consistent', { ConsistentRead: true }, item(10), 3],
    ['nothing found, strongly consistent', { ConsistentRead: true }, undefined, 1],
  ])('reading %s', (_, input, Item, units) => {
    const meter = new Meter();
    meter.call('dynamodb', 'GetItem', input, { Item });
    expect(quantity(meter, 'dynamoDbReadUnit')).toBe(units);
  });

  // 1 KB is 1 unit, 3 KB are 3, and 6 in a transaction: https://aws.amazon.com/dynamodb/pricing/provisioned/
  test.each([
    ['PutItem', { Item: item(1) }, 1],
    ['PutItem', { Item: item(3) }, 3],
    ['DeleteItem', { Key: { pk: { S: 'a' } } }, 1],
    ['TransactWriteItems', { TransactItems: [{ Put: { Item: item(3) } }] }, 6],
    ['TransactWriteItems', { TransactItems: [{ Put: { Item: item(1) } }, { Delete: { Key: {} } }] }, 4],
  ])('%s of known size', (operation, input, units) => {
    const meter = new Meter();
    meter.call('dynamodb', operation, input);
    expect(quantity(meter, 'dynamoDbWriteUnit')).toBe(units);
  });

  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
  test('an item weighs its names and values', () => {
    expect(itemBytes({ name: { S: 'né' }, n: { N: '1234' }, ok: { BOOL: true } })).toBe(4 + 3 + 1 + 3 + 2 + 1);
    expect(itemBytes({ l: { L: [{ S: 'ab' }, { NULL: true }] } })).toBe(1 + 3 + 1 + 2 + 1 + 1);
  });

  // $0.0285 for 1,000 transitions in Mumbai, $0.71 for a million writes: the Price List figures beside the rows of prices.ts
  test('an incident is the sum of its lines, dearest first', () => {
    const meter = new Meter();
    meter.transition(40);
    meter.call('dynamodb', 'PutItem', { Item: item(1) });
    meter.call('ecs', 'DescribeServices');
    meter.delivery('email');
    meter.delivery('sms');
    meter.event();
    meter.trace();
    const lines = meter.lines();
    expect(lines[0]).toEqual({ what: 'stateTransition: Standard state transition', quantity: 40, usd: 40 * 0.0000285 });
    expect(lines.at(-1)).toMatchObject({ what: expect.stringContaining('SMS'), quantity: 1, usd: 0 });
    expect(meter.usd()).toBeCloseTo(40 * 0.0000285 + 0.00000071 + 0.00002 + 0.000005, 12);
  });

  // https://docs.aws.amazon.com/whitepapers/latest/best-practices-api-gateway-private-apis-integration/cost-optimization.html:
  // $1.00 for a million requests in us-east-1, in increments of 512 KB
  test('a request to an HTTP API is billed for every 512 KB begun', () => {
    const meter = new Meter();
    for (const bytes of [0, 512 * 1024, 512 * 1024 + 1]) meter.apiRequest(bytes);
    expect(quantity(meter, 'httpApiRequest')).toBe(4);
    expect(meter.usd()).toBeCloseTo(0.000004, 12);
  });

  // https://aws.amazon.com/cloudwatch/pricing/: GetMetricData by metric requested; https://aws.amazon.com/sns/pricing/: 64 KB a request
  test('metrics are billed by metric and messages by 64 KB', () => {
    const meter = new Meter();
    meter.call('cloudwatch', 'GetMetricData', {
      MetricDataQueries: [
        { Id: 'a', MetricStat: {} },
        { Id: 'b', MetricStat: {} },
        { Id: 'c', Expression: 'a/b' },
      ],
    });
    meter.call('monitoring', 'DescribeAlarms');
    meter.call('sns', 'Publish', { Message: 'x'.repeat(65_537) });
    expect(quantity(meter, 'getMetricData')).toBe(2);
    expect(quantity(meter, 'cloudWatchRequest')).toBe(1);
    expect(quantity(meter, 'snsPublish')).toBe(2);
  });

  test('what has no price is refused by name', () => {
    const meter = new Meter();
    expect(() => meter.call('events', 'PutEvents')).toThrow('the price of events PutEvents');
    expect(() => meter.delivery('firehose')).toThrow('an SNS delivery by firehose');
  });
});
