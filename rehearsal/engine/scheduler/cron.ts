import { NotPlayed } from '../refuse';

/** When a schedule is due, on the clock of its time zone; each set is of the values a field allows. */
export interface Cron {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly daysOfMonth: ReadonlySet<number>;
  /** 1 is Sunday. */
  readonly daysOfWeek: ReadonlySet<number>;
}

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
}

const MINUTES: Field = { name: 'minutes', least: 0, most: 59 };
const HOURS: Field = { name: 'hours', least: 0, most: 23 };
const DAYS_OF_MONTH: Field = { name: 'day-of-month', least: 1, most: 31 };
const DAYS_OF_WEEK: Field = { name: 'day-of-week', least: 1, most: 7 };

const PLAYED = ['cron(minutes hours day-of-month * day-of-week *), fields of numbers, lists, ranges and steps'];
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

// @claim documented: A cron expression has the fields minutes, hours, day-of-month, month, day-of-week and year; a field is `*`, or values and ranges (`a-b`) joined by commas; `0/15` is every fifteenth from 0; day-of-week 1 is Sunday; one of the two day fields is `?`.
// @source https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
/**
 * Reads `cron(0/15 9-16 ? * 2-6 *)`.
 * @param where names the expression in errors.
 * @throws NotPlayed for rate() and at(), L, W, # and names, and a month or year other than `*`; an error for a value
 * out of range, and for two day fields or none that are `?`.
 */
export function parseCron(expression: string, where: string): Cron {
  const fields = /^cron\(([^()]*)\)$/.exec(expression)?.[1]?.trim().split(/\s+/);
  if (fields?.length !== 6) throw new NotPlayed(`${where} ${expression}`, PLAYED);
  const [minutes, hours, dayOfMonth, month, dayOfWeek, year] = fields as [string, ...string[]] & string[];
  if (month !== '*' || year !== '*')
    throw new NotPlayed(`${where} ${expression}: a month or year other than *`, PLAYED);
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    throw new Error(`${where} ${expression}: exactly one of day-of-month and day-of-week must be ?`);
  }
  const read = (text: string | undefined, field: Field) => parseField(text ?? '', field, `${where} ${expression}`);
  return {
    minutes: read(minutes, MINUTES),
    hours: read(hours, HOURS),
    daysOfMonth: read(dayOfMonth === '?' ? '*' : dayOfMonth, DAYS_OF_MONTH),
    daysOfWeek: read(dayOfWeek === '?' ? '*' : dayOfWeek, DAYS_OF_WEEK),
  };
}

function parseField(text: string, field: Field, where: string): Set<number> {
  return new Set(text.split(',').flatMap((part) => parsePart(part, field, where)));
}

function parsePart(part: string, { name, least, most }: Field, where: string): number[] {
  const [, start, end, step] = /^(\*|\d+)(?:-(\d+))?(?:\/(\d+))?$/.exec(part) ?? [];
  if (start === undefined || (end !== undefined && (start === '*' || step !== undefined))) {
    throw new NotPlayed(`${where}: ${name} ${part}`, PLAYED);
  }
  const from = start === '*' ? least : Number(start);
  const alone = start !== '*' && end === undefined && step === undefined;
  const to = alone ? from : Number(end ?? most);
  const every = Number(step ?? 1);
  if (from < least || to > most || from > to || every < 1) {
    throw new Error(`${where}: ${name} is ${part}; expected values from ${least} to ${most} in rising order`);
  }
  return Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, index) => from + index * every);
}

/**
 * The first instant after `after` at which a schedule is due, in milliseconds since the epoch.
 * @param offsetMs how far the clock of the time zone is ahead of UTC; it never changes.
 */
export function nextAfter(cron: Cron, after: number, offsetMs: number): number {
  let local = (Math.floor((after + offsetMs) / MINUTE_MS) + 1) * MINUTE_MS;
  for (;;) {
    const at = new Date(local);
    if (!cron.daysOfMonth.has(at.getUTCDate()) || !cron.daysOfWeek.has(at.getUTCDay() + 1)) {
      local = (Math.floor(local / DAY_MS) + 1) * DAY_MS;
    } else if (!cron.hours.has(at.getUTCHours())) {
      local = (Math.floor(local / HOUR_MS) + 1) * HOUR_MS;
    } else if (!cron.minutes.has(at.getUTCMinutes())) {
      local += MINUTE_MS;
    } else {
      return local - offsetMs;
    }
  }
}
