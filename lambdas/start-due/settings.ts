import { GetParametersCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { type Calendar, type Overrides, parseCalendar, parseOverrides } from '../shared/calendar';
import { type Mode, parseMode } from '../shared/guard/mode';
import { type Look, look } from '../shared/step';

/** What people have set, each by itself: a calendar that cannot be read must not hide that everything is off. */
export interface DaySettings {
  /** Of the environment. */
  readonly mode: Look<Mode>;
  readonly calendar: Look<{ readonly calendar: Calendar; readonly overrides: Overrides }>;
}

/** Reads them in one call. What is missing or wrong is unseen, with the reason. */
export async function readDaySettings(
  ssm: SSMClient,
  names: { readonly mode: string; readonly calendar: string; readonly overrides: string },
): Promise<DaySettings> {
  const read = await look(() =>
    ssm.send(new GetParametersCommand({ Names: [names.mode, names.calendar, names.overrides] })),
  );
  if ('unseen' in read) return { mode: read, calendar: read };
  const value = (name: string) => read.seen.Parameters?.find(({ Name }) => Name === name)?.Value;
  const needed = (name: string): string => {
    const found = value(name);
    if (found === undefined) throw new Error(`There is no parameter ${name}.`);
    return found;
  };
  return {
    mode: await look(async () => parseMode(names.mode, value(names.mode))),
    calendar: await look(async () => ({
      calendar: parseCalendar(needed(names.calendar)),
      overrides: parseOverrides(needed(names.overrides)),
    })),
  };
}
