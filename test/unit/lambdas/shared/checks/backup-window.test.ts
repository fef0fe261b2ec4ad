import * as v from 'valibot';
import { BackupWindow, isInWindow } from '../../../../../lambdas/shared/checks/backup-window';

const MORNING = { from: '08:30', to: '09:30', timeZone: 'Asia/Kolkata' };
const NIGHT = { from: '23:30', to: '00:30', timeZone: 'Asia/Kolkata' };

const ist = (hour: number, minute: number) => Date.UTC(2026, 10, 23, hour, minute) - 5.5 * 3_600_000;

test.each([
  ['08:29', 'before it', MORNING, ist(8, 29), false],
  ['08:30', 'its first minute', MORNING, ist(8, 30), true],
  ['09:29', 'its last minute', MORNING, ist(9, 29), true],
  ['09:30', 'its end', MORNING, ist(9, 30), false],
  ['23:45', 'before midnight', NIGHT, ist(23, 45), true],
  ['00:15', 'after midnight', NIGHT, ist(0, 15), true],
  ['12:00', 'noon', NIGHT, ist(12, 0), false],
])('%s is %s: %j', (_clock, _what, window, at, inside) => {
  expect(isInWindow(window, at)).toBe(inside);
});

test('the clock is that of the zone', () => {
  expect(isInWindow({ ...MORNING, timeZone: 'UTC' }, ist(8, 45))).toBe(false);
});

test.each([
  ['a time that is none', { ...MORNING, from: '8:30' }, 'Expected a time of day like 08:30'],
  ['a zone that is none', { ...MORNING, timeZone: 'India/Mumbai' }, 'Expected an IANA time zone like Asia/Kolkata'],
])('%s is refused', (_what, given, message) => {
  expect(v.safeParse(BackupWindow, given).issues?.[0].message).toBe(message);
});
