import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRotaCalendar } from '../../../environments/rota-calendar';

const ZONE = 'Asia/Kolkata';
const file = (...lines: readonly string[]): Uint8Array => Buffer.from([...lines, ''].join('\r\n'));
const calendar = (...lines: readonly string[]): Uint8Array =>
  file('BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//example//EN', ...lines, 'END:VCALENDAR');
/** One event; a property that is given replaces its namesakes. */
const event = (...given: readonly string[]): string[] => {
  const named = (line: string) => line.split(/[;:]/, 1)[0];
  const usual = [
    'UID:week-47',
    'SUMMARY:trading-primary / trading-backup',
    'DTSTART;TZID=Asia/Kolkata:20261116T090000',
    'DTEND;TZID=Asia/Kolkata:20261123T090000',
  ];
  const kept = usual.filter((line) => !given.some((other) => named(other) === named(line)));
  return ['BEGIN:VEVENT', ...kept, ...given, 'END:VEVENT'];
};
const read = (...lines: readonly string[]) => readRotaCalendar(calendar(...event(...lines)), ZONE, 101);
const shifts = (...lines: readonly string[]) => {
  const { shifts, complaints } = read(...lines);
  expect(complaints).toEqual([]);
  return shifts.map(({ from, until }) => `${new Date(from).toISOString()} ${new Date(until).toISOString()}`);
};

describe('an event is a shift', () => {
  test('from its start to its end, of the contacts that its summary names', () => {
    expect(read()).toEqual({
      shifts: [
        {
          from: Date.parse('2026-11-16T09:00:00+05:30'),
          until: Date.parse('2026-11-23T09:00:00+05:30'),
          primary: 'trading-primary',
          backup: 'trading-backup',
          event: '"week-47"',
        },
      ],
      complaints: [],
    });
  });

  test('also without a backup', () => {
    const [shift] = read('SUMMARY:cto').shifts;
    expect(shift).toMatchObject({ primary: 'cto' });
    expect(shift).not.toHaveProperty('backup');
  });

  test('in whole days of the zone of the calendar', () => {
    expect(shifts('DTSTART;VALUE=DATE:20261116', 'DTEND;VALUE=DATE:20261118')).toEqual([
      '2026-11-15T18:30:00.000Z 2026-11-17T18:30:00.000Z',
    ]);
  });

  test('in UTC, or by two different clocks', () => {
    expect(shifts('DTSTART:20261116T033000Z', 'DTEND;TZID="Europe/London":20261116T120000')).toEqual([
      '2026-11-16T03:30:00.000Z 2026-11-16T12:00:00.000Z',
    ]);
  });

  test('but not when it is cancelled', () => {
    expect(shifts('STATUS:CANCELLED')).toEqual([]);
  });

  test('whatever else is said of it that moves nothing', () => {
    expect(
      shifts('DESCRIPTION:Ring twice.', 'X-COLOUR;WHO=me:blue', 'BEGIN:VALARM', 'ACTION:DISPLAY', 'END:VALARM'),
    ).toHaveLength(1);
  });

  test('beside a description of its time zone', () => {
    const zone = ['BEGIN:VTIMEZONE', `TZID:${ZONE}`, 'BEGIN:STANDARD', 'END:STANDARD', 'END:VTIMEZONE'];
    expect(readRotaCalendar(calendar(...zone, ...event()), ZONE, 101)).toMatchObject({ shifts: [{}], complaints: [] });
  });
});

describe('lines are read as RFC 5545 folds and escapes them', () => {
  test.each([
    ['after a letter', ['SUMMARY:trading-pri', ' mary / trading', '\t-backup']],
    ['before a space', ['SUMMARY:trading-primary', '  / trading-backup']],
    ['in a name', ['SUMM', ' ARY:trading-primary / trading-backup']],
    ['with names in small letters', ['summary:trading-primary / trading-backup']],
    ['with a parameter that holds a colon', ['SUMMARY;ALTREP="cid:1;2":trading-primary / trading-backup']],
  ])('folded %s', (_, lines) => {
    const given = event(...lines).filter(
      (line) => !line.startsWith('SUMMARY:trading-primary / trading-backup') || lines.includes(line),
    );
    expect(readRotaCalendar(calendar(...given), ZONE, 101)).toMatchObject({
      shifts: [{ primary: 'trading-primary', backup: 'trading-backup' }],
      complaints: [],
    });
  });

  test('folded in the middle of a letter of two octets', () => {
    const whole = calendar(...event('SUMMARY:jürgen'));
    const at = Buffer.from(whole).indexOf(0xc3) + 1;
    const folded = Buffer.concat([whole.subarray(0, at), Buffer.from('\r\n '), whole.subarray(at)]);
    expect(readRotaCalendar(folded, ZONE, 101).shifts).toMatchObject([{ primary: 'jürgen' }]);
  });

  test('with line ends of Unix, as a repository may keep them', () => {
    const unix = Buffer.from(
      Buffer.from(calendar(...event()))
        .toString()
        .replaceAll('\r\n', '\n'),
    );
    expect(readRotaCalendar(unix, ZONE, 101)).toEqual(read());
  });

  test('with escaped commas and semicolons', () => {
    expect(read('SUMMARY:a\\,b / c\\;d').shifts).toMatchObject([{ primary: 'a,b', backup: 'c;d' }]);
  });
});

describe('an event that recurs is a shift each time', () => {
  test('so many times', () => {
    expect(shifts('RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=3').map((shift) => shift.slice(0, 10))).toEqual([
      '2026-11-16',
      '2026-11-30',
      '2026-12-14',
    ]);
  });

  test.each([
    // 09:00 in India is 03:30 in UTC: an end at that very time still counts.
    ['20261130T033000Z', 3],
    ['20261130T032959Z', 2],
  ])('until %s', (until, count) => {
    expect(shifts(`RRULE:FREQ=WEEKLY;UNTIL=${until}`)).toHaveLength(count);
  });

  test('until a date, of whole days', () => {
    const rule = 'RRULE:FREQ=DAILY;UNTIL=20261118';
    expect(shifts('DTSTART;VALUE=DATE:20261116', 'DTEND;VALUE=DATE:20261117', rule)).toHaveLength(3);
  });

  test('on days of the week and of the month', () => {
    const day = ['DTSTART;TZID=Asia/Kolkata:20261116T090000', 'DTEND;TZID=Asia/Kolkata:20261116T170000'];
    const dates = (rule: string) => shifts(...day, rule).map((shift) => shift.slice(5, 10));
    expect(dates('RRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4')).toEqual(['11-16', '11-18', '11-23', '11-25']);
    expect(dates('RRULE:FREQ=MONTHLY;BYDAY=3MO;COUNT=3')).toEqual(['11-16', '12-21', '01-18']);
    expect(dates('RRULE:FREQ=MONTHLY;BYMONTHDAY=16,-1;COUNT=3')).toEqual(['11-16', '11-30', '12-16']);
  });

  test('but for the dates that are taken out', () => {
    const out = ['EXDATE;TZID=Asia/Kolkata:20261123T090000,20261207T090000', 'EXDATE:20261130T033000Z'];
    expect(shifts('RRULE:FREQ=WEEKLY;COUNT=5', ...out).map((shift) => shift.slice(0, 10))).toEqual([
      '2026-11-16',
      '2026-12-14',
    ]);
  });

  test('at the same time by the clock, also when clocks are changed in between', () => {
    // Clocks go back in London on 25 October 2026: 09:00 is 08:00 in UTC before, and 09:00 after.
    const london = ['DTSTART;TZID=Europe/London:20261019T090000', 'DTEND;TZID=Europe/London:20261026T090000'];
    expect(shifts(...london, 'RRULE:FREQ=WEEKLY;COUNT=2')).toEqual([
      '2026-10-19T08:00:00.000Z 2026-10-26T09:00:00.000Z',
      '2026-10-26T09:00:00.000Z 2026-11-02T09:00:00.000Z',
    ]);
  });

  test('as often as is asked for, whatever is taken out', () => {
    const given = calendar(...event('RRULE:FREQ=WEEKLY;COUNT=9', 'EXDATE:20261123T033000Z'));
    expect(readRotaCalendar(given, ZONE, 3).shifts).toHaveLength(3);
  });

  test('no more often than is asked for', () => {
    expect(readRotaCalendar(calendar(...event('RRULE:FREQ=WEEKLY;COUNT=900000')), ZONE, 101).shifts).toHaveLength(101);
  });
});

describe('what is not understood is complained about, by event and field', () => {
  const expected = (...lines: readonly string[]): string => read(...lines).complaints.join('\n');

  test.each([
    ['an end that is missing', ['RRULE:FREQ=WEEKLY'], 'RRULE: given "FREQ=WEEKLY", expected either COUNT or UNTIL'],
    ['two ends', ['RRULE:FREQ=WEEKLY;COUNT=2;UNTIL=20261130T033000Z'], 'expected either COUNT or UNTIL'],
    ['no frequency', ['RRULE:COUNT=2'], 'RRULE FREQ: given nothing, expected DAILY, WEEKLY, MONTHLY or YEARLY'],
    ['a frequency within the day', ['RRULE:FREQ=HOURLY;COUNT=2'], 'RRULE FREQ: given "HOURLY", expected DAILY'],
    ['a count of none', ['RRULE:FREQ=DAILY;COUNT=0'], 'RRULE COUNT: given "0", expected a number from 1'],
    [
      'a part twice',
      ['RRULE:FREQ=DAILY;COUNT=1;COUNT=2'],
      'RRULE COUNT: given "FREQ=DAILY;COUNT=1;COUNT=2", expected it once',
    ],
    [
      'a part nobody reads',
      ['RRULE:FREQ=DAILY;COUNT=2;BYHOUR=9'],
      'RRULE: given "BYHOUR=9", expected parts of these only',
    ],
    ['a day that is none', ['RRULE:FREQ=WEEKLY;COUNT=2;BYDAY=MON'], 'RRULE BYDAY: given "MON", expected days like'],
    [
      'a numbered day of a week',
      ['RRULE:FREQ=WEEKLY;COUNT=2;BYDAY=1MO'],
      'RRULE BYDAY: given "1MO", expected days without',
    ],
    [
      'days of the month by week',
      ['RRULE:FREQ=WEEKLY;COUNT=2;BYMONTHDAY=16'],
      'RRULE BYMONTHDAY: given "16", expected no',
    ],
    [
      'a rule that skips its start',
      ['RRULE:FREQ=WEEKLY;COUNT=2;BYDAY=TU'],
      'expected a rule whose first date is that of DTSTART',
    ],
    [
      'a rule that never holds',
      ['RRULE:FREQ=YEARLY;COUNT=2;BYMONTH=2;BYMONTHDAY=30'],
      'expected a rule whose first date',
    ],
    ['an end as a date', ['RRULE:FREQ=WEEKLY;UNTIL=20261130'], 'RRULE UNTIL: given "20261130", expected a time in UTC'],
    [
      'an end by no clock',
      ['RRULE:FREQ=WEEKLY;UNTIL=20261130T090000'],
      'RRULE UNTIL: given "20261130T090000", expected a date, or',
    ],
    [
      'an end on no day',
      ['RRULE:FREQ=WEEKLY;UNTIL=20261131T033000Z'],
      'RRULE UNTIL: given "20261131T033000Z", expected',
    ],
    [
      'two rules',
      ['RRULE:FREQ=DAILY;COUNT=2', 'RRULE:FREQ=DAILY;COUNT=3'],
      'RRULE: given "FREQ=DAILY;COUNT=3", expected it once',
    ],
    [
      'added dates',
      ['RDATE;TZID=Asia/Kolkata:20261201T090000'],
      'RDATE: given "20261201T090000", expected no property',
    ],
    [
      'a moved occurrence',
      ['RECURRENCE-ID:20261116T033000Z'],
      'RECURRENCE-ID: given "20261116T033000Z", expected no property',
    ],
    ['a length', ['DURATION:P7D'], 'DURATION: given "P7D", expected no property'],
    [
      'a date taken out that is none',
      ['EXDATE:20261117T033000Z'],
      'EXDATE: given "2026-11-17T03:30:00.000Z", expected the start',
    ],
    [
      'a day taken out of times',
      ['EXDATE;VALUE=DATE:20261116'],
      'EXDATE: given "20261116", expected a time, as DTSTART is one',
    ],
    [
      'a zone nobody knows',
      ['DTSTART;TZID=India Standard Time:20261116T090000'],
      'DTSTART;TZID: given "India Standard Time", expected an IANA',
    ],
    [
      'a time by no clock',
      ['DTSTART:20261116T090000'],
      'DTSTART: given "20261116T090000", expected a date (VALUE=DATE), a time in UTC',
    ],
    [
      'a date that is said to be a time',
      ['DTSTART:20261116'],
      'DTSTART: given "20261116", expected a date (VALUE=DATE)',
    ],
    [
      'a time that is said to be a date',
      ['DTSTART;VALUE=DATE:20261116T090000'],
      'DTSTART: given "20261116T090000", expected a date',
    ],
    [
      'a date in a zone',
      ['DTSTART;VALUE=DATE;TZID=Asia/Kolkata:20261116'],
      'DTSTART: given "20261116", expected a date',
    ],
    [
      'a day that does not exist',
      ['DTSTART;TZID=Asia/Kolkata:20261131T090000'],
      'DTSTART: given "20261131T090000", expected',
    ],
    [
      'a value of another kind',
      ['DTSTART;VALUE=PERIOD:20261116T033000Z'],
      'DTSTART: given "20261116T033000Z", expected a date',
    ],
    [
      'a parameter nobody reads',
      ['DTSTART;RANGE=THIS;TZID=Asia/Kolkata:20261116T090000'],
      'DTSTART: given "RANGE=THIS", expected no parameters',
    ],
    [
      'an end before the start',
      ['DTEND:20261116T033000Z'],
      'DTEND: given "20261116T033000Z", expected a time after DTSTART',
    ],
    [
      'an end of another kind',
      ['DTEND;VALUE=DATE:20261118'],
      'DTEND: given "20261118", expected a time, as DTSTART is one',
    ],
    ['three contacts', ['SUMMARY:a / b / c'], 'SUMMARY: given "a / b / c", expected ids of contacts'],
    ['no backup after the stroke', ['SUMMARY:a /'], 'SUMMARY: given "a /", expected ids of contacts'],
    ['nobody', ['SUMMARY:'], 'SUMMARY: given "", expected ids of contacts'],
  ])('%s', (_, lines, words) => {
    expect(expected(...lines)).toContain(`event "week-47", `);
    expect(expected(...lines)).toContain(words);
    expect(read(...lines).shifts).toEqual([]);
  });

  test.each(['SUMMARY', 'DTSTART', 'DTEND'])('an event without %s', (name) => {
    const lines = event().filter((line) => !line.startsWith(name));
    expect(readRotaCalendar(calendar(...lines), ZONE, 101).complaints).toEqual([
      `event "week-47", ${name}: given nothing, expected this property`,
    ]);
  });

  test('a task instead of an event, by its summary where it has no id', () => {
    const { complaints } = readRotaCalendar(calendar('BEGIN:VTODO', 'SUMMARY:Buy milk', 'END:VTODO'), ZONE, 101);
    expect(complaints).toEqual(['event "Buy milk", BEGIN: given "VTODO", expected VEVENT']);
  });

  test('one event beside another that is understood', () => {
    const two = calendar(...event('RRULE:FREQ=WEEKLY'), ...event('UID:week-48'));
    expect(readRotaCalendar(two, ZONE, 101)).toMatchObject({
      shifts: [{ event: '"week-48"' }],
      complaints: [expect.stringContaining('event "week-47", RRULE')],
    });
  });

  test.each([
    ['CALSCALE', 'HEBREW', 'GREGORIAN'],
    ['METHOD', 'CANCEL', 'PUBLISH'],
  ])('a whole calendar with %s:%s', (name, given, expected) => {
    expect(readRotaCalendar(calendar(`${name}:${given}`, ...event()), ZONE, 101).complaints).toEqual([
      `${name}: given "${given}", expected ${expected}`,
    ]);
  });

  test.each([
    ['a line that is none', calendar('Monday me'), 'given "Monday me", expected a line like'],
    [
      'an event that does not end',
      file('BEGIN:VCALENDAR', 'BEGIN:VEVENT', 'END:VCALENDAR'),
      'given "END:VCALENDAR", expected END:VEVENT',
    ],
    ['a calendar that does not end', file('BEGIN:VCALENDAR'), 'given no END for VCALENDAR'],
    ['an end before any beginning', file('END:VCALENDAR'), 'expected END:… after a BEGIN'],
    ['something before the calendar', file('VERSION:2.0'), 'given "VERSION:2.0", expected BEGIN:VCALENDAR before it'],
    ['an empty file', file(''), 'given nothing, expected one VCALENDAR'],
    ['two calendars', Buffer.concat([calendar(), calendar()]), 'given VCALENDAR, VCALENDAR, expected one'],
    ['letters that are none', Buffer.from([0x42, 0xff, 0xfe]), 'expected UTF-8'],
  ])('%s', (_, bytes, words) => {
    const { shifts, complaints } = readRotaCalendar(bytes, ZONE, 101);
    expect(shifts).toEqual([]);
    expect(complaints).toEqual([expect.stringContaining(words)]);
  });
});

test('the example covers its weeks without a gap', () => {
  const example = readFileSync(join(__dirname, '../../../environments/rota/example.ics'));
  const { shifts, complaints } = readRotaCalendar(example, ZONE, 101);
  expect(complaints).toEqual([]);
  const inOrder = shifts.toSorted((one, other) => one.from - other.from);
  expect(inOrder).toHaveLength(12);
  expect(inOrder.slice(1).map(({ from }) => from)).toEqual(inOrder.slice(0, -1).map(({ until }) => until));
  expect(inOrder.filter(({ primary }) => primary === 'team-lead')).toMatchObject([
    { from: Date.parse('2026-12-28T09:00:00+05:30'), until: Date.parse('2027-01-04T09:00:00+05:30') },
  ]);
});
