import * as v from 'valibot';

const clockTime = v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Expected a time of day like 08:30'));

/** When RDS backs the database up by itself, every day, by the clocks of a zone. */
export const BackupWindow = v.object({
  from: clockTime,
  to: clockTime,
  timeZone: v.pipe(v.string(), v.check(isZone, 'Expected an IANA time zone like Asia/Kolkata')),
});
export type BackupWindow = v.InferOutput<typeof BackupWindow>;

/** Whether an instant lies in the window: `from` does, `to` does not. It may reach over midnight. */
export function isInWindow({ from, to, timeZone }: BackupWindow, at: number): boolean {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', hour: '2-digit', minute: '2-digit' });
  const time = clock.format(at);
  return from <= to ? from <= time && time < to : from <= time || time < to;
}

export const windowInWords = ({ from, to, timeZone }: BackupWindow): string => `${from} to ${to} ${timeZone}`;

function isZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }) !== undefined;
  } catch {
    return false;
  }
}
