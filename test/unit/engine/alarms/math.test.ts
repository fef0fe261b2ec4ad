import { parseExpression } from '../../../../rehearsal/engine/alarms/expression';
import { calculate } from '../../../../rehearsal/engine/alarms/math';

const MINUTE = 60_000;

/** Works out an expression over series written as AWS's page does: `30, -, 0`. */
function work(
  expression: string,
  series: Record<string, string>,
  first = Date.UTC(2026, 10, 20),
  stepMs = MINUTE,
): string {
  const rows = Object.entries(series).map(([id, row]) => [id, row.split(', ')] as const);
  const times = (rows[0]?.[1] ?? []).map((_, index) => first + index * stepMs);
  const maps = new Map(
    rows.map(([id, row]) => {
      const points = row.flatMap((mark, index) => (mark === '-' ? [] : [[times[index] ?? 0, Number(mark)] as const]));
      return [id, new Map(points)];
    }),
  );
  const result = calculate(parseExpression(expression, 'Test'), times, (id) => maps.get(id) ?? new Map());
  return times.map((at) => result.get(at) ?? '-').join(', ');
}

// Rows of "Comparison and logical operators" and "Using IF expressions":
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
const COMPARED = { metric1: '30, 20, 0, 0', metric2: '20, -, 20, -' };
const CHOSEN = { metric1: '1, 1, 0, 0, -', metric2: '30, -, 0, 0, 30', metric3: '0, 0, 20, -, 20' };
test.each([
  ['metric1 < metric2', COMPARED, '0, 0, 1, 0'],
  ['metric1 >= 30', COMPARED, '1, 0, 0, 0'],
  ['metric1 > 15 AND metric2 > 15', COMPARED, '1, 0, 0, 0'],
  ['IF(metric1, metric2, metric3)', CHOSEN, '30, 0, 20, -, -'],
  ['IF(metric1, 5, metric3)', CHOSEN, '5, 5, 20, -, -'],
  ['IF(metric1, metric2, 5)', CHOSEN, '30, 0, 5, 5, -'],
])('%s gives what AWS documents', (expression, series, expected) => {
  expect(work(expression, series)).toBe(expected);
});

// The rules of the same page, in words: "is dropped … if metric3 is omitted"; "[IF(scalar1, metric2, metric3)] has the value
// of metric2, if scalar1 is TRUE … is an empty time series, if metric3 is omitted"; "Missing values in a time series are
// treated as 0"; "to divide by zero, the data point is dropped"; AND, OR and their truth (0 is false, all else true).
test.each([
  ['IF(metric1, metric2)', CHOSEN, '30, 0, -, -, -'],
  ['IF(1, metric2, metric3)', CHOSEN, '30, -, 0, 0, 30'],
  ['IF(0, metric2, metric3)', CHOSEN, '0, 0, 20, -, 20'],
  ['IF(0, metric2)', CHOSEN, '-, -, -, -, -'],
  ['metric1 + metric2', COMPARED, '50, 20, 20, 0'],
  ['metric2 - metric1', COMPARED, '-10, -20, 20, 0'],
  ['metric2 / metric1', COMPARED, `${20 / 30}, 0, -, -`],
  ['-metric1 * 2 + 1', COMPARED, '-59, -39, 1, 1'],
  ['(metric1 + 2) * 3', COMPARED, '96, 66, 6, 6'],
  ['metric1 == 30 OR metric2 == 20', COMPARED, '1, 0, 1, 0'],
  ['metric1 != 0', COMPARED, '1, 1, 0, 0'],
  ['metric1 <= 20', COMPARED, '0, 1, 1, 1'],
  ['FILL(metric2, 10)', COMPARED, '20, 10, 20, 10'],
  ['FILL(metric2, -1)', COMPARED, '20, -1, 20, -1'],
  ['MAX([metric1, metric2])', COMPARED, '30, 20, 20, 0'],
  ['SUM([metric1, metric2, metric1])', COMPARED, '80, 40, 20, 0'],
  ['SUM([FILL(metric2, 5), metric1]) / 2', COMPARED, '25, 12.5, 10, 2.5'],
  ['FILL(metric3, REPEAT)', CHOSEN, '0, 0, 20, 20, 20'],
])('%s follows the rules AWS gives in words', (expression, series, expected) => {
  expect(work(expression, series)).toBe(expected);
});

// A rate of errors that is 0 where nobody asked for anything; "is dropped" does not apply, the condition always has a point.
test('a rate over filled counts has a value in every period', () => {
  const counts = { requests: '10, -, 0, 4', errors: '1, -, -, -' };
  const rate = 'IF(FILL(requests, 0) > 0, 100 * FILL(errors, 0) / requests, 0)';
  expect(work(rate, counts)).toBe('10, 0, 0, 0');
  expect(work(rate, { requests: '-, -', errors: '-, -' })).toBe('0, 0');
  expect(work(rate, { requests: '-, 8', errors: '-, 2' }, Date.UTC(2026, 10, 20), 300_000)).toBe('0, 25');
});

test('a gap before the first value has nothing to repeat', () => {
  expect(work('FILL(m1, REPEAT)', { m1: '-, 7, -' })).toBe('-, 7, 7');
});

// "Days of the week are numbered 1 to 7 (Monday to Sunday) and hours 0-23", with the expression of that page:
// https://aws.amazon.com/blogs/mt/enhance-cloudwatch-metrics-with-metric-math-functions/
// Days of the week by the calendar: 20 November 2026 is a Friday.
describe('the calendar in an expression', () => {
  const HOUR = 60 * MINUTE;
  const DAY = 24 * HOUR;
  const friday = Date.UTC(2026, 10, 20);

  test('days count from Monday, in UTC', () => {
    expect(work('DAY(m1)', { m1: '-, -, -, -' }, friday, DAY)).toBe('5, 6, 7, 1');
  });

  test('hours and minutes are those of the start of the period, whether or not it has data', () => {
    expect(work('HOUR(m1)', { m1: '1, -, 1' }, friday + 23 * HOUR, HOUR)).toBe('23, 0, 1');
    expect(work('MINUTE(m1)', { m1: '1, -, 1' }, friday + 58 * MINUTE)).toBe('58, 59, 0');
  });

  test('an alarm can be limited to working hours', () => {
    const expression = 'IF((DAY(m1)<6 AND (HOUR(m1)>=9 AND HOUR(m1)<17)),m1)';
    expect(work(expression, { m1: '4, 5, 6' }, friday + 8 * HOUR, HOUR)).toBe('-, 5, 6');
    expect(work(expression, { m1: '4, 5, 6' }, friday + DAY + 8 * HOUR, HOUR)).toBe('-, -, -');
  });

  test('inside the hours a missing value becomes 0, outside them it stays missing', () => {
    expect(work('IF(HOUR(m1) >= 9, m1)', { m1: '-, -, 6' }, friday + 8 * HOUR, HOUR)).toBe('-, 0, 6');
  });
});

test.each([
  ['SUM(METRICS())', '"METRICS"|the function SUM|the function METRICS'],
  ['MAX(m1)', 'MAX of anything but a list, "m1" at position 4,'],
  ['SUM([m1, 5])', 'SUM of a number'],
  ['SUM([])', '"]" at position 5'],
  ['AVG([m1, m2])', 'the function AVG'],
  ['[m1, m2]', '"\\[" at position 0'],
  ['m1 ^ 2', '"\\^" at position 3'],
  ['m1 && m2', '"&" at position 3'],
  ['m1 > 1 AND m2 > 1 OR m3 > 1', 'AND beside OR without parentheses'],
  ['1 < m1 < 2', 'a comparison of a comparison'],
  ['FILL(m1, LINEAR)', '"LINEAR" at position 9'],
  ['FILL(m1, m2)', 'FILL with a time series'],
  ['5 * 2', 'a single number'],
  ['IF(1, m1, 2)', 'IF with a number as condition and as result'],
  ['HOUR(5)', 'HOUR of a number'],
  ['(m1 + m2', 'the end where "\\)" is needed'],
  ['m1 m2', '"m2" at position 3'],
  ['', 'the end in ""'],
])('%s is refused by name', (expression, what) => {
  expect(() => parseExpression(expression, 'Alarm x')).toThrow(new RegExp(`Alarm x: .*(${what}).*It plays`));
});
