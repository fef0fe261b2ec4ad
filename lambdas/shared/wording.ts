/** `10:02:17 IST` for an instant. */
export const clockTime = (at: Instant): string =>
  inIst(at, ({ hour, minute, second }) => `${hour}:${minute}:${second} IST`);

/** `20 Nov 2026 10:02:17 IST` for an instant. */
export const dateAndTime = (at: Instant): string =>
  inIst(at, ({ day, month, year }) => `${Number(day)} ${MONTHS[Number(month) - 1]} ${year} ${clockTime(at)}`);

/** `2026/11/20` in IST, for keys. */
export const datePath = (at: Instant): string => inIst(at, ({ day, month, year }) => `${year}/${month}/${day}`);

type Instant = number | string | Date;
type Part = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** Made when it is first needed. Node's own: a library for dates would be loaded in every cold start of every step. */
let format: Intl.DateTimeFormat | undefined;

/** An instant that is none must not keep the words around it from being said. */
function inIst(at: Instant, say: (parts: Readonly<Record<Part, string>>) => string): string {
  const instant = typeof at === 'number' ? at : new Date(at).getTime();
  if (!Number.isFinite(instant)) return 'unknown';
  const two = '2-digit';
  format ??= new Intl.DateTimeFormat('en-US', {
    timeZone: 'Asia/Kolkata',
    hourCycle: 'h23',
    year: 'numeric',
    month: two,
    day: two,
    hour: two,
    minute: two,
    second: two,
  });
  const parts = format.formatToParts(instant).map(({ type, value }) => [type, value] as const);
  return say(Object.fromEntries(parts) as Record<Part, string>);
}

/** `2 tasks`, `1 task`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** What people have typed, or something outside has said, as the end of a sentence. */
export const fullStop = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

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
