import { compactCalendar } from '../../../../environments/calendar-schema';
import { nse } from '../../../../environments/nse-calendar';
import {
  type Calendar,
  CalendarError,
  nextYearMissing,
  type Overrides,
  parseCalendar,
  parseOverrides,
  phaseAt,
  quietAt,
  tradingDayOf,
} from '../../../../lambdas/shared/calendar';

const calendar: Calendar = { ...nse, maintenance: { weekday: 'saturday', from: '06:00', to: '08:00' } };

/** An instant of Indian time, as `2026-11-20 10:00`. */
const ist = (local: string): number => Date.parse(`${local.replace(' ', 'T')}:00+05:30`);
const phase = (local: string, overrides: Overrides = {}, of = calendar) => {
  const { until, ...rest } = phaseAt(of, overrides, ist(local));
  return { ...rest, until: new Date(until + 5.5 * 3600_000).toISOString().slice(0, 16).replace('T', ' ') };
};

describe('the phase of the market', () => {
  test.each([
    // An ordinary Friday since 3 August 2026.
    ['2026-11-20 08:59', 'closed', '20 Nov 2026, before the pre-open at 09:00 IST', '2026-11-20 09:00'],
    ['2026-11-20 09:00', 'pre-open', '20 Nov 2026, pre-open until 09:15 IST', '2026-11-20 09:15'],
    ['2026-11-20 10:00', 'session', '20 Nov 2026, continuous trading until 15:15 IST', '2026-11-20 15:15'],
    ['2026-11-20 15:15', 'closing-auction', '20 Nov 2026, closing auction until 15:35 IST', '2026-11-20 15:35'],
    ['2026-11-20 15:35', 'session', '20 Nov 2026, continuous trading until 15:40 IST', '2026-11-20 15:40'],
    ['2026-11-20 15:40', 'closed', '20 Nov 2026, after the close at 15:40 IST', '2026-11-23 09:00'],
    ['2026-11-21 07:00', 'closed', '21 Nov 2026, Saturday', '2026-11-23 09:00'],
    // A Tuesday.
    ['2026-11-24 10:00', 'closed', '24 Nov 2026, holiday: Guru Nanak Jayanti', '2026-11-25 09:00'],
    ['2026-01-15 10:00', 'closed', '15 Jan 2026, holiday: Maharashtra municipal elections', '2026-01-16 09:00'],
    // Before 3 August 2026 there was no closing auction and everything closed at 15:30.
    ['2026-07-31 15:20', 'session', '31 Jul 2026, continuous trading until 15:30 IST', '2026-07-31 15:30'],
    ['2026-08-03 15:20', 'closing-auction', '3 Aug 2026, closing auction until 15:35 IST', '2026-08-03 15:35'],
    // Special sessions: a Sunday, a Saturday, and an hour of a holiday.
    [
      '2026-02-01 10:00',
      'session',
      '1 Feb 2026, continuous trading until 15:30 IST (special session: Union Budget)',
      '2026-02-01 15:30',
    ],
    [
      '2025-02-01 09:05',
      'pre-open',
      '1 Feb 2025, pre-open until 09:15 IST (special session: Union Budget)',
      '2025-02-01 09:15',
    ],
    ['2025-10-21 10:00', 'closed', '21 Oct 2025, before the pre-open at 13:30 IST', '2025-10-21 13:30'],
    [
      '2025-10-21 14:00',
      'session',
      '21 Oct 2025, continuous trading until 14:45 IST (special session: Muhurat)',
      '2025-10-21 14:45',
    ],
    [
      '2026-11-08 03:00',
      'unknown-day',
      '8 Nov 2026, special session: Muhurat, at a time that is not verified',
      '2026-11-09 00:00',
    ],
    // A Monday of a year that is not there.
    ['2027-01-04 10:00', 'unknown-day', '4 Jan 2027, 2027 is not in the calendar', '2027-01-04 16:00'],
    [
      '2027-01-04 20:00',
      'closed',
      '4 Jan 2027, 2027 is not in the calendar, and no session reaches beyond 09:00 IST to 16:00 IST',
      '2027-01-05 09:00',
    ],
    ['2027-01-02 10:00', 'closed', '2 Jan 2027, Saturday', '2027-01-04 09:00'],
  ])('%s is %s', (at, expected, because, until) => {
    expect(phase(at)).toEqual({ phase: expected, because, until });
  });

  test('a day declared closed late is closed, and one declared open trades by its own hours', () => {
    const overrides: Overrides = {
      days: {
        '2026-11-20': { closed: 'a state funeral' },
        '2026-11-21': {
          because: 'test of the second site',
          sessions: [
            { opens: '09:15', closes: '10:00' },
            { opens: '11:30', closes: '12:30' },
          ],
        },
      },
    };
    const occasion = '(special session by override: test of the second site)';
    expect(phase('2026-11-20 10:00', overrides)).toEqual({
      phase: 'closed',
      because: '20 Nov 2026, holiday by override: a state funeral',
      until: '2026-11-21 09:00',
    });
    expect(phase('2026-11-21 09:20', overrides)).toMatchObject({ phase: 'session', until: '2026-11-21 10:00' });
    expect(phase('2026-11-21 10:30', overrides)).toEqual({
      phase: 'pre-open',
      because: `21 Nov 2026, between two sessions until 11:30 IST ${occasion}`,
      until: '2026-11-21 11:30',
    });
    expect(phase('2026-11-21 12:30', overrides)).toMatchObject({ phase: 'closed', until: '2026-11-23 09:00' });
  });

  test('an override gives hours to a day whose hours were not verified, and to a day of an unknown year', () => {
    const sessions = [{ opens: '18:00', closes: '19:00' }];
    const days = { '2026-11-08': { because: 'Muhurat', sessions }, '2027-10-29': { because: 'Muhurat', sessions } };
    expect(phase('2026-11-08 10:00', { days })).toMatchObject({ phase: 'closed', until: '2026-11-08 17:45' });
    expect(phase('2027-10-29 10:00', { days })).toMatchObject({ phase: 'closed', until: '2027-10-29 17:45' });
    expect(phase('2027-10-29 18:30', { days })).toMatchObject({ phase: 'session', until: '2027-10-29 19:00' });
  });

  test('a special session has the closing auction when it reaches over it', () => {
    const day = (closes: string): Overrides => ({
      days: { '2026-11-21': { because: 'test', sessions: [{ opens: '09:15', closes }] } },
    });
    expect(phase('2026-11-21 15:20', day('15:40')).phase).toBe('closing-auction');
    expect(phase('2026-11-21 15:20', day('15:30')).phase).toBe('session');
  });

  test('an auction may follow the session instead of lying in it', () => {
    const cash: Calendar = { ...calendar, session: { opens: '09:15', closes: '15:15' } };
    expect(phase('2026-11-20 15:14', {}, cash)).toMatchObject({ phase: 'session', until: '2026-11-20 15:15' });
    expect(phase('2026-11-20 15:15', {}, cash)).toMatchObject({ phase: 'closing-auction', until: '2026-11-20 15:35' });
    expect(phase('2026-11-20 15:35', {}, cash).because).toBe('20 Nov 2026, after the close at 15:35 IST');
  });
});

describe('quiet', () => {
  const quiet = (local: string, overrides: Overrides = {}, of = calendar) => quietAt(of, overrides, ist(local));
  const open = (preOpen: string | undefined, opens: string): Overrides => ({
    days: {
      '2026-11-21': { because: 'test', ...(preOpen && { preOpen }), sessions: [{ opens, closes: '12:00' }] },
    },
  });

  test('the maintenance window of a Saturday', () => {
    expect(quiet('2026-11-21 05:59')).toBeUndefined();
    expect(quiet('2026-11-21 07:00')).toEqual({
      because: 'maintenance window, Saturday until 08:00 IST',
      until: ist('2026-11-21 08:00'),
    });
    expect(quiet('2026-11-21 08:00')).toBeUndefined();
    expect(quiet('2026-11-20 07:00')).toBeUndefined();
    expect(quiet('2026-11-21 07:00', {}, { ...calendar, maintenance: null })).toBeUndefined();
  });

  test('stands on a Saturday that trades later, and falls out on one that trades before its end', () => {
    expect(quiet('2025-02-01 07:00')?.until).toBe(ist('2025-02-01 08:00'));
    expect(quiet('2026-11-21 07:00', open('08:00', '08:15'))?.until).toBe(ist('2026-11-21 08:00'));
    expect(quiet('2026-11-21 06:30', open('07:59', '08:15'))).toBeUndefined();
    expect(quiet('2026-11-21 06:30', open(undefined, '08:10'))).toBeUndefined();
    expect(quiet('2026-11-21 06:30', { days: { '2026-11-21': { closed: 'no session after all' } } })).toBeDefined();
  });

  test('falls out on a day of which nobody knows when it trades', () => {
    const sunday: Calendar = { ...calendar, maintenance: { weekday: 'sunday', from: '06:00', to: '08:00' } };
    expect(quiet('2026-11-08 07:00', {}, sunday)).toBeUndefined();
    expect(quiet('2026-11-15 07:00', {}, sunday)).toBeDefined();
  });

  test('a change freeze covers session and window alike, and windows without a gap count as one', () => {
    const freezes = [
      { from: '2026-11-20T10:00:00+05:30', to: '2026-11-21T01:30:00Z', because: 'audit' },
      { from: '2026-11-21T08:00:00+05:30', to: '2026-11-21T09:00:00+05:30', because: 'exercise' },
    ];
    expect(quiet('2026-11-20 09:59', { freezes })).toBeUndefined();
    expect(quiet('2026-11-20 10:00', { freezes })).toEqual({
      because: 'change freeze until 21 Nov 2026 07:00 IST: audit',
      until: ist('2026-11-21 09:00'),
    });
    expect(quiet('2026-11-21 06:30', { freezes })).toEqual({
      because: 'maintenance window, Saturday until 08:00 IST; change freeze until 21 Nov 2026 07:00 IST: audit',
      until: ist('2026-11-21 09:00'),
    });
    expect(quiet('2026-11-21 09:00', { freezes })).toBeUndefined();
  });
});

describe('trading days', () => {
  test.each([
    ['2026-11-20', 'yes', '20 Nov 2026, Friday'],
    ['2026-11-21', 'no', '21 Nov 2026, Saturday'],
    ['2026-11-24', 'no', '24 Nov 2026, holiday: Guru Nanak Jayanti'],
    ['2026-02-01', 'yes', '1 Feb 2026, special session: Union Budget'],
    ['2025-10-21', 'yes', '21 Oct 2025, special session: Muhurat'],
    ['2026-11-08', 'unknown', '8 Nov 2026, special session: Muhurat, at a time that is not verified'],
    ['2027-01-04', 'unknown', '4 Jan 2027, 2027 is not in the calendar'],
  ])('%s: %s', (date, answer, because) => {
    expect(tradingDayOf(calendar, {}, date)).toEqual({ answer, because });
  });

  test('a missing year is said from 1 December in Indian time, and goes on being said', () => {
    expect(nextYearMissing(calendar, ist('2026-11-30 23:59'))).toBeUndefined();
    expect(nextYearMissing(calendar, ist('2026-12-01 00:00'))).toBe(
      'The calendar has no 2027: from 1 Jan 2027 every weekday is an unknown day.',
    );
    expect(nextYearMissing(calendar, ist('2027-02-01 10:00'))).toBe(
      'The calendar has no 2027: every weekday of it is an unknown day.',
    );
    expect(nextYearMissing(calendar, ist('2025-12-15 10:00'))).toBeUndefined();
  });
});

describe('what the parameters hold', () => {
  test('the calendar is read as the environment wrote it', () => {
    expect(parseCalendar(compactCalendar(calendar))).toEqual(calendar);
  });

  test('overrides are empty at first', () => {
    expect(parseOverrides('{}')).toEqual({});
  });

  const session = { opens: '09:15', closes: '10:00' };
  const on = (day: unknown) => JSON.stringify({ days: { '2026-11-21': day } });
  test.each([
    ['{days', 'given "{days", expected a JSON object'],
    ['[]', 'given "[]", expected a JSON object'],
    ['null', 'expected a JSON object'],
    ['{"day":{}}', 'day: unknown field'],
    [on({ closed: '' }), 'days.2026-11-21.closed: given "", expected some text'],
    [on({ closed: 'rain', sessions: [session] }), 'days.2026-11-21.sessions: unknown field'],
    [on({ because: 'test' }), 'days.2026-11-21.sessions: given nothing, expected this field'],
    [on({ because: 'test', sessions: [] }), 'days.2026-11-21.sessions: given [], expected at least one session'],
    [
      on({ because: 'test', sessions: [{ opens: '10:00', closes: '9:15' }] }),
      'days.2026-11-21.sessions.0.closes: given "9:15", expected a time of day like 09:15',
    ],
    [
      on({ because: 'test', sessions: [{ opens: '10:00', closes: '09:15' }] }),
      'days.2026-11-21.sessions.0: given {"opens":"10:00","closes":"09:15"}, expected opens to come before closes',
    ],
    [on({ because: 'test', sessions: [session, session] }), 'expected sessions in the order of the day'],
    [on({ because: 'test', preOpen: '09:16', sessions: [session] }), 'expected preOpen not after the first opening'],
    [on({ because: 'test', sessions: 'unverified' }), 'days.2026-11-21.sessions: given "unverified", expected Array'],
    [
      '{"days":{"2026-02-30":{"closed":"rain"}}}',
      'days.2026-02-30: given "2026-02-30", expected a date that exists, like 2026-11-20',
    ],
    [
      '{"freezes":[{"from":"2026-11-20T10:00","to":"2026-11-20T11:00:00Z","because":"audit"}]}',
      'freezes.0.from: given "2026-11-20T10:00", expected an instant with its zone, like 2026-11-20T10:00:00+05:30',
    ],
    [
      '{"freezes":[{"from":"2026-11-20T10:00Z","to":"2026-11-20T10:00+05:30","because":"audit"}]}',
      'expected from to come before to',
    ],
  ])('overrides %s are refused', (text, complaint) => {
    expect(() => parseOverrides(text)).toThrow(complaint);
    expect(() => parseOverrides(text)).toThrow(CalendarError);
    expect(() => parseOverrides(text)).toThrow(/^The calendar's overrides cannot be read: /);
  });

  test.each([
    ['', 'given "", expected a JSON object'],
    ['{}', 'timeZone: given nothing, expected this field'],
    [
      JSON.stringify({ ...calendar, timeZone: 'Mars/Olympus' }),
      'timeZone: given "Mars/Olympus", expected an IANA time zone',
    ],
    [JSON.stringify({ ...calendar, days: { '27': {} } }), 'days.27: given "27", expected a year like 2026'],
    [
      JSON.stringify({ ...calendar, session: { opens: '15:40', closes: '09:15' } }),
      'expected opens to come before closes',
    ],
  ])('a calendar %.30s is refused', (text, complaint) => {
    expect(() => parseCalendar(text)).toThrow(complaint);
    expect(() => parseCalendar(text)).toThrow(/^The market calendar cannot be read: /);
  });
});
