import * as fc from 'fast-check';
import { heldUntil, type Paging } from '../../../lambdas/choose-rung/hold';
import { dateAt, phaseAt } from '../../../lambdas/shared/calendar';
import type { Settings } from '../../../lambdas/shared/guard/settings';
import type { Incident } from '../../../lambdas/shared/incident';
import { CALENDAR, incident, seen, unseen } from '../../support/incidents';

const PAGING: Paging = { P1: 'now', P2: 'now', P3: 'hold', P4: 'hold', holdUntil: '08:00' };
const calendarWith = (overrides: object): Settings['calendar'] => seen({ calendar: CALENDAR, overrides });
const calendar = calendarWith({});
/** A time in India. */
const ist = (text: string): number => Date.parse(`${text}:00+05:30`);
const P3: Incident = incident({ severity: 'P3' });
const until = (at: string, over: Partial<Incident> = {}, paging = PAGING, days = calendar) => {
  const answer = heldUntil({ ...P3, ...over }, paging, days, ist(at));
  return answer === undefined ? 'now' : new Date(answer + 5.5 * 3_600_000).toISOString().slice(0, 16);
};

describe('a page that is not urgent', () => {
  test.each([
    ['in the session it goes out', '2026-11-20T10:00', 'now'],
    ['in the pre-open too', '2026-11-20T09:00', 'now'],
    ['in the closing auction too', '2026-11-20T15:20', 'now'],
    ['until the last minute of trading', '2026-11-20T15:39', 'now'],
    ['from the close on it waits for the next morning', '2026-11-20T15:40', '2026-11-21T08:00'],
    ['at night too', '2026-11-19T23:59', '2026-11-20T08:00'],
    ['after midnight for the same morning', '2026-11-20T00:00', '2026-11-20T08:00'],
    ['until its last minute', '2026-11-20T07:59', '2026-11-20T08:00'],
    // Held for another day it would wait through a whole session.
    ['in the morning, before trading begins, it goes out', '2026-11-20T08:00', 'now'],
    ['in the morning of a day without trading it waits for the next', '2026-11-21T08:00', '2026-11-22T08:00'],
    ['on a holiday it waits', '2026-10-20T11:00', '2026-10-21T08:00'],
  ])('%s', (_, at, expected) => {
    expect(until(at)).toBe(expected);
  });

  test('waits for the morning that an environment asks for, and it may be the pre-open', () => {
    expect(until('2026-11-20T03:00', {}, { ...PAGING, holdUntil: '06:30' })).toBe('2026-11-20T06:30');
    expect(until('2026-11-20T03:00', {}, { ...PAGING, holdUntil: '09:00' })).toBe('2026-11-20T09:00');
    expect(until('2026-11-20T03:00', {}, { ...PAGING, holdUntil: '09:30' })).toBe('now');
  });

  test('goes out while something trades, even where the morning of an environment is yet to come', () => {
    const late = { ...PAGING, holdUntil: '11:00' };
    expect(until('2026-11-20T10:00', {}, late)).toBe('now');
    expect(until('2028-11-21T10:00', {}, late)).toBe('now');
    expect(until('2026-11-21T10:00', {}, late)).toBe('2026-11-21T11:00');
  });

  test('goes out when the calendar cannot be read', () => {
    expect(until('2026-11-20T23:00', {}, PAGING, unseen('ThrottlingException: slow down'))).toBe('now');
  });

  test('goes out on a day of which nobody knows whether it trades', () => {
    // The calendar of 2028 is not known: a weekday may trade, in the hours that sessions can have.
    expect(phaseAt(CALENDAR, {}, ist('2028-11-21T11:00')).phase).toBe('unknown-day');
    expect(until('2028-11-21T11:00')).toBe('now');
  });

  test('goes by what people have said of the day at run time', () => {
    const closed = calendarWith({ days: { '2026-11-20': { closed: 'Elections' } } });
    expect(until('2026-11-20T10:00', {}, PAGING, closed)).toBe('2026-11-21T08:00');
    const trading = calendarWith({
      days: { '2026-11-21': { because: 'Drill', sessions: [{ opens: '11:00', closes: '12:00' }] } },
    });
    expect(until('2026-11-21T11:30', {}, PAGING, trading)).toBe('now');
  });

  test.each([
    ['P1', 'now'],
    ['P2', 'now'],
    ['P3', '2026-11-21T08:00'],
    ['P4', '2026-11-21T08:00'],
  ] as const)('by its severity: %s %s', (severity, expected) => {
    expect(until('2026-11-20T23:00', { severity })).toBe(expected);
  });

  test('is not held from whoever has acknowledged it', () => {
    expect(until('2026-11-20T23:00', { acknowledged: { by: 'cto', at: '2026-11-20T17:00:00.000Z' } })).toBe('now');
  });
});

describe('a page that has been held', () => {
  const held = {
    at: new Date(ist('2026-11-20T16:00')).toISOString(),
    until: new Date(ist('2026-11-21T08:00')).toISOString(),
  };

  test('waits for the same morning, also when the calendar cannot be read any more', () => {
    expect(until('2026-11-21T07:59', { held })).toBe('2026-11-21T08:00');
    expect(until('2026-11-21T07:59', { held }, PAGING, unseen('ThrottlingException'))).toBe('2026-11-21T08:00');
  });

  test.each(['2026-11-21T08:00', '2026-11-21T23:00'])(
    'goes out at %s and is not held again, although nothing trades',
    (at) => {
      expect(phaseAt(CALENDAR, {}, ist(at)).phase).toBe('closed');
      expect(until(at, { held })).toBe('now');
    },
  );
});

test('whenever it is held, it is until the next morning, in which nothing has traded yet', async () => {
  const minutes = fc.integer({ min: 0, max: 365 * 1440 }).map((minute) => ist('2026-01-01T00:00') + minute * 60_000);
  let holds = 0;
  await fc.assert(
    fc.property(minutes, (now) => {
      const answer = heldUntil(P3, PAGING, calendar, now);
      const { phase, until: opens } = phaseAt(CALENDAR, {}, now);
      if (answer === undefined) {
        expect(phase !== 'closed' || opens - now < 24 * 3_600_000).toBe(true);
        return;
      }
      holds += 1;
      expect(phase).toBe('closed');
      expect(answer).toBeGreaterThan(now);
      expect(answer - now).toBeLessThanOrEqual(24 * 3_600_000);
      expect(answer).toBe(ist(`${dateAt(CALENDAR, answer)}T08:00`));
      expect(opens).toBeGreaterThanOrEqual(answer);
    }),
    { numRuns: 100, seed: 20_261_120 },
  );
  expect(holds).toBeGreaterThan(40);
});
