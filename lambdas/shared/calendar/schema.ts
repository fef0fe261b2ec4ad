import { DateTime } from 'luxon';
import * as v from 'valibot';

const text = v.pipe(v.string(), v.nonEmpty('Expected some text'));
const clockTime = v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Expected a time of day like 09:15'));
const isoDate = v.pipe(
  v.string(),
  v.check((date) => /^\d{4}-\d\d-\d\d$/.test(date) && exists(date), 'Expected a date that exists, like 2026-11-20'),
);
const instant = v.pipe(
  v.string(),
  v.check(
    (at) => /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.test(at) && exists(at),
    'Expected an instant with its zone, like 2026-11-20T10:00:00+05:30',
  ),
);

const Session = v.pipe(
  v.strictObject({ opens: clockTime, closes: clockTime }),
  v.check(({ opens, closes }) => opens < closes, 'Expected opens to come before closes'),
);
const Sessions = v.pipe(
  v.array(Session),
  v.minLength(1, 'Expected at least one session'),
  v.check(
    (list) => list.every(({ opens }, i) => i === 0 || (list[i - 1]?.closes ?? '') <= opens),
    'Expected sessions in the order of the day, none beginning before the last has closed',
  ),
);
const Span = v.pipe(
  v.strictObject({ from: clockTime, to: clockTime }),
  v.check(({ from, to }) => from < to, 'Expected from to come before to'),
);
const hours = { session: Session, closingAuction: v.nullable(Span) };

type SessionsOrUnverified = v.InferOutput<typeof Sessions> | 'unverified';
const SpecialSession = v.strictObject({
  because: text,
  preOpen: v.optional(clockTime),
  sessions: v.lazy(
    (given): v.GenericSchema<SessionsOrUnverified> => (typeof given === 'string' ? v.literal('unverified') : Sessions),
  ),
});

/** The market calendar as the environment says it and synth writes it into a parameter. */
export const Calendar = v.strictObject({
  timeZone: v.pipe(
    v.string(),
    v.check((zone) => DateTime.utc().setZone(zone).isValid, 'Expected an IANA time zone'),
  ),
  preOpen: clockTime,
  ...hours,
  earlierHours: v.array(v.strictObject({ before: isoDate, ...hours })),
  maintenance: v.nullable(
    v.strictObject({
      weekday: v.picklist(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']),
      from: clockTime,
      to: clockTime,
    }),
  ),
  days: v.record(
    v.pipe(v.string(), v.regex(/^20\d\d$/, 'Expected a year like 2026')),
    v.strictObject({ holidays: v.record(isoDate, text), specialSessions: v.record(isoDate, SpecialSession) }),
  ),
});
export type Calendar = v.InferOutput<typeof Calendar>;
export type SpecialSession = v.InferOutput<typeof SpecialSession>;

const Closed = v.strictObject({ closed: text });
const Trading = v.pipe(
  v.strictObject({ because: text, preOpen: v.optional(clockTime), sessions: Sessions }),
  v.check(
    ({ preOpen, sessions }) => preOpen === undefined || preOpen <= (sessions[0]?.opens ?? preOpen),
    'Expected preOpen not after the first opening',
  ),
);
type OverriddenDay = v.InferOutput<typeof Closed> | v.InferOutput<typeof Trading>;

/** What people say at run time, without a deployment: days that the exchange declared late, and change freezes. */
export const Overrides = v.strictObject({
  days: v.optional(
    v.record(
      isoDate,
      v.lazy(
        (given): v.GenericSchema<OverriddenDay> =>
          typeof given === 'object' && given !== null && 'closed' in given ? Closed : Trading,
      ),
    ),
  ),
  freezes: v.optional(
    v.array(
      v.pipe(
        v.strictObject({ from: instant, to: instant, because: text }),
        v.check(({ from, to }) => Date.parse(from) < Date.parse(to), 'Expected from to come before to'),
      ),
    ),
  ),
});
export type Overrides = v.InferOutput<typeof Overrides>;

function exists(iso: string): boolean {
  return DateTime.fromISO(iso, { zone: 'utc' }).isValid;
}
