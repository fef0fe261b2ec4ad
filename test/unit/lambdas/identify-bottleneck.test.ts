import { describeBottleneck, type MetricName, summarise } from '../../../lambdas/identify-bottleneck/decide';
import type { Point } from '../../../lambdas/shared/metrics';
import { ALARM_AT, at, seen, unseen } from '../../support/incidents';

/** A value for each of the minutes that end with the alarm. */
const minutes = (...values: number[]): Point[] =>
  values.map((value, index) => ({ at: at(60 * (index - values.length)), value }));
const constant = (value: number) => minutes(...Array.from({ length: 60 }, () => value));

const describeWith = (over: Partial<Record<MetricName, Point[]>> = {}) =>
  describeBottleneck({
    series: seen({
      serviceCpu: constant(35),
      serviceMemory: constant(50),
      databaseCpu: constant(12),
      databaseConnections: constant(24),
      databaseMemory: constant(2 ** 31),
      ...over,
    }),
    minutes: 60,
    to: ALARM_AT,
    service: 'trading',
    database: 'prod-db',
  });

test('the highest percentage above 80 is the bottleneck, and everything else is told after it', () => {
  const serviceMemory = minutes(...Array.from({ length: 55 }, () => 60), 90, 92, 94, 96, 98);
  expect(describeWith({ serviceMemory, serviceCpu: constant(85) })).toMatchObject({
    outcome: 'continue',
    finding:
      'The bottleneck is the memory of trading, 94 / 62.8 / 98 %; CPU of trading 85 / 85 / 85 %; CPU of prod-db 12 / 12 / 12 %; 24 database connections (peak 24); 2048 MiB of database memory free (last 5 min, average and peak of 60 min).',
  });
});

test('nothing above 80 % is said, with the highest', () => {
  expect(describeWith().finding).toMatch(/^Nothing seen is above 80 %: the highest is the memory of trading, 50 \/ 50/);
});

test('80 % itself is not above it', () => {
  expect(describeWith({ serviceCpu: constant(80) }).finding).toMatch(/^Nothing seen is above 80 %/);
});

test('a peak that is over is no bottleneck now', () => {
  expect(describeWith({ serviceCpu: minutes(99, 99, 10, 10, 10, 10, 10) }).finding).toMatch(/^Nothing seen is above/);
});

test('the database can be the bottleneck', () => {
  expect(describeWith({ databaseCpu: constant(97) }).finding).toMatch(/^The bottleneck is the CPU of prod-db, 97/);
});

test('no data is said as such, with what it means, and never read as idle', () => {
  const { finding } = describeWith({ serviceCpu: [], serviceMemory: [], databaseConnections: [], databaseMemory: [] });
  expect(finding).toContain('CPU of trading: no data (AWS/ECS reports none while no task runs)');
  expect(finding).toContain('memory of trading: no data');
  expect(finding).toContain('database connections: no data; free database memory: no data');
});

test('without any data no bottleneck can be named', () => {
  expect(describeWith({ serviceCpu: [], serviceMemory: [], databaseCpu: [] }).finding).toMatch(
    /^No bottleneck can be named; CPU of trading: no data/,
  );
});

test('metrics that cannot be read are said so, and do not stop the runbook', () => {
  const series = unseen('AccessDenied: no');
  expect(describeBottleneck({ series, minutes: 60, to: ALARM_AT, service: 'a', database: 'b' })).toEqual({
    outcome: 'continue',
    finding: 'Could not read the metrics: AccessDenied: no.',
  });
});

describe('a series is summed up', () => {
  test('by its last five minutes, its average and its peak', () => {
    expect(summarise(minutes(100, 0, 10, 20, 30, 40), ALARM_AT)).toEqual({ latest: 20, average: 200 / 6, peak: 100 });
  });

  test('not at all when its last value is older than ten minutes: it does not tell how things are now', () => {
    const old = [{ at: at(-601), value: 99 }];
    expect(summarise(old, ALARM_AT)).toBeUndefined();
    expect(summarise([{ at: at(-600), value: 99 }], ALARM_AT)).toMatchObject({ latest: 99 });
  });
});
