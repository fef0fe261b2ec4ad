import * as fc from 'fast-check';
import { DateTime } from 'luxon';
import * as v from 'valibot';
import { CalendarSchema, compactCalendar } from '../../../../environments/calendar-schema';
import { nse } from '../../../../environments/nse-calendar';
import {
  type Calendar,
  dateAt,
  type Overrides,
  parseCalendar,
  parseOverrides,
  phaseAt,
  quietAt,
  tradingDayOf,
} from '../../../../lambdas/shared/calendar';

const HOUR = 3_600_000;
const RUNS = { numRuns: 40, seed: 20_261_120 };

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** So many different times of one day, in its order. */
const times = (count: number) =>
  fc
    .uniqueArray(fc.integer({ min: 0, max: 1439 }), { minLength: count, maxLength: count })
    .map((minutes) => minutes.sort((one, other) => one - other).map(clock));

const dates = fc
  .integer({ min: 0, max: 4 * 365 })
  .map((days) => DateTime.fromISO('2025-01-01', { zone: 'utc' }).plus({ days }).toFormat('yyyy-MM-dd'));
const instants = fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2028, 11, 31) });

const held = fc.constantFrom(2, 4).chain((count) =>
  times(count + 1).map(([preOpen = '', ...rest]) => ({
    preOpen,
    sessions: [rest.slice(0, 2), rest.slice(2)]
      .filter(({ length }) => length === 2)
      .map(([opens = '', closes = '']) => ({ opens, closes })),
  })),
);

const hours = fc
  .tuple(times(5), fc.boolean())
  .map(([[preOpen = '', opens = '', from = '', to = '', closes = ''], auction]) => ({
    preOpen,
    session: { opens, closes },
    closingAuction: auction ? { from, to } : null,
  }));

// Clocks are put forward in the second and the third, in the third at midnight.
const zones = fc.constantFrom('Asia/Kolkata', 'America/New_York', 'America/Havana');

const calendars: fc.Arbitrary<Calendar> = fc
  .record({
    timeZone: zones,
    hours,
    window: times(2),
    holidays: fc.array(dates, { maxLength: 30 }),
    special: fc.array(fc.tuple(dates, fc.oneof(held, fc.constant({ sessions: 'unverified' as const }))), {
      maxLength: 8,
    }),
  })
  .map(({ timeZone, hours, window: [from = '', to = ''], holidays, special }) => ({
    timeZone,
    ...hours,
    earlierHours: [],
    maintenance: { weekday: 'saturday' as const, from, to },
    days: Object.fromEntries(
      ['2025', '2026', '2028'].map((year) => [
        year,
        {
          holidays: Object.fromEntries(
            holidays.filter((date) => date.startsWith(year)).map((date) => [date, 'a feast']),
          ),
          specialSessions: Object.fromEntries(
            special
              .filter(([date]) => date.startsWith(year))
              .map(([date, day]) => [date, { because: 'a wish', ...day }]),
          ),
        },
      ]),
    ),
  }));

const overrides: fc.Arbitrary<Overrides> = fc.record({
  days: fc
    .array(
      fc.tuple(
        dates,
        fc.oneof(
          fc.constant({ closed: 'a storm' }),
          held.map((day) => ({ because: 'a wish', ...day })),
        ),
      ),
      { maxLength: 8 },
    )
    .map((days) => Object.fromEntries(days)),
  freezes: fc.array(
    fc.tuple(instants, fc.integer({ min: 1, max: 200 })).map(([from, length]) => ({
      from: new Date(from).toISOString().replace(/\.\d+/, ''),
      to: new Date(from + length * HOUR).toISOString().replace(/\.\d+/, ''),
      because: 'audit',
    })),
    { maxLength: 4 },
  ),
});

/** Every phase from one instant to another, as [from, phase]. */
function phases(calendar: Calendar, said: Overrides, from: number, to: number): [number, string][] {
  const found: [number, string][] = [];
  for (let at = from; at < to; ) {
    const { phase, until } = phaseAt(calendar, said, at);
    found.push([at, phase]);
    if (until <= at) throw new Error(`The phase at ${new Date(at).toISOString()} ends before it begins.`);
    at = until;
  }
  return found;
}

test('what is generated is what an environment and a person may write', () => {
  return fc.assert(
    fc.property(calendars, overrides, (calendar, said) => {
      expect(v.safeParse(CalendarSchema, calendar).issues).toBeUndefined();
      expect(parseCalendar(compactCalendar(calendar))).toEqual(calendar);
      expect(parseOverrides(JSON.stringify(said))).toEqual(said);
    }),
    RUNS,
  );
});

test("every instant of a year of the exchange's has a phase, and each phase gives way to another", () => {
  const calendar: Calendar = { ...nse, maintenance: null };
  const found = phases(calendar, {}, Date.parse('2026-01-01T00:00+05:30'), Date.parse('2027-01-01T00:00+05:30'));
  expect(found.filter(([, phase], i) => phase === found[i - 1]?.[1])).toEqual([]);
  const count = (phase: string) => found.filter((each) => each[1] === phase).length;
  // 261 weekdays, 16 holidays, one Sunday with hours and one without.
  expect(count('pre-open')).toBe(261 - 16 + 1);
  expect(count('unknown-day')).toBe(1);
  // From Monday 3 August there are 109 weekdays, of which 6 are holidays; the session goes on after the auction.
  expect(count('closing-auction')).toBe(109 - 6);
  expect(count('session')).toBe(261 - 16 + 1 + (109 - 6));
});

test('whatever the calendar, a week has no gap, no phase twice in a row, and until is the next change', () => {
  return fc.assert(
    fc.property(calendars, overrides, instants, (calendar, said, at) => {
      const found = phases(calendar, said, at, at + 7 * 24 * HOUR);
      found.forEach(([from, phase], i) => {
        expect(phase).not.toBe(found[i - 1]?.[1]);
        const until = found[i + 1]?.[0] ?? phaseAt(calendar, said, from).until;
        for (const within of [(from + until) / 2, until - 1]) {
          expect(phaseAt(calendar, said, Math.floor(within))).toMatchObject({ phase, until });
        }
      });
    }),
    { ...RUNS, numRuns: 15 },
  );
});

test('an override always wins: a day declared closed never trades, and a day declared open is never unknown', () => {
  return fc.assert(
    fc.property(
      calendars,
      overrides,
      dates,
      held,
      fc.integer({ min: 0, max: 1439 }),
      (calendar, said, date, day, minute) => {
        const at = DateTime.fromISO(date, { zone: calendar.timeZone })
          .startOf('day')
          .plus({ minutes: minute })
          .toMillis();
        fc.pre(dateAt(calendar, at) === date);
        const closed = { ...said, days: { ...said.days, [date]: { closed: 'a storm' } } };
        expect(phaseAt(calendar, closed, at).phase).toBe('closed');
        expect(phaseAt(calendar, closed, at).because).toContain('holiday by override: a storm');
        expect(tradingDayOf(calendar, closed, date).answer).toBe('no');

        const open = { ...said, days: { ...said.days, [date]: { because: 'a wish', ...day } } };
        const shown = DateTime.fromMillis(at, { zone: calendar.timeZone }).toFormat('HH:mm');
        const trading = day.sessions.some(({ opens, closes }) => opens <= shown && shown < closes);
        expect(phaseAt(calendar, open, at).phase).not.toBe('unknown-day');
        expect(tradingDayOf(calendar, open, date).answer).toBe('yes');
        // Where clocks are put forward or back a time of day is shown twice or never.
        if (calendar.timeZone === 'Asia/Kolkata' && trading) {
          expect(['session', 'closing-auction']).toContain(phaseAt(calendar, open, at).phase);
        }
      },
    ),
    RUNS,
  );
});

test('nothing trades on a day that the calendar closes and nobody opens', () => {
  return fc.assert(
    fc.property(calendars, instants, (calendar, at) => {
      const { answer } = tradingDayOf(calendar, {}, dateAt(calendar, at));
      const { phase } = phaseAt(calendar, {}, at);
      if (answer === 'no') expect(phase).toBe('closed');
      if (answer === 'unknown') expect(['unknown-day', 'closed']).toContain(phase);
      if (answer === 'yes') expect(phase).not.toBe('unknown-day');
    }),
    { ...RUNS, numRuns: 100 },
  );
});

test('quiet lasts until it says, and not a millisecond longer; a maintenance window never reaches into trading', () => {
  return fc.assert(
    fc.property(calendars, overrides, instants, (calendar, said, anywhere) => {
      const freeze = said.freezes?.[0];
      for (const at of [anywhere, freeze ? Date.parse(freeze.from) : anywhere]) {
        const quiet = quietAt(calendar, said, at);
        if (!quiet) continue;
        expect(quiet.until).toBeGreaterThan(at);
        expect(quietAt(calendar, said, quiet.until - 1)?.until).toBe(quiet.until);
        expect(quietAt(calendar, said, quiet.until)).toBeUndefined();
      }
      const window = quietAt(calendar, { days: said.days ?? {} }, anywhere);
      if (window) expect(phaseAt(calendar, said, anywhere).phase).toBe('closed');
    }),
    { ...RUNS, numRuns: 100 },
  );
});
