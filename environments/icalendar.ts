/** A line of an iCalendar file: `DTSTART;TZID=Asia/Kolkata:20261116T090000`. */
export interface Property {
  /** In capitals. */
  readonly name: string;
  /** By name in capitals, without quotation marks. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly value: string;
}

/** What stands between BEGIN and END. */
export interface Component {
  /** In capitals. */
  readonly name: string;
  readonly properties: readonly Property[];
  readonly components: readonly Component[];
}

/** A file that is no iCalendar file. */
export class CalendarFileError extends Error {
  override readonly name = 'CalendarFileError';
}

const QUOTED_OR_PLAIN = '(?:"[^"]*"|[^";:,]*)';
const PARAMETER = `;[A-Za-z0-9-]+=${QUOTED_OR_PLAIN}(?:,${QUOTED_OR_PLAIN})*`;
const LINE = new RegExp(`^([A-Za-z0-9-]+)((?:${PARAMETER})*):(.*)$`, 's');
const PARAMETERS = new RegExp(PARAMETER, 'g');

/**
 * Reads the lines of an iCalendar file (RFC 5545, section 3.1) into components; what they mean is not asked here.
 * @returns what stands between the one BEGIN:VCALENDAR and its END.
 * @throws CalendarFileError that quotes the line which is not understood.
 */
export function readICalendar(file: Uint8Array): Component {
  const open: { name: string; properties: Property[]; components: Component[] }[] = [
    { name: '(the file)', properties: [], components: [] },
  ];
  for (const line of unfolded(file)) {
    if (line === '') continue;
    const { name, parameters, value } = readLine(line);
    const holder = open.at(-1);
    if (name === 'BEGIN') {
      open.push({ name: value.toUpperCase(), properties: [], components: [] });
    } else if (name === 'END') {
      if (!holder || open.length === 1 || holder.name !== value.toUpperCase())
        throw new CalendarFileError(
          `given "${line}", expected END:${open.length === 1 ? '… after a BEGIN' : holder?.name}`,
        );
      open.pop();
      open.at(-1)?.components.push(holder);
    } else {
      if (open.length === 1) throw new CalendarFileError(`given "${line}", expected BEGIN:VCALENDAR before it`);
      holder?.properties.push({ name, parameters, value });
    }
  }
  const [root, unended] = open;
  if (unended) throw new CalendarFileError(`given no END for ${open.at(-1)?.name}, expected END:${open.at(-1)?.name}`);
  const [calendar, ...others] = root?.components ?? [];
  if (calendar?.name !== 'VCALENDAR' || others.length > 0) {
    const given = root?.components.map(({ name }) => name).join(', ') || 'nothing';
    throw new CalendarFileError(`given ${given}, expected one VCALENDAR`);
  }
  return calendar;
}

/** A TEXT value as a person reads it (RFC 5545, section 3.3.11). */
export const textOf = (value: string): string =>
  value.replace(/\\([\\;,nN])/g, (_, escaped: string) => (escaped.toLowerCase() === 'n' ? '\n' : escaped));

/** Lines are folded by octets, in the middle of a letter if need be: they are joined before anything is decoded. */
function unfolded(file: Uint8Array): string[] {
  const octets = Buffer.from(file)
    .toString('latin1')
    .replace(/\r?\n[ \t]/g, '');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(octets, 'latin1')).split(/\r?\n/);
  } catch {
    throw new CalendarFileError('given a file that is not UTF-8, expected UTF-8');
  }
}

function readLine(line: string): Property {
  const [, name, parameters = '', value = ''] = LINE.exec(line) ?? [];
  if (name === undefined)
    throw new CalendarFileError(
      `given ${JSON.stringify(line.slice(0, 80))}, expected a line like NAME;PARAMETER=…:value`,
    );
  return {
    name: name.toUpperCase(),
    parameters: Object.fromEntries(
      (parameters.match(PARAMETERS) ?? []).map((each) => {
        const [key = '', ...rest] = each.slice(1).split('=');
        return [key.toUpperCase(), rest.join('=').replaceAll('"', '')];
      }),
    ),
    value,
  };
}
