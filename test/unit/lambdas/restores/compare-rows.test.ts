import { compareRows, couldNotCompare, decideRows, type Rows } from '../../../../lambdas/compare-rows/decide';
import { restoreReport } from '../../../../lambdas/compare-rows/report';
import { decideSwitched } from '../../../../lambdas/verify-switch/decide';
import { copy, INSTANCE, NOW, plan, switching } from './world';

const count = (tables: Record<string, number>, notCounted: Record<string, string> = {}) => ({
  at: '2026-11-19T20:00:00Z',
  tables,
  notCounted,
});
const rows = (tables: Record<string, number>, notCounted: Record<string, string> = {}): Rows => ({
  tables,
  notCounted,
});
const compare = (beside: Parameters<typeof compareRows>[0], now: Rows) =>
  Object.fromEntries(compareRows(beside, now).map(({ table, is }) => [table, is]));

test('every table is equal, missing, fewer, more or new', () => {
  const beside = { before: count({ a: 1, b: 2, c: 3, d: 4 }) };
  expect(compare(beside, rows({ a: 1, c: 2, d: 5, e: 6 }))).toEqual({
    a: 'equal',
    b: 'missing',
    c: 'fewer',
    d: 'more',
    e: 'new',
  });
});

test.each([
  [10, 'equal'],
  [15, 'equal'],
  [20, 'equal'],
  [9, 'fewer'],
  [21, 'more'],
])('a table that was written during the backup, from 10 to 20 rows, with %i is %s', (has, is) => {
  for (const [before, after] of [
    [10, 20],
    [20, 10],
  ] as const) {
    expect(compare({ before: count({ a: before }), after: count({ a: after }) }, rows({ a: has }))).toEqual({ a: is });
  }
});

test('a table that was not counted then, or cannot be counted now, is not compared', () => {
  const beside = { before: count({ b: 1 }, { a: 'somebody held it' }) };
  expect(compare(beside, rows({ a: 5 }, { b: 'there was no time left' }))).toEqual({
    a: 'not compared',
    b: 'not compared',
  });
  expect(compare(beside, rows({ b: 1 }))).toEqual({ a: 'not compared', b: 'equal' });
});

test('equal goes on; anything else is for people, with numbers; not compared is unknown', () => {
  const decide = (now: Rows) =>
    decideRows('the-copy', compareRows({ before: count({ a: 3000, b: 1 }) }, now), now, 'restores/x.md');
  expect(decide(rows({ a: 3000, b: 1 }))).toMatchObject({
    outcome: 'continue',
    finding: expect.stringContaining('3,001 rows in 2 tables'),
  });
  expect(decide(rows({ a: 2995, b: 1 }))).toMatchObject({
    outcome: 'escalate',
    verdict: 'not-fixed',
    finding: expect.stringContaining('a: 2,995 rows, 5 fewer than the 3,000 beside the snapshot'),
  });
  expect(decide(rows({ a: 3000 }, { b: 'somebody held it' }))).toMatchObject({
    outcome: 'escalate',
    verdict: 'unknown',
  });
  const none = rows({});
  expect(decideRows('the-copy', compareRows({ before: count({}) }, none), none, 'k')).toMatchObject({
    verdict: 'unknown',
  });
});

test('without counts beside it nothing is called a success', () => {
  const result = couldNotCompare('the-copy', 'nobody counts rows at a point in time', rows({ a: 1 }), 'k');
  expect(result).toMatchObject({ outcome: 'escalate', verdict: 'unknown' });
  expect(result.finding).toContain('Could not compare: nobody counts rows at a point in time');
  expect(result.finding).not.toMatch(/equal|success|fixed|restored well/);
});

test('the report has everything: rows, setup, owner, expiry, switch-over, deletion', () => {
  const about = { plan: plan(), incidentId: 'data-recovery-1', endpoint: 'h:5432', at: NOW, because: undefined };
  const report = restoreReport({ ...about, compared: compareRows({ before: count({ a: 2 }) }, rows({ a: 1 })) });
  for (const says of [
    '**not the same**: a: 1 rows, 1 fewer',
    '| a | 2 | 1 | **fewer** |',
    '- parameter group: prod-pg15',
    '- security groups: sg-1, sg-2',
    'Owner: backend. Expires on 27 Nov 2026',
    'start switch-database --to prod-db-restored-20261120-1001',
    'delete-db-instance --db-instance-identifier prod-db-restored-20261120-1001',
  ])
    expect(report).toContain(says);
  expect(restoreReport({ ...about, compared: [], because: 'no counts' })).toContain('**could not compare**: no counts');
});

describe('after a switch-over', () => {
  const has = rows({ a: 5 });
  const decide = (before: number, holder = copy()) =>
    decideSwitched(switching(), holder, has, compareRows({ before: count({ a: before }) }, has));

  test('more rows than beside the snapshot are what the services wrote since; fewer are not', () => {
    expect(decide(5).outcome).toBe('continue');
    expect(decide(4).outcome).toBe('continue');
    expect(decide(6)).toMatchObject({ outcome: 'escalate', verdict: 'not-fixed' });
  });

  test('it is the restored one that has to answer', () => {
    expect(decide(5, INSTANCE)).toMatchObject({ outcome: 'escalate', verdict: 'unknown' });
  });

  test('rows that could not be compared are said', () => {
    expect(decideSwitched(switching(), copy(), has, 'no row counts lie beside it').finding).toContain(
      'could not be compared',
    );
  });
});
