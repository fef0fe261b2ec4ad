import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import * as v from 'valibot';
import { readRotaCalendar } from './rota-calendar';

/** Shifts of one role. The whole rota travels in the input of every escalation, which holds 256 KiB. */
export const MOST_SHIFTS = 100;

const contactId = v.pipe(v.string(), v.nonEmpty('Expected some text'));
const DATE_OR_TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?$/;
const dateOrTime = v.pipe(
  v.string(),
  v.check(
    (given) => DATE_OR_TIME.test(given) && DateTime.fromISO(given, { zone: 'utc' }).isValid,
    'Expected a date or date-time that exists, like 2026-11-20 or 2026-11-20T18:00',
  ),
);

const Always = v.strictObject({ primary: contactId, backup: contactId });
const Shifts = v.strictObject({
  shifts: v.array(
    v.strictObject({ from: dateOrTime, until: dateOrTime, primary: contactId, backup: v.optional(contactId) }),
  ),
});
const CalendarFile = v.strictObject({
  calendarFile: v.pipe(
    v.string(),
    v.regex(/^[\w-]+(\/[\w-]+)*\.ics$/, 'Expected a file below environments/ like rota/trading.ics'),
  ),
});
type Given = v.InferOutput<typeof Always> | v.InferOutput<typeof Shifts> | v.InferOutput<typeof CalendarFile>;

/**
 * Who is on call for a role: always the same two; or shifts, by date or date-time in the calendar's zone, `until` being the
 * first instant that is not in it; or an iCalendar file (rota-calendar.ts says what is read of it).
 */
export const RotationSchema = v.lazy((given): v.GenericSchema<Given> => {
  if (typeof given !== 'object' || given === null) return Always;
  return 'shifts' in given ? Shifts : 'calendarFile' in given ? CalendarFile : Always;
});

interface Pair {
  readonly primary: string;
  readonly backup?: string;
}

export interface Shift extends Pair {
  /** ISO 8601 in UTC. */
  readonly from: string;
  /** The first instant that is not in it. */
  readonly until: string;
}

/** A rotation as everything behind the environment's file sees it: shifts in order, none overlapping another. */
export type Rotation = { readonly primary: string; readonly backup: string } | { readonly shifts: readonly Shift[] };

/** Every rotation as shifts; one that never changes is a single shift without beginning or end. */
export const shiftsOf = (rotation: Rotation): readonly (Pair & Partial<Shift>)[] =>
  'shifts' in rotation ? rotation.shifts : [rotation];

/** A shift, and how a complaint names it and its contacts. Milliseconds since the epoch. */
interface Named extends Pair {
  readonly from: number;
  readonly until: number;
  readonly named: string;
  readonly field: (name: 'primary' | 'backup') => string;
}

export interface Resolved {
  readonly rotation: Rotation;
  /** A line for everything wrong. */
  readonly complaints: readonly string[];
}

/**
 * Reads a rotation into shifts and checks them: each ends after it begins, none overlaps another, every contact is known.
 * @param path how complaints name it: `onCall.trading`.
 * @param folder where calendar files are looked for.
 */
export function resolveRotation(
  path: string,
  given: Given,
  { calendar: { timeZone }, contacts }: { calendar: { timeZone: string }; contacts: Readonly<Record<string, unknown>> },
  folder = __dirname,
): Resolved {
  const known = Object.keys(contacts);
  const strangers = (pair: Pair, field: Named['field']): string[] =>
    (['primary', 'backup'] as const).flatMap((each) => {
      const id = pair[each];
      if (id === undefined || known.includes(id)) return [];
      return [`  ${field(each)}: given "${id}", expected one of contacts: ${known.join(', ')}`];
    });
  if ('primary' in given) {
    const { primary, backup } = given;
    return { rotation: { primary, backup }, complaints: strangers(given, (each) => `${path}.${each}`) };
  }
  const read =
    'shifts' in given
      ? { shifts: inline(`${path}.shifts`, given.shifts, timeZone), complaints: [] }
      : fromFile(`${path}.calendarFile`, given.calendarFile, timeZone, folder);
  const shifts = read.shifts.toSorted((one, other) => one.from - other.from);
  const complaints = [
    ...read.complaints,
    ...shifts.flatMap((shift) => strangers(shift, shift.field)),
    ...shifts
      .filter(({ from, until }) => until <= from)
      .map(({ named, ...shift }) => `  ${named}: given ${spell(shift, timeZone)}, expected until to come after from`),
    ...overlaps(shifts, timeZone),
  ];
  if (shifts.length > MOST_SHIFTS)
    complaints.push(
      `  ${path}: given more than ${MOST_SHIFTS} shifts, expected at most ${MOST_SHIFTS}: every escalation carries the rota`,
    );
  return { rotation: { shifts: shifts.map(plain) }, complaints: [...new Set(complaints)] };
}

function inline(path: string, given: v.InferOutput<typeof Shifts>['shifts'], timeZone: string): Named[] {
  const instant = (iso: string): number => {
    const at = DateTime.fromISO(iso, { zone: timeZone });
    return (iso.includes('T') ? at : at.startOf('day')).toMillis();
  };
  return given.map(({ from, until, primary, backup }, index) => ({
    from: instant(from),
    until: instant(until),
    primary,
    ...(backup === undefined ? {} : { backup }),
    named: `${path}.${index}`,
    field: (each) => `${path}.${index}.${each}`,
  }));
}

function fromFile(path: string, file: string, timeZone: string, folder: string) {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(join(folder, file));
  } catch (error) {
    const { code = 'unreadable' } = error as { code?: string };
    const complaint = `  ${path}: given "${file}", expected a file below environments/ that can be read (${code})`;
    return { shifts: [], complaints: [complaint] };
  }
  const { shifts, complaints } = readRotaCalendar(bytes, timeZone, MOST_SHIFTS + 1);
  return {
    shifts: shifts.map(({ event, ...shift }): Named => {
      const named = `${path}: ${file}, event ${event}`;
      return { ...shift, named, field: () => `${named}, SUMMARY` };
    }),
    complaints: complaints.map((complaint) => `  ${path}: ${file}, ${complaint}`),
  };
}

function overlaps(shifts: readonly Named[], timeZone: string): string[] {
  const complaints = new Map<string, string>();
  let last: Named | undefined;
  for (const shift of shifts) {
    if (last && shift.from < last.until) {
      const pair = `  ${last.named} and ${shift.named}`;
      const words = `${spell(last, timeZone)} and ${spell(shift, timeZone)}`;
      if (!complaints.has(pair)) complaints.set(pair, `${pair}: given ${words}, expected shifts that do not overlap`);
    }
    if (!last || shift.until > last.until) last = shift;
  }
  return [...complaints.values()];
}

const plain = ({ from, until, primary, backup }: Named): Shift => ({
  from: new Date(from).toISOString(),
  until: new Date(until).toISOString(),
  primary,
  ...(backup === undefined ? {} : { backup }),
});

/** `16 Nov 2026 09:00 to 23 Nov 2026 09:00`, by the clock of the zone. */
function spell({ from, until }: { from: number; until: number }, zone: string): string {
  const words = (at: number) => DateTime.fromMillis(at, { zone, locale: 'en' }).toFormat('d LLL yyyy HH:mm');
  return `${words(from)} to ${words(until)}`;
}
