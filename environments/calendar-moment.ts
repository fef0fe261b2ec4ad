import { DateTime, IANAZone } from 'luxon';
import type { Property } from './icalendar';

/** A property of an event that is not understood. The message says what was given and what is expected. */
export class FieldError extends Error {
  override readonly name = 'FieldError';

  constructor(
    readonly field: string,
    given: string | undefined,
    expected: string,
  ) {
    super(`given ${given === undefined ? 'nothing' : JSON.stringify(given)}, expected ${expected}`);
  }
}

/**
 * What a clock on the wall shows, and where that clock hangs. Recurrences are counted by the clock: a shift that begins at
 * 09:00 does so in the week, too, in which clocks are changed.
 */
export interface Moment {
  /** `date`: a day as a whole. `local`: by the clock of a time zone. */
  readonly kind: 'date' | 'local' | 'utc';
  /** IANA zone. */
  readonly zone: string;
  /** Year to second as the clock shows them, as if it hung in Greenwich: milliseconds since the epoch. */
  readonly reading: number;
}

const FORMS = 'a date (VALUE=DATE), a time in UTC (…Z) or a time with TZID';

/**
 * A DATE or DATE-TIME (RFC 5545, sections 3.3.4 and 3.3.5). A date is meant in the rota's zone; a time that names no zone
 * could be anybody's, and is refused.
 * @throws FieldError
 */
export function momentOf({ name, parameters, value }: Property, timeZone: string): Moment {
  const { VALUE = 'DATE-TIME', TZID, ...others } = parameters;
  const [unknown] = Object.keys(others);
  if (unknown) throw new FieldError(name, `${unknown}=${others[unknown]}`, 'no parameters but VALUE and TZID');
  if (TZID !== undefined && !IANAZone.isValidZone(TZID))
    throw new FieldError(`${name};TZID`, TZID, 'an IANA time zone like Asia/Kolkata');
  const utc = value.endsWith('Z');
  const date = VALUE === 'DATE';
  if (!(date || VALUE === 'DATE-TIME') || (date || utc) !== (TZID === undefined))
    throw new FieldError(name, value, FORMS);
  const format = date ? 'yyyyMMdd' : utc ? "yyyyMMdd'T'HHmmss'Z'" : "yyyyMMdd'T'HHmmss";
  const reading = DateTime.fromFormat(value, format, { zone: 'utc' });
  if (!reading.isValid)
    throw new FieldError(
      name,
      value,
      `${FORMS} that exists, like ${date ? '20261116' : `20261116T090000${utc ? 'Z' : ''}`}`,
    );
  return {
    kind: date ? 'date' : utc ? 'utc' : 'local',
    zone: date ? timeZone : utc ? 'utc' : (TZID ?? timeZone),
    reading: reading.toMillis(),
  };
}

/** Milliseconds since the epoch at which the clock shows that. A time that is skipped comes as much later as was skipped. */
export function instantOf({ kind, zone, reading }: Moment): number {
  const there = DateTime.fromMillis(reading, { zone: 'utc' }).setZone(zone, { keepLocalTime: true });
  return (kind === 'date' ? there.startOf('day') : there).toMillis();
}

/** What the clock of a zone shows at an instant. */
export const readingAt = (zone: string, at: number): number =>
  DateTime.fromMillis(at, { zone }).setZone('utc', { keepLocalTime: true }).toMillis();
