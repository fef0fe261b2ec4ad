import { consoles } from '../../../../lambdas/shared/links';
import { clockTime, counted, dateAndTime, datePath, duration, named } from '../../../../lambdas/shared/wording';
import { ALARM_AT, TASKS_ALARM } from '../../../support/incidents';

test('times are told in India, wherever the function runs', () => {
  expect(clockTime(ALARM_AT)).toBe('10:02:17 IST');
  expect(clockTime('2026-11-20T04:32:17.999Z')).toBe('10:02:17 IST');
  expect(dateAndTime(new Date(ALARM_AT))).toBe('20 Nov 2026 10:02:17 IST');
  expect(dateAndTime('2026-08-31T18:30:00Z')).toBe('1 Sep 2026 00:00:00 IST');
});

test('an instant that is none does not keep the rest of a message from being said', () => {
  expect([clockTime('soon'), dateAndTime(Number.NaN), datePath('')]).toEqual(['unknown', 'unknown', 'unknown']);
});

test('a report after 18:30 UTC belongs to the next day in India', () => {
  expect(datePath('2026-11-20T18:29:59Z')).toBe('2026/11/20');
  expect(datePath('2026-11-20T18:30:00Z')).toBe('2026/11/21');
});

test.each([
  [0, '0 s'],
  [59.4, '59 s'],
  [59.6, '1 min'],
  [250, '4 min 10 s'],
  [3600, '60 min'],
  [-5, '0 s'],
])('%d seconds are "%s"', (seconds, words) => {
  expect(duration(seconds)).toBe(words);
});

test('one task, two tasks', () => {
  expect([counted(0, 'task'), counted(1, 'task'), counted(2, 'task')]).toEqual(['0 tasks', '1 task', '2 tasks']);
});

test('an error is told by its name and its first line, shortened', () => {
  expect(named(Object.assign(new Error(`${'x'.repeat(300)}\nmore`), { name: 'AccessDenied' }))).toBe(
    `AccessDenied: ${'x'.repeat(200)}`,
  );
  expect(named('out of order')).toBe('out of order');
});

test('links open the service, every alarm of the incident, and the log streams of the service', () => {
  const place = {
    region: 'ap-south-1',
    cluster: 'algo-trading-prod-cluster',
    service: 'algo-trading-prod-trading',
    database: null,
    logGroup: '/aws/ecs/algo-trading-prod',
    streamPrefix: 'trading/',
  };
  const host = 'https://ap-south-1.console.aws.amazon.com';
  expect(consoles(place, [TASKS_ALARM]).map(({ url }) => url)).toEqual([
    `${host}/ecs/v2/clusters/algo-trading-prod-cluster/services/algo-trading-prod-trading/health?region=ap-south-1`,
    `${host}/cloudwatch/home?region=ap-south-1#alarmsV2:alarm/algo-trading-prod-trading%2FTooFewRunningTasks`,
    `${host}/cloudwatch/home?region=ap-south-1#logsV2:log-groups/log-group/$252Faws$252Fecs$252Falgo-trading-prod$3FlogStreamNameFilter$3Dtrading$252F`,
  ]);
});
