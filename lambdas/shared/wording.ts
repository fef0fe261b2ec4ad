import { DateTime } from 'luxon';

const ZONE = 'Asia/Kolkata';

/** `10:02:17 IST` for an instant. */
export const clockTime = (at: number | string | Date): string => `${toIst(at).toFormat('HH:mm:ss')} IST`;

/** `20 Nov 2026 10:02:17 IST` for an instant. */
export const dateAndTime = (at: number | string | Date): string => `${toIst(at).toFormat('d LLL yyyy HH:mm:ss')} IST`;

/** `2026/11/20` in IST, for keys. */
export const datePath = (at: number | string | Date): string => toIst(at).toFormat('yyyy/MM/dd');

function toIst(at: number | string | Date): DateTime {
  const instant = typeof at === 'number' ? at : new Date(at).getTime();
  return DateTime.fromMillis(instant, { zone: ZONE, locale: 'en' });
}

/** `2 tasks`, `1 task`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** `4 min 10 s`, `45 s`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
}

/** The name and first line of an error, for a finding. */
export function named(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.name}: ${(error.message.split('\n')[0] ?? '').slice(0, 200).replace(/\.$/, '')}`;
}
