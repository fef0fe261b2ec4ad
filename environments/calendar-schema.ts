import { DateTime } from 'luxon';
import * as v from 'valibot';

const text = v.pipe(v.string(), v.nonEmpty('Expected some text'));
const clockTime = v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Expected a time of day like 09:15'));
const isoDate = v.pipe(v.string(), v.check(isDate, 'Expected a date that exists, like 2026-11-20'));
const year = v.pipe(v.string(), v.regex(/^20\d\d$/, 'Expected a year like 2026'));

const Session = v.pipe(
  v.strictObject({ opens: clockTime, closes: clockTime }),
  v.check(({ opens, closes }) => opens < closes, 'Expected opens to come before closes'),
);

const Span = v.pipe(
  v.strictObject({ from: clockTime, to: clockTime }),
  v.check(({ from, to }) => from < to, 'Expected from to come before to'),
);

const Sessions = v.pipe(
  v.array(Session),
  v.minLength(1, 'Expected at least one session'),
  v.check(areInOrder, 'Expected sessions in the order of the day, none beginning before the last has closed'),
);

type SessionsOrUnverified = v.InferOutput<typeof Sessions> | 'unverified';
const SpecialSessionShape = v.strictObject({
  because: text,
  /** Left out, the pre-open begins as long before the first opening as on an ordinary day. */
  preOpen: v.optional(clockTime),
  /** `unverified`: that there is a session is known, its time is not. The whole day then counts as unknown. */
  sessions: v.lazy(
    (given): v.GenericSchema<SessionsOrUnverified> => (typeof given === 'string' ? v.literal('unverified') : Sessions),
  ),
});
const SpecialSession = v.pipe(
  SpecialSessionShape,
  at<v.InferOutput<typeof SpecialSessionShape>>('preOpen', 'a time not after the first opening', opensInTime),
);

const Year = v.strictObject({
  /** Weekdays without ordinary trading, each with its occasion. Weekends need no entry. */
  holidays: v.record(isoDate, text),
  /** Days that trade by hours of their own, whatever weekday or holiday they are. */
  specialSessions: v.record(isoDate, SpecialSession),
});

const hours = {
  /** Continuous trading, first and last minute of the day it can reach in any segment that is traded. */
  session: Session,
  /** Within or right after the session; `null` where there is none. */
  closingAuction: v.nullable(Span),
};
interface Hours {
  readonly session: v.InferOutput<typeof Session>;
  readonly closingAuction: v.InferOutput<typeof Span> | null;
}
const AUCTION = 'from to lie within the session';

const EarlierHoursShape = v.strictObject({ before: isoDate, ...hours });
type EarlierHours = v.InferOutput<typeof EarlierHoursShape>;

export const Weekday = v.picklist(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']);

const CalendarShape = v.strictObject({
  /** IANA zone in which every time of day and every date here is meant. */
  timeZone: v.pipe(v.string(), v.check(isZone, 'Expected an IANA time zone')),
  preOpen: clockTime,
  ...hours,
  /** Hours that held before a date, earliest date first; `[]` when they never changed. The pre-open is the same. */
  earlierHours: v.pipe(
    v.array(v.pipe(EarlierHoursShape, at<EarlierHours>('closingAuction', AUCTION, auctionInSession))),
    v.check(
      (list) => list.every(({ before }, i) => i === 0 || (list[i - 1]?.before ?? '') < before),
      'Expected each date to be later than the one before it',
    ),
  ),
  /** The weekly window for maintenance; it falls out on a day that trades before its end. */
  maintenance: v.nullable(
    v.pipe(
      v.strictObject({
        weekday: Weekday,
        from: clockTime,
        to: clockTime,
      }),
      v.check(({ from, to }) => from < to, 'Expected from to come before to'),
    ),
  ),
  /** By year. The weekdays of a year that is not here are unknown days. */
  days: v.pipe(v.record(year, Year), v.rawCheck(belongToTheirYear)),
});

/** When the market trades, as data: `calendar` of an environment. */
export const CalendarSchema = v.pipe(
  CalendarShape,
  at<v.InferOutput<typeof CalendarShape>>(
    'preOpen',
    'a time not after session.opens',
    ({ preOpen, session }) => preOpen <= session.opens,
  ),
  at<v.InferOutput<typeof CalendarShape>>('closingAuction', AUCTION, auctionInSession),
);

export type Calendar = v.InferOutput<typeof CalendarSchema>;

/** Bytes a Parameter Store value of the standard tier may have. */
const PARAMETER_BYTES = 4096;

/**
 * The calendar as the functions read it at run time: plain JSON without white space.
 * @throws when a standard parameter cannot hold it.
 */
export function compactCalendar(calendar: Calendar): string {
  const compact = JSON.stringify(calendar);
  const bytes = Buffer.byteLength(compact);
  if (bytes > PARAMETER_BYTES) {
    const years = Object.keys(calendar.days).join(', ');
    throw new Error(
      `The calendar has ${bytes} bytes and a parameter holds ${PARAMETER_BYTES}: take a past year out of ${years}.`,
    );
  }
  return compact;
}

/** A condition on a whole object, complained about at one of its fields. */
function at<Whole extends object>(
  field: string & keyof Whole,
  expected: string,
  holds: (whole: Whole) => boolean,
): v.RawCheckAction<Whole> {
  return v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || dataset.issues || holds(dataset.value)) return;
    const input = dataset.value[field];
    addIssue({ message: `Expected ${expected}`, input, path: [step(dataset.value, field, input)] });
  });
}

function belongToTheirYear({ dataset, addIssue }: v.RawCheckContext<Record<string, v.InferOutput<typeof Year>>>): void {
  if (!dataset.typed) return;
  for (const [year, days] of Object.entries(dataset.value)) {
    for (const kind of ['holidays', 'specialSessions'] as const) {
      for (const date of Object.keys(days[kind])) {
        if (date.startsWith(`${year}-`)) continue;
        const path = [
          step(dataset.value, year, days),
          step(days, kind, days[kind]),
          step(days[kind], date, date),
        ] as const;
        addIssue({ message: `Expected a date of ${year}`, input: date, path: [...path] });
      }
    }
  }
}

const step = (input: object, key: string, value: unknown): v.ObjectPathItem => ({
  type: 'object',
  origin: 'value',
  input: input as Record<string, unknown>,
  key,
  value,
});

function areInOrder(sessions: { opens: string; closes: string }[]): boolean {
  return sessions.every(({ opens }, i) => i === 0 || (sessions[i - 1]?.closes ?? '') <= opens);
}

function opensInTime({ preOpen, sessions }: v.InferOutput<typeof SpecialSessionShape>): boolean {
  if (preOpen === undefined || sessions === 'unverified') return true;
  return preOpen <= (sessions[0]?.opens ?? preOpen);
}

function auctionInSession({ session, closingAuction }: Hours): boolean {
  if (closingAuction === null) return true;
  return closingAuction.from > session.opens && closingAuction.from <= session.closes;
}

function isDate(date: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(date) && DateTime.fromISO(date, { zone: 'utc' }).isValid;
}

function isZone(zone: string): boolean {
  return Intl.supportedValuesOf('timeZone').includes(zone) || zone === 'Asia/Kolkata';
}
