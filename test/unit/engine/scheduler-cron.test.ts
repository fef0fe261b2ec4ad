import { nextAfter, parseCron } from '../../../rehearsal/engine/scheduler/cron';

const KOLKATA_MS = 5.5 * 3_600_000;

/** The first instants after a moment at which an expression is due, in UTC to the minute. */
function due(expression: string, after: string, count: number, offsetMs = 0): string[] {
  const cron = parseCron(expression, 'Schedule ticking:');
  const instants: number[] = [];
  for (let at = Date.parse(after); instants.length < count; instants.push(at)) at = nextAfter(cron, at, offsetMs);
  return instants.map((at) => new Date(at).toISOString().slice(0, 16));
}

// https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html and
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html, which give expressions and their meanings
test.each([
  [
    'every 15 minutes',
    'cron(0/15 * * * ? *)',
    ['2026-11-20T10:15', '2026-11-20T10:30', '2026-11-20T10:45', '2026-11-20T11:00'],
  ],
  ['at 10:00 every day', 'cron(0 10 * * ? *)', ['2026-11-21T10:00', '2026-11-22T10:00']],
  ['at 18:00 Monday to Friday', 'cron(0 18 ? * 2-6 *)', ['2026-11-20T18:00', '2026-11-23T18:00']],
  ['at 08:00 on the first of the month', 'cron(0 8 1 * ? *)', ['2026-12-01T08:00', '2027-01-01T08:00']],
  ['the 11th, 21st, 31st minute and so on', 'cron(1/10 10 * * ? *)', ['2026-11-20T10:01', '2026-11-20T10:11']],
  [
    'between 08:00 and 17:55, every five minutes, Monday to Friday',
    'cron(0/5 8-17 ? * 2-6 *)',
    ['2026-11-20T10:05', '2026-11-20T10:10'],
  ],
  ['a list', 'cron(5,35 14 * * ? *)', ['2026-11-20T14:05', '2026-11-20T14:35', '2026-11-21T14:05']],
])('%s', (_, expression, expected) => {
  const after = '2026-11-20T10:00Z';
  expect(due(expression, after, expected.length)).toEqual(expected);
});

test('the hours are those of the time zone', () => {
  expect(due('cron(45 8 ? * 2-6 *)', '2026-11-20T04:00Z', 2, KOLKATA_MS)).toEqual([
    '2026-11-23T03:15',
    '2026-11-24T03:15',
  ]);
  // Saturday 00:30 in Kolkata is still Friday in UTC.
  expect(due('cron(30 0 ? * 7 *)', '2026-11-20T04:00Z', 1, KOLKATA_MS)).toEqual(['2026-11-20T19:00']);
});

test('an instant that is due is not its own next one', () => {
  expect(due('cron(0/15 * * * ? *)', '2026-11-20T10:14:59.999Z', 1)).toEqual(['2026-11-20T10:15']);
  expect(due('cron(0/15 * * * ? *)', '2026-11-20T10:15:00.000Z', 1)).toEqual(['2026-11-20T10:30']);
});

test.each([
  ['rate(15 minutes)'],
  ['at(2026-11-20T10:00:00)'],
  ['cron(0/15 * * * ?)'],
  ['cron(0 8 L * ? *)'],
  ['cron(0 8 3W * ? *)'],
  ['cron(0 8 ? * 6#3 *)'],
  ['cron(0 8 ? * MON-FRI *)'],
  ['cron(0 8 1 JAN ? *)'],
  ['cron(0 8 1 * ? 2027)'],
  ['cron(0-30/5 8 * * ? *)'],
])('%s is refused by name', (expression) => {
  expect(() => parseCron(expression, 'Schedule ticking:')).toThrow(
    `The rehearsal does not play Schedule ticking: ${expression}`,
  );
});

test.each([
  ['cron(0 8 * * * *)', 'exactly one of day-of-month and day-of-week must be ?'],
  ['cron(0 8 ? * ? *)', 'exactly one of day-of-month and day-of-week must be ?'],
  ['cron(60 8 * * ? *)', 'minutes is 60; expected values from 0 to 59'],
  ['cron(0 24 * * ? *)', 'hours is 24; expected values from 0 to 23'],
  ['cron(0 17-8 * * ? *)', 'hours is 17-8; expected values from 0 to 23 in rising order'],
  ['cron(0/0 8 * * ? *)', 'minutes is 0/0'],
  ['cron(0 8 0 * ? *)', 'day-of-month is 0; expected values from 1 to 31'],
  ['cron(0 8 ? * 8 *)', 'day-of-week is 8; expected values from 1 to 7'],
])('%s is no expression', (expression, message) => {
  expect(() => parseCron(expression, 'Schedule ticking:')).toThrow(message);
});
