import { FieldError, instantOf, type Moment, momentOf } from './calendar-moment';
import { CalendarFileError, type Component, type Property, readICalendar, textOf } from './icalendar';
import { startsOf } from './recurrence';

/** One occurrence of an event. Milliseconds since the epoch; `until` is the first instant that is not in it. */
export interface CalendarShift {
  readonly from: number;
  readonly until: number;
  readonly primary: string;
  readonly backup?: string;
  /** The event, as a complaint names it. */
  readonly event: string;
}

export interface RotaCalendar {
  readonly shifts: readonly CalendarShift[];
  /** A sentence without its stop for everything that is not understood: event, field, what was given and expected. */
  readonly complaints: readonly string[];
}

const NEEDED = ['DTSTART', 'DTEND', 'SUMMARY'];
const READ = [...NEEDED, 'UID', 'RRULE', 'EXDATE', 'STATUS'];
/** They change neither who is on call nor when. */
const PASSED_OVER = new Set(
  `ATTACH ATTENDEE CATEGORIES CLASS COLOR COMMENT CONTACT CREATED DESCRIPTION DTSTAMP GEO LAST-MODIFIED LOCATION ORGANIZER
   PRIORITY RELATED-TO SEQUENCE TRANSP URL`.split(/\s+/),
);
const IS_PASSED_OVER = ({ name }: Property): boolean => PASSED_OVER.has(name) || name.startsWith('X-');

/**
 * The shifts of an iCalendar file. Every VEVENT is a shift; its SUMMARY names contacts, `trading-primary / trading-backup`,
 * and the backup may be left out. DTSTART and DTEND are dates in the rota's zone, times in UTC, or times with TZID. RRULE
 * repeats the shift if it ends, EXDATE takes dates out, a cancelled event is none. All that could change who is on call
 * and is not among these is complained about, never passed over.
 *
 * @param most occurrences read of one event.
 */
export function readRotaCalendar(file: Uint8Array, timeZone: string, most: number): RotaCalendar {
  let calendar: Component;
  try {
    calendar = readICalendar(file);
  } catch (error) {
    if (error instanceof CalendarFileError) return { shifts: [], complaints: [error.message] };
    throw error;
  }
  const shifts: CalendarShift[] = [];
  const complaints: string[] = [];
  // What a reader would have to be told of the calendar as a whole: another way to count days, a cancellation of them all.
  for (const [name, expected] of [
    ['CALSCALE', 'GREGORIAN'],
    ['METHOD', 'PUBLISH'],
  ]) {
    const given = calendar.properties.find((property) => property.name === name)?.value ?? expected;
    if (given?.toUpperCase() !== expected) complaints.push(`${name}: given "${given}", expected ${expected}`);
  }
  calendar.components.forEach((component, index) => {
    // A zone is known by its name; a file's own description of it is not read.
    if (component.name === 'VTIMEZONE') return;
    const event = labelOf(component, index);
    try {
      shifts.push(...shiftsOf(component, event, timeZone, most));
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      complaints.push(`event ${event}, ${error.field}: ${error.message}`);
    }
  });
  return { shifts, complaints };
}

function labelOf({ properties }: Component, index: number): string {
  const find = (name: string) => properties.find((property) => property.name === name)?.value;
  const label = find('UID') ?? find('SUMMARY');
  return label === undefined ? `number ${index + 1}` : `"${textOf(label)}"`;
}

function shiftsOf({ name, properties, components }: Component, event: string, timeZone: string, most: number) {
  if (name !== 'VEVENT') throw new FieldError('BEGIN', name, 'VEVENT');
  const other = components.find((component) => component.name !== 'VALARM');
  if (other) throw new FieldError('BEGIN', other.name, 'nothing within an event but VALARM');
  const unknown = properties.find((property) => !READ.includes(property.name) && !IS_PASSED_OVER(property));
  if (unknown)
    throw new FieldError(unknown.name, unknown.value, `no property that moves a shift but ${READ.join(', ')}`);
  const one = (wanted: string): Property | undefined => {
    const [property, again] = properties.filter((each) => each.name === wanted);
    if (again) throw new FieldError(wanted, again.value, 'it once');
    return property;
  };
  const needed = (wanted: string): Property => {
    const property = one(wanted);
    if (!property) throw new FieldError(wanted, undefined, 'this property');
    return property;
  };
  if (one('STATUS')?.value.toUpperCase() === 'CANCELLED') return [];
  const who = contactsOf(textOf(needed('SUMMARY').value));
  const start = momentOf(needed('DTSTART'), timeZone);
  const endProperty = needed('DTEND');
  const end = momentOf(endProperty, timeZone);
  if ((start.kind === 'date') !== (end.kind === 'date'))
    throw new FieldError('DTEND', endProperty.value, `a ${start.kind === 'date' ? 'date' : 'time'}, as DTSTART is one`);
  if (instantOf(end) <= instantOf(start)) throw new FieldError('DTEND', endProperty.value, 'a time after DTSTART');
  const excluded = new Set(exceptions(properties, start, timeZone));
  const starts = startsOf(start, one('RRULE')?.value, most + excluded.size);
  const instants = starts.map((reading) => ({ reading, from: instantOf({ ...start, reading }) }));
  for (const at of excluded) {
    if (!instants.some(({ from }) => from === at))
      throw new FieldError('EXDATE', new Date(at).toISOString(), 'the start of one of its occurrences');
  }
  return instants
    .filter(({ from }) => !excluded.has(from))
    .map(({ reading, from }) => ({ from, until: endOf(start, end, reading, from), ...who, event }));
}

/** By the clock where both ends hang beside the same one, so that a handover at 09:00 stays at 09:00; else as long as the first. */
function endOf(start: Moment, end: Moment, reading: number, from: number): number {
  if (start.zone === end.zone) return instantOf({ ...end, reading: end.reading + reading - start.reading });
  return from + instantOf(end) - instantOf(start);
}

function exceptions(properties: readonly Property[], start: Moment, timeZone: string): number[] {
  return properties
    .filter(({ name }) => name === 'EXDATE')
    .flatMap((property) => property.value.split(',').map((value) => ({ ...property, value })))
    .map((property) => {
      const moment = momentOf(property, timeZone);
      if ((moment.kind === 'date') !== (start.kind === 'date'))
        throw new FieldError(
          'EXDATE',
          property.value,
          `a ${start.kind === 'date' ? 'date' : 'time'}, as DTSTART is one`,
        );
      return instantOf(moment);
    });
}

function contactsOf(summary: string): { primary: string; backup?: string } {
  const [primary = '', backup, ...others] = summary.split('/').map((id) => id.trim());
  if (primary === '' || backup === '' || others.length > 0)
    throw new FieldError('SUMMARY', summary, 'ids of contacts: "<primary> / <backup>", or "<primary>" alone');
  return { primary, ...(backup === undefined ? {} : { backup }) };
}
