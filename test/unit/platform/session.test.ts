import { Session } from '../../../rehearsal/platform/session';
import { DESCRIPTION } from './system';

const calendar = {
  ...DESCRIPTION.environment.calendar,
  earlierHours: [{ before: '2026-08-03', session: { opens: '09:15', closes: '15:30' } }],
};
/** In India, which is 5:30 ahead of UTC all year. */
const at = (text: string) => Date.parse(`${text}:00+05:30`);

describe('the session', () => {
  it.each([
    ['goes on', '2026-11-20T10:00', '2026-11-20T10:00'],
    ['has not begun', '2026-11-20T09:00', '2026-11-20T09:15'],
    ['is over on a Friday', '2026-11-20T15:40', '2026-11-23T09:15'],
    ['passes over a holiday', '2026-11-23T16:00', '2026-11-25T09:15'],
    ['has special hours on a Saturday', '2026-11-27T16:00', '2026-11-28T18:00'],
    ['goes on in special hours', '2026-11-28T18:30', '2026-11-28T18:30'],
    ['has none on a day whose hours nobody knows', '2026-11-28T19:00', '2026-11-30T09:15'],
    ['closed ten minutes earlier in the summer before', '2026-07-31T15:35', '2026-08-03T09:15'],
    ['is that of a weekday in a year nobody entered', '2031-01-02T10:00', '2031-01-02T10:00'],
    ['is closed on a weekend of such a year', '2031-01-04T10:00', '2031-01-06T09:15'],
  ])('%s', (_, asked, expected) => {
    expect(new Session(calendar).openAtOrAfter(at(asked))).toBe(at(expected));
  });

  it('has to close after it opens', () => {
    expect(() => new Session({ ...calendar, session: { opens: '15:00', closes: '09:00' } })).toThrow('has no hours');
  });
});
