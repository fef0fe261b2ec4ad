import * as v from 'valibot';
import { DayDate, openingAt, todayIn } from '../../../../../lambdas/shared/checklist/day';
import { CALENDAR, seen, unseen } from '../../../../support/incidents';

const calendar = (overrides = {}) => seen({ calendar: CALENDAR, overrides });
const ist = (text: string) => new Date(`${text}+05:30`).getTime();

test.each(['2026-02-30', '2026-13-01', '23 Nov 2026', '2026-11-3'])('%s is no day', (date) => {
  expect(v.is(DayDate, date)).toBe(false);
});
test('a day that exists is one', () => expect(v.is(DayDate, '2028-02-29')).toBe(true));

describe('today', () => {
  test('is the calendar’s, half an hour after midnight in India too', () => {
    expect(todayIn(calendar(), ist('2026-11-23T00:30:00'))).toEqual({ date: '2026-11-23' });
  });

  test('is India’s where the calendar cannot be read, and that is said', () => {
    expect(todayIn(unseen('AccessDenied: no'), ist('2026-11-23T00:30:00'))).toEqual({
      date: '2026-11-23',
      says: "The calendar could not be read (AccessDenied: no), so the date is India's.",
    });
  });
});

describe('the first session of the day', () => {
  const special = {
    days: {
      '2026-11-28': {
        because: 'Mock from the other site',
        sessions: [
          { opens: '09:15', closes: '10:00' },
          { opens: '11:30', closes: '12:30' },
        ],
      },
    },
  };
  test.each([
    ['is ahead before the pre-open', '2026-11-23T08:46:00', {}, 'ahead'],
    ['is ahead in the pre-open', '2026-11-23T09:05:00', {}, 'ahead'],
    ['has begun when it opens', '2026-11-23T09:15:00', {}, 'begun'],
    ['has begun in the closing auction', '2026-11-23T15:20:00', {}, 'begun'],
    ['is none after the close', '2026-11-23T16:00:00', {}, 'none'],
    ['is none on a holiday', '2026-11-24T08:46:00', {}, 'none'],
    ['is none on a Sunday', '2026-11-22T08:46:00', {}, 'none'],
    ['is unknown in a year that is not in the calendar', '2031-11-24T08:46:00', {}, 'unknown'],
    ['is none in the evening of such a day', '2031-11-24T20:00:00', {}, 'none'],
    ['has begun between two sessions', '2026-11-28T10:30:00', special, 'begun'],
    ['is ahead on a Saturday that trades by override', '2026-11-28T08:46:00', special, 'ahead'],
  ])('%s', (_how, time, overrides, is) => {
    expect(openingAt(calendar(overrides), ist(time))).toMatchObject({ is });
  });

  test('is unknown where the calendar cannot be read', () => {
    expect(openingAt(unseen('no'), ist('2026-11-23T12:00:00'))).toEqual({
      is: 'unknown',
      because: 'the calendar could not be read (no)',
    });
  });
});
