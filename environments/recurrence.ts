import { RRule } from 'rrule';
import { FieldError, instantOf, type Moment, momentOf, readingAt } from './calendar-moment';

const DAYS = '(?:MO|TU|WE|TH|FR|SA|SU)';
const listOf = (one: string): RegExp => new RegExp(`^${one}(?:,${one})*$`);

/** The parts of a rule that a rota needs; what repeats within a day is no shift. */
const PARTS: Readonly<Record<string, { readonly form: RegExp; readonly expected: string }>> = {
  FREQ: { form: /^(?:DAILY|WEEKLY|MONTHLY|YEARLY)$/, expected: 'DAILY, WEEKLY, MONTHLY or YEARLY' },
  COUNT: { form: /^[1-9]\d{0,5}$/, expected: 'a number from 1' },
  UNTIL: { form: /^\d{8}(?:T\d{6}Z)?$/, expected: 'a date, or a time in UTC' },
  INTERVAL: { form: /^[1-9]\d{0,3}$/, expected: 'a number from 1' },
  WKST: { form: listOf(DAYS), expected: 'a day like MO' },
  BYDAY: { form: listOf(`(?:[+-]?[1-9]\\d?)?${DAYS}`), expected: 'days like MO,TH' },
  BYMONTHDAY: { form: listOf('-?(?:[1-9]|[12]\\d|3[01])'), expected: 'days of the month like 1,15,-1' },
  BYMONTH: { form: listOf('(?:[1-9]|1[0-2])'), expected: 'months from 1 to 12' },
  BYSETPOS: { form: listOf('[+-]?[1-9]\\d{0,2}'), expected: 'positions like 1,-1' },
};

/**
 * When a recurring event begins: readings of the clock that its start is read off, at most so many.
 *
 * A rule without an end is refused: what synth made of it would depend on the day of the synth. So is a start that the
 * rule itself does not name, because calendars disagree about whether it counts.
 * @throws FieldError
 */
export function startsOf(start: Moment, rule: string | undefined, most: number): number[] {
  if (rule === undefined) return [start.reading];
  const parts = partsOf(rule);
  const { until, ...options } = RRule.parseString(
    Object.entries(parts)
      .map((part) => part.join('='))
      .join(';'),
  );
  const starts = new RRule({
    ...options,
    ...(until ? { until: new Date(untilReading(start, parts.UNTIL ?? '')) } : {}),
    dtstart: new Date(start.reading),
  })
    .all((_, index) => index < most)
    .map((date) => date.getTime());
  if (starts[0] !== start.reading) throw new FieldError('RRULE', rule, 'a rule whose first date is that of DTSTART');
  return starts;
}

function partsOf(rule: string): Readonly<Record<string, string>> {
  const parts: Record<string, string> = {};
  for (const part of rule.split(';')) {
    const [name = '', value = ''] = part.split('=');
    const known = PARTS[name];
    if (!known) throw new FieldError('RRULE', part, `parts of these only: ${Object.keys(PARTS).join(', ')}`);
    if (!known.form.test(value)) throw new FieldError(`RRULE ${name}`, value, known.expected);
    if (name in parts) throw new FieldError(`RRULE ${name}`, rule, 'it once');
    parts[name] = value;
  }
  const { FREQ = '', BYDAY = '', BYMONTHDAY } = parts;
  if (FREQ === '') throw new FieldError('RRULE FREQ', undefined, PARTS.FREQ?.expected ?? '');
  if ('COUNT' in parts === 'UNTIL' in parts)
    throw new FieldError('RRULE', rule, 'either COUNT or UNTIL: a rota that has no end cannot be written down');
  // RFC 5545, section 3.3.10 forbids both, and every calendar makes something else of them.
  if (/\d/.test(BYDAY) && !['MONTHLY', 'YEARLY'].includes(FREQ))
    throw new FieldError('RRULE BYDAY', BYDAY, `days without numbers with FREQ=${FREQ}`);
  if (BYMONTHDAY !== undefined && FREQ === 'WEEKLY')
    throw new FieldError('RRULE BYMONTHDAY', BYMONTHDAY, 'no days of the month with FREQ=WEEKLY');
  return parts;
}

/** The end of a rule, by the clock of the start. It is a date with dates and a time in UTC with times. */
function untilReading(start: Moment, until: string): number {
  if ((start.kind === 'date') === until.includes('T'))
    throw new FieldError(
      'RRULE UNTIL',
      until,
      start.kind === 'date' ? 'a date, as DTSTART is one' : 'a time in UTC (…Z)',
    );
  const parameters: Record<string, string> = start.kind === 'date' ? { VALUE: 'DATE' } : {};
  const moment = momentOf({ name: 'RRULE UNTIL', parameters, value: until }, start.zone);
  return start.kind === 'date' ? moment.reading : readingAt(start.zone, instantOf(moment));
}
