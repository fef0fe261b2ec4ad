import { Metrics, STATISTICS } from '../../../../rehearsal/engine/alarms/metrics';
import { VirtualClock } from '../../../../rehearsal/engine/clock';

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 20, 4);
const METRIC = { namespace: 'Shop', name: 'Latency', dimensions: { Service: 'web' } };

function store() {
  const clock = new VirtualClock(START);
  const metrics = new Metrics(clock);
  const put = (value: number, at: number) => metrics.put({ ...METRIC, value, at });
  return { clock, metrics, put };
}

const query = { ...METRIC, statistic: 'Sum' as const, periodSeconds: 60, from: START, to: START + 10 * MINUTE };

// The definitions of the statistics: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
test('each statistic is taken over the data of its period', () => {
  const { metrics, put } = store();
  for (const value of [4, 1, 7]) put(value, START + 1000);
  const values = STATISTICS.map((statistic) => metrics.values({ ...query, statistic })[0]?.value);
  expect(values).toEqual([12, 4, 7, 1, 3]);
});

test('a period without data is absent, and data put out of order still fall into their period', () => {
  const { metrics, put } = store();
  put(3, START + 2 * MINUTE);
  put(1, START);
  put(2, START + 59_999);
  expect(metrics.values(query)).toEqual([
    { at: START, value: 3 },
    { at: START + 2 * MINUTE, value: 3 },
  ]);
});

test('the start is rounded down to its period, the end is exclusive', () => {
  const { metrics, put } = store();
  for (let minute = 0; minute < 20; minute++) put(1, START + minute * MINUTE);
  const values = metrics.values({ ...query, periodSeconds: 300, from: START + 7 * MINUTE, to: START + 15 * MINUTE });
  expect(values).toEqual([
    { at: START + 5 * MINUTE, value: 5 },
    { at: START + 10 * MINUTE, value: 5 },
  ]);
});

test('periods can be counted from another instant than the epoch', () => {
  const { metrics, put } = store();
  for (let minute = 0; minute < 10; minute++) put(minute, START + minute * MINUTE);
  const end = START + 7 * MINUTE;
  expect(metrics.values({ ...query, periodSeconds: 300, from: end - 300_000, to: end, alignedTo: end })).toEqual([
    { at: START + 2 * MINUTE, value: 2 + 3 + 4 + 5 + 6 },
  ]);
});

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#dimension-combinations
test('a metric with one dimension more or less is another metric', () => {
  const { metrics, put } = store();
  put(1, START);
  expect(metrics.values({ ...query, dimensions: {} })).toEqual([]);
  expect(metrics.values({ ...query, dimensions: { Service: 'web', Zone: 'a' } })).toEqual([]);
  expect(metrics.values({ ...query, dimensions: { Service: 'db' } })).toEqual([]);
});

test('the order in which dimensions are written does not matter', () => {
  const { metrics } = store();
  metrics.put({ ...METRIC, dimensions: { A: '1', B: '2' }, value: 1, at: START });
  expect(metrics.values({ ...query, dimensions: { B: '2', A: '1' } })).toHaveLength(1);
});

test('a datum with a publishing delay cannot be seen before it is published', () => {
  const { clock, metrics } = store();
  metrics.put({ ...METRIC, value: 1, at: START }, { visibleAt: START + 90_000 });
  clock.fake.tick(89_999);
  expect(metrics.values(query)).toEqual([]);
  clock.fake.tick(1);
  expect(metrics.values(query)).toEqual([{ at: START, value: 1 }]);
});

test('a value that is not a number is refused', () => {
  const { put } = store();
  expect(() => put(Number.NaN, START)).toThrow('Shop Latency');
});
