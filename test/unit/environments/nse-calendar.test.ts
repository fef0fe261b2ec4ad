import { DateTime } from 'luxon';
import * as v from 'valibot';
import { type Calendar, CalendarSchema, compactCalendar } from '../../../environments/calendar-schema';
import { nse } from '../../../environments/nse-calendar';

const calendar: Calendar = { ...nse, maintenance: { weekday: 'saturday', from: '06:00', to: '08:00' } };

/** `path: message` for each thing that is wrong with the calendar and a change to it. */
function complaints(change: object): string[] {
  const { issues = [] } = v.safeParse(CalendarSchema, { ...calendar, ...change });
  return issues.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`);
}

describe("the exchange's days", () => {
  test('are a calendar', () => {
    expect(complaints({})).toEqual([]);
  });

  // The number of weekdays closed, by NSE/CMTR/65587 and, with the day added in January, NSE/CMTR/71775 and 72260.
  test.each([
    ['2025', 14],
    ['2026', 16],
  ] as const)('%s has %i holidays, all on weekdays', (year, count) => {
    const dates = Object.keys(nse.days[year].holidays);
    expect(dates).toHaveLength(count);
    expect(dates.filter((date) => DateTime.fromISO(date).isWeekend)).toEqual([]);
    expect(dates).toEqual([...dates].sort());
  });

  test('both Budgets were held on a weekend, and no time is claimed for the Muhurat of 2026', () => {
    expect(DateTime.fromISO('2025-02-01').toFormat('cccc')).toBe('Saturday');
    expect(DateTime.fromISO('2026-02-01').toFormat('cccc')).toBe('Sunday');
    expect(nse.days['2026'].specialSessions['2026-11-08'].sessions).toBe('unverified');
  });
});

describe('compact', () => {
  test('two years fit into one standard parameter, with room for a third and a fourth', () => {
    expect(Buffer.byteLength(compactCalendar(calendar))).toBeLessThan(4096 * 0.6);
    expect(JSON.parse(compactCalendar(calendar))).toEqual(calendar);
  });

  test('a calendar that does not fit is refused with its size and its years', () => {
    const holidays = { '2027-01-26': 'é'.repeat(2000) };
    const days = { ...calendar.days, '2027': { holidays, specialSessions: {} } };
    expect(() => compactCalendar({ ...calendar, days })).toThrow(
      /^The calendar has \d+ bytes and a parameter holds 4096: take a past year out of 2025, 2026, 2027\.$/,
    );
  });
});

describe('a calendar is refused, by field', () => {
  const budget = { because: 'Union Budget', sessions: [{ opens: '09:15', closes: '15:30' }] };
  const earlier = nse.earlierHours[0];
  const holiday = (date: string, year = '2027') => ({
    days: { [year]: { holidays: { [date]: 'a feast' }, specialSessions: {} } },
  });
  const special = (day: object, date = '2027-02-01') => ({
    days: { '2027': { holidays: {}, specialSessions: { [date]: { ...budget, ...day } } } },
  });

  test.each<[string, object, string]>([
    ['an unknown zone', { timeZone: 'Mars/Olympus' }, 'timeZone: Expected an IANA time zone'],
    ['a sloppy time', { preOpen: '8:59' }, 'preOpen: Expected a time of day like 09:15'],
    [
      'a session that closes before it opens',
      { session: { opens: '15:40', closes: '09:15' }, closingAuction: null },
      'session: Expected opens to come before closes',
    ],
    ['a pre-open after the opening', { preOpen: '09:16' }, 'preOpen: Expected a time not after session.opens'],
    [
      'an auction that ends before it begins',
      { closingAuction: { from: '15:35', to: '15:15' } },
      'closingAuction: Expected from to come before to',
    ],
    [
      'an auction outside the session',
      { closingAuction: { from: '15:41', to: '15:50' } },
      'closingAuction: Expected from to lie within the session',
    ],
    [
      'an auction outside an earlier session',
      { earlierHours: [{ ...earlier, closingAuction: { from: '08:00', to: '09:00' } }] },
      'earlierHours.0.closingAuction: Expected from to lie within the session',
    ],
    [
      'earlier hours out of order',
      { earlierHours: [earlier, earlier] },
      'earlierHours: Expected each date to be later than the one before it',
    ],
    [
      'a window without an end',
      { maintenance: { weekday: 'saturday', from: '08:00', to: '08:00' } },
      'maintenance: Expected from to come before to',
    ],
    ['a sloppy year', { days: { '27': { holidays: {}, specialSessions: {} } } }, 'days.27: Expected a year like 2026'],
    [
      'a date that does not exist',
      holiday('2027-02-29'),
      'days.2027.holidays.2027-02-29: Expected a date that exists, like 2026-11-20',
    ],
    ['a holiday of another year', holiday('2026-01-26'), 'days.2027.holidays.2026-01-26: Expected a date of 2027'],
    [
      'a special session of another year',
      special({}, '2026-02-01'),
      'days.2027.specialSessions.2026-02-01: Expected a date of 2027',
    ],
    [
      'a special session without hours',
      special({ sessions: [] }),
      'days.2027.specialSessions.2027-02-01.sessions: Expected at least one session',
    ],
    [
      'a special pre-open after its opening',
      special({ preOpen: '09:16' }),
      'days.2027.specialSessions.2027-02-01.preOpen: Expected a time not after the first opening',
    ],
    [
      'sessions out of order',
      special({ sessions: [...budget.sessions, ...budget.sessions] }),
      'days.2027.specialSessions.2027-02-01.sessions: Expected sessions in the order of the day, none beginning before the last has closed',
    ],
  ])('%s', (_, change, complaint) => {
    expect(complaints(change)).toEqual([complaint]);
  });

  test('another word than unverified for a time nobody knows', () => {
    expect(complaints(special({ sessions: 'unknown' }))).toEqual([
      expect.stringContaining('days.2027.specialSessions.2027-02-01.sessions: '),
    ]);
  });

  test('a field it does not know', () => {
    expect(complaints({ holidays: {} })).toEqual([expect.stringMatching(/^holidays: /)]);
  });
});
