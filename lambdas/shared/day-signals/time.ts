/** ISO 8601 with its zone. */
export type Instant = string;

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const INSTANT = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** Whether a text is a date of the calendar: JavaScript takes 31 February for 3 March. */
export function isDate(text: string): boolean {
  const [, year, month, day] = DATE.exec(text) ?? [];
  if (year === undefined) return false;
  const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return at.toISOString().slice(0, 10) === text;
}

/** Milliseconds since the epoch; undefined for what is no instant. */
export function instantOf(text: Instant): number | undefined {
  const [, date] = INSTANT.exec(text) ?? [];
  return date !== undefined && isDate(date) ? Date.parse(text) : undefined;
}

/** India has one zone and no summer time, so that a day there begins at an instant that needs no table to be found. */
const IST_OFFSET_MS = 5.5 * 3_600_000;

/** Milliseconds since the epoch at which a date begins in India. */
export const dayBegins = (date: string): number => Date.parse(`${date}T00:00:00Z`) - IST_OFFSET_MS;

/** The date an instant has in India, as `2026-11-20`. @param at milliseconds since the epoch. */
export const dateInIndia = (at: number): string => new Date(at + IST_OFFSET_MS).toISOString().slice(0, 10);

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `20 Nov 2026` for `2026-11-20`. */
export function dateInWords(date: string): string {
  const [year, month, day] = date.split('-').map(Number);
  return `${day} ${MONTHS[(month ?? 1) - 1]} ${year}`;
}
