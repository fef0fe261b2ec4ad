import { endsOf, previousTradingDay } from '../../../../lambdas/review-trading/days';
import { CALENDAR } from '../../../support/incidents';

const previous = (date: string, overrides = {}, calendar = CALENDAR) => previousTradingDay(calendar, overrides, date);
const special = (sessions: object | 'unverified') => ({
  ...CALENDAR,
  days: {
    ...CALENDAR.days,
    '2026': {
      holidays: { '2026-11-20': 'Holiday' },
      specialSessions: { '2026-11-20': { because: 'Muhurat', sessions } },
    },
  },
});

describe('the last trading day before', () => {
  test.each([
    ['a Friday is Thursday', '2026-11-20', '2026-11-19'],
    ['a Monday is Friday', '2026-11-23', '2026-11-20'],
    // Christmas of 2026 is a Friday.
    ['a Monday after a holiday is the day before the holiday', '2026-12-28', '2026-12-24'],
    ['a year is in the year before', '2026-01-01', '2025-12-31'],
  ])('%s', (_what, date, expected) => {
    expect(previous(date)).toEqual({ seen: expected });
  });

  test('a day that was declared closed late is the one before that', () => {
    expect(previous('2026-11-20', { days: { '2026-11-19': { closed: 'Mourning' } } })).toEqual({ seen: '2026-11-18' });
  });

  test('a special Saturday counts', () => {
    const days = { '2026-11-21': { because: 'Budget', sessions: [{ opens: '09:15', closes: '12:30' }] } };
    expect(previous('2026-11-23', { days })).toEqual({ seen: '2026-11-21' });
  });

  test('a special session counts although nobody has verified its time: it has been held', () => {
    expect(previous('2026-11-23', {}, special('unverified') as typeof CALENDAR)).toEqual({ seen: '2026-11-20' });
  });

  test('a year that is not in the calendar is not known', () => {
    expect(previous('2027-01-05')).toEqual({
      unseen: 'nobody knows whether Monday, 4 Jan 2027, traded: 2027 is not in the calendar',
    });
  });

  test('two weeks without one are a calendar that is broken', () => {
    const days = Object.fromEntries(
      Array.from({ length: 14 }, (_, n) => [`2026-11-${String(n + 6).padStart(2, '0')}`, { closed: 'x' }]),
    );
    expect(previous('2026-11-20', { days })).toEqual({
      unseen: 'the calendar has no trading day in the 14 days before 20 Nov 2026',
    });
  });
});

describe('a day ends, and is final', () => {
  const ends = (date: string, calendar = CALENDAR) => {
    const { closes, final } = endsOf(calendar, {}, date);
    return [new Date(closes).toISOString(), new Date(final).toISOString()];
  };

  test('at 15:40 and 16:15 on an ordinary day', () => {
    expect(ends('2026-11-20')).toEqual(['2026-11-20T10:10:00.000Z', '2026-11-20T10:45:00.000Z']);
  });

  test('at 15:30 and 16:15 while hours were shorter', () => {
    expect(ends('2026-07-20')).toEqual(['2026-07-20T10:00:00.000Z', '2026-07-20T10:45:00.000Z']);
  });

  test('35 minutes after the last close on a day with hours of its own', () => {
    const calendar = special([{ opens: '18:00', closes: '19:00' }]) as typeof CALENDAR;
    expect(ends('2026-11-20', calendar)).toEqual(['2026-11-20T13:30:00.000Z', '2026-11-20T14:05:00.000Z']);
  });
});
