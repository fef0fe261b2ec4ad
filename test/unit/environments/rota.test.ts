import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prod } from '../../../environments/prod';
import { MOST_SHIFTS, resolveRotation } from '../../../environments/rota';
import { gapsOf, rotaWarnings } from '../../../environments/rota-warnings';
import { EnvironmentError, parseEnvironment } from '../../../environments/schema';

const withTrading = (rotation: unknown) => ({ ...prod, onCall: { ...prod.onCall, trading: rotation } });
const complaints = (rotation: unknown): string[] => {
  try {
    parseEnvironment(withTrading(rotation));
  } catch (error) {
    if (error instanceof EnvironmentError) return error.message.split('\n').slice(1);
    throw error;
  }
  return [];
};
const shift = (from: string, until: string, primary = 'trading-primary', backup = 'trading-backup') => ({
  from,
  until,
  primary,
  backup,
});
const CONTACTS = Object.keys(prod.contacts).join(', ');

describe('shifts of a role', () => {
  test('are dates and times by the clock of the market, put in order', () => {
    const shifts = [
      { from: '2026-11-23T09:00', until: '2026-11-24', primary: 'cto' },
      shift('2026-11-16', '2026-11-23T03:30:00Z'),
    ];
    expect(parseEnvironment(withTrading({ shifts })).onCall.trading).toEqual({
      shifts: [
        shift('2026-11-15T18:30:00.000Z', '2026-11-23T03:30:00.000Z'),
        { from: '2026-11-23T03:30:00.000Z', until: '2026-11-23T18:30:00.000Z', primary: 'cto' },
      ],
    });
  });

  test('are the same when an environment is made from another', () => {
    const once = parseEnvironment(withTrading({ shifts: [shift('2026-11-16', '2026-11-23')] }));
    expect(parseEnvironment(once)).toEqual(once);
  });

  test('may be none at all: that is for the warnings', () => {
    expect(complaints({ shifts: [] })).toEqual([]);
  });

  test('may follow each other at the very instant', () => {
    expect(complaints({ shifts: [shift('2026-11-16', '2026-11-23'), shift('2026-11-23', '2026-11-30')] })).toEqual([]);
  });

  test.each([
    [
      'overlap, both are named',
      [shift('2026-11-16', '2026-11-23'), shift('2026-11-22T21:00', '2026-11-30', 'cto')],
      '  onCall.trading.shifts.0 and onCall.trading.shifts.1: given 16 Nov 2026 00:00 to 23 Nov 2026 00:00 and 22 Nov 2026 21:00 to 30 Nov 2026 00:00, expected shifts that do not overlap',
    ],
    [
      'overlap over one in between, the long one is named',
      [shift('2026-11-01', '2026-11-30'), shift('2026-11-02', '2026-11-03'), shift('2026-11-29', '2026-12-02')],
      '  onCall.trading.shifts.0 and onCall.trading.shifts.2: given 1 Nov 2026 00:00 to 30 Nov 2026 00:00 and 29 Nov 2026 00:00 to 2 Dec 2026 00:00, expected shifts that do not overlap',
    ],
    [
      'end before they begin, that is said',
      [shift('2026-11-23', '2026-11-16')],
      '  onCall.trading.shifts.0: given 23 Nov 2026 00:00 to 16 Nov 2026 00:00, expected until to come after from',
    ],
    [
      'last no time at all, that is said',
      [shift('2026-11-23', '2026-11-23')],
      '  onCall.trading.shifts.0: given 23 Nov 2026 00:00 to 23 Nov 2026 00:00, expected until to come after from',
    ],
    [
      'name nobody as primary, that is said',
      [shift('2026-11-16', '2026-11-23', 'nobody')],
      `  onCall.trading.shifts.0.primary: given "nobody", expected one of contacts: ${CONTACTS}`,
    ],
    [
      'name nobody as backup, that is said',
      [shift('2026-11-16', '2026-11-23', 'cto', 'nobody')],
      `  onCall.trading.shifts.0.backup: given "nobody", expected one of contacts: ${CONTACTS}`,
    ],
    [
      'are on no day that exists, that is said',
      [shift('2026-11-31', '2026-12-01')],
      '  onCall.trading.shifts.0.from: given "2026-11-31", expected a date or date-time that exists, like 2026-11-20 or 2026-11-20T18:00',
    ],
  ])('where they %s', (_, shifts, words) => {
    expect(complaints({ shifts })).toContain(words);
  });

  test.each([
    [
      { shifts: [{ ...shift('2026-11-16', '2026-11-23'), colour: 'blue' }] },
      'onCall.trading.shifts.0.colour: unknown field',
    ],
    [{ shifts: [], primary: 'cto' }, 'onCall.trading.primary: unknown field'],
    [{ shifts: [{ from: '2026-11-16', primary: 'cto' }] }, 'onCall.trading.shifts.0.until: given nothing, expected'],
    [{ shifts: 'none' }, 'onCall.trading.shifts: given "none", expected Array'],
    [{ calendarFile: '../secrets.ics' }, 'onCall.trading.calendarFile: given "../secrets.ics", expected a file below'],
    [
      { calendarFile: 'rota/trading.txt' },
      'onCall.trading.calendarFile: given "rota/trading.txt", expected a file below',
    ],
    [{}, 'onCall.trading.primary: given nothing, expected'],
    ['cto', 'onCall.trading: given "cto", expected Object'],
  ])('is refused by field: %j', (rotation, words) => {
    expect(complaints(rotation)).toContainEqual(expect.stringContaining(`  ${words}`));
  });

  test.each([
    [MOST_SHIFTS, []],
    [
      MOST_SHIFTS + 1,
      ['  onCall.trading: given more than 100 shifts, expected at most 100: every escalation carries the rota'],
    ],
  ])('%d of them', (count, expected) => {
    const day = (n: number) => new Date(Date.UTC(2026, 10, 1 + n)).toISOString();
    const shifts = Array.from({ length: count }, (_, n) => shift(day(n), day(n + 1)));
    expect(complaints({ shifts })).toEqual(expected);
  });
});

describe('shifts in a calendar file', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rota-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const resolve = (...events: readonly (readonly string[])[]) => {
    const lines = events.flatMap((event) => ['BEGIN:VEVENT', ...event, 'END:VEVENT']);
    writeFileSync(join(folder, 'trading.ics'), ['BEGIN:VCALENDAR', ...lines, 'END:VCALENDAR'].join('\r\n'));
    return resolveRotation('onCall.trading', { calendarFile: 'trading.ics' }, prod, folder);
  };
  const day = (uid: string, from: number, until: number, ...more: readonly string[]) => [
    `UID:${uid}`,
    `DTSTART;VALUE=DATE:202611${from}`,
    `DTEND;VALUE=DATE:202611${until}`,
    'SUMMARY:trading-primary / trading-backup',
    ...more,
  ];

  test('become shifts like any others', () => {
    expect(resolve(day('two', 17, 18), day('one', 16, 17))).toEqual({
      rotation: {
        shifts: [
          shift('2026-11-15T18:30:00.000Z', '2026-11-16T18:30:00.000Z'),
          shift('2026-11-16T18:30:00.000Z', '2026-11-17T18:30:00.000Z'),
        ],
      },
      complaints: [],
    });
  });

  test('are found beside the environments, as the example is', () => {
    const { trading } = parseEnvironment(withTrading({ calendarFile: 'rota/example.ics' })).onCall;
    expect(trading).toMatchObject({
      shifts: expect.arrayContaining([expect.objectContaining({ primary: 'team-lead' })]),
    });
  });

  test('that overlap are refused by the names of both events', () => {
    expect(resolve(day('one', 16, 18), day('two', 17, 19)).complaints).toEqual([
      '  onCall.trading.calendarFile: trading.ics, event "one" and onCall.trading.calendarFile: trading.ics, event "two": given 16 Nov 2026 00:00 to 18 Nov 2026 00:00 and 17 Nov 2026 00:00 to 19 Nov 2026 00:00, expected shifts that do not overlap',
    ]);
  });

  test('of one event that overlaps itself are refused once', () => {
    const { complaints } = resolve(day('one', 16, 18, 'RRULE:FREQ=DAILY;COUNT=5'));
    expect(complaints).toHaveLength(1);
  });

  test('of somebody who is no contact are refused once, by the event', () => {
    const stranger = day('one', 16, 17, 'RRULE:FREQ=DAILY;COUNT=5').map((line) => line.replace('-backup', '-nobody'));
    expect(resolve(stranger).complaints).toEqual([
      `  onCall.trading.calendarFile: trading.ics, event "one", SUMMARY: given "trading-nobody", expected one of contacts: ${CONTACTS}`,
    ]);
  });

  test('that are not understood are refused by file, event and field', () => {
    expect(resolve(day('one', 16, 17, 'RRULE:FREQ=DAILY')).complaints).toEqual([
      '  onCall.trading.calendarFile: trading.ics, event "one", RRULE: given "FREQ=DAILY", expected either COUNT or UNTIL: a rota that has no end cannot be written down',
    ]);
  });

  test('more than a hundred times are refused', () => {
    expect(resolve(day('one', 16, 17, 'RRULE:FREQ=DAILY;COUNT=101')).complaints).toEqual([
      '  onCall.trading: given more than 100 shifts, expected at most 100: every escalation carries the rota',
    ]);
  });

  test('in a file that is not there', () => {
    expect(complaints({ calendarFile: 'rota/nobody.ics' })).toEqual([
      '  onCall.trading.calendarFile: given "rota/nobody.ics", expected a file below environments/ that can be read (ENOENT)',
    ]);
  });
});

describe('an owner is told of a rota', () => {
  const MONDAY = Date.parse('2026-11-16T00:00:00+05:30');
  const warnings = (rotation: unknown, at = MONDAY) => rotaWarnings(parseEnvironment(withTrading(rotation)), at);

  test('nothing where somebody is always on call', () => {
    expect(rotaWarnings(prod, MONDAY)).toEqual([]);
    expect(warnings({ shifts: [shift('2026-11-16', '2026-12-01'), shift('2026-12-01', '2026-12-16')] })).toEqual([]);
  });

  test('that nobody has a shift', () => {
    expect(warnings({ shifts: [] })).toEqual(['onCall.trading has no shift: its pages go to the next rung at once.']);
  });

  test('when nobody is on call: before, between and after the shifts of the next 30 days', () => {
    const shifts = [shift('2026-11-17', '2026-11-18'), shift('2026-11-18T21:00', '2026-12-15')];
    expect(warnings({ shifts })).toEqual([
      'onCall.trading: within 30 days nobody is on call 16 Nov 2026 00:00 to 17 Nov 2026 00:00, 18 Nov 2026 00:00 to 18 Nov 2026 21:00, 15 Dec 2026 00:00 to 16 Dec 2026 00:00 (Asia/Kolkata); pages go to the next rung then.',
    ]);
  });

  test('in few words where the gaps are many', () => {
    const shifts = Array.from({ length: 30 }, (_, n) => new Date(MONDAY + n * 86_400_000).toISOString()).map((from) =>
      shift(from, new Date(Date.parse(from) + 8 * 3_600_000).toISOString()),
    );
    expect(warnings({ shifts })).toEqual([expect.stringMatching(/(, .*){2}, and 27 times more \(Asia\/Kolkata\)/)]);
  });

  test('nothing of shifts that are past', () => {
    const past = { shifts: [{ from: '2026-01-01T00:00:00.000Z', until: '2026-02-01T00:00:00.000Z', primary: 'cto' }] };
    expect(gapsOf(past, 1_000 + MONDAY, 2_000 + MONDAY)).toEqual([{ from: 1_000 + MONDAY, until: 2_000 + MONDAY }]);
  });

  test('nothing of shifts that lie beyond', () => {
    const later = { shifts: [{ from: '2027-01-01T00:00:00.000Z', until: '2027-02-01T00:00:00.000Z', primary: 'cto' }] };
    expect(gapsOf(later, MONDAY, MONDAY + 1_000)).toEqual([{ from: MONDAY, until: MONDAY + 1_000 }]);
  });
});
