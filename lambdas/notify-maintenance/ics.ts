/** One event of a calendar file. Instants in milliseconds since the epoch. */
export interface Event {
  /** Stays the same for one window, whatever becomes of it. */
  readonly uid: string;
  /** Higher in whatever is said later about the same event. */
  readonly sequence: number;
  /** When this is said. */
  readonly at: number;
  readonly from: number;
  readonly until: number;
  readonly status: 'CONFIRMED' | 'CANCELLED';
  readonly summary: string;
  readonly description: string;
}

/**
 * A calendar file with one event, to be published to whoever wants it.
 * https://www.rfc-editor.org/rfc/rfc5545 and, for METHOD, https://www.rfc-editor.org/rfc/rfc5546#section-3.2.1
 */
export function calendarFile(event: Event): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Runbook//Maintenance notice//EN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${text(event.uid)}`,
    `SEQUENCE:${event.sequence}`,
    `DTSTAMP:${utc(event.at)}`,
    `DTSTART:${utc(event.from)}`,
    `DTEND:${utc(event.until)}`,
    `STATUS:${event.status}`,
    `SUMMARY:${text(event.summary)}`,
    `DESCRIPTION:${text(event.description)}`,
    // It takes nobody's time: the work is done by machines.
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

/** `20261121T003000Z` (section 3.3.5, form 2): in UTC a file needs no definition of a time zone. */
const utc = (at: number): string => `${new Date(at).toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`;

/** A TEXT value (section 3.3.11): line breaks as `\n`; no other control character is allowed in it. */
const text = (value: string): string =>
  value
    .replace(/[\\;,]/g, (sign) => `\\${sign}`)
    .replace(/\r\n?|\n/g, '\\n')
    .replace(/\p{Cc}/gu, ' ');

/** Octets of a line without its break (section 3.1). */
const MOST_OCTETS = 75;

/** Breaks long lines between characters: a part that begins with a space belongs to the line before. */
function folded(line: string): string {
  const parts: string[] = [];
  let part = '';
  for (const character of line) {
    // The space counts in every part but the first.
    const room = MOST_OCTETS - (parts.length > 0 ? 1 : 0);
    if (Buffer.byteLength(part + character) > room) {
      parts.push(part);
      part = '';
    }
    part += character;
  }
  return [...parts, part].join('\r\n ');
}
