import type { SSMClient } from '@aws-sdk/client-ssm';
import { type CalendarLook, calendarIn, readValues } from '../shared/calendar-parameters';
import { type Mode, parseMode } from '../shared/guard/mode';
import { type Look, look } from '../shared/step';

/** What people have set, each by itself: a calendar that cannot be read must not hide that everything is off. */
export interface DaySettings {
  /** Of the environment. */
  readonly mode: Look<Mode>;
  readonly calendar: CalendarLook;
}

/** Reads them in one call. What is missing or wrong is unseen, with the reason. */
export async function readDaySettings(
  ssm: SSMClient,
  names: { readonly mode: string; readonly calendar: string; readonly overrides: string },
): Promise<DaySettings> {
  const read = await look(() => readValues(ssm, [names.mode, names.calendar, names.overrides]));
  if ('unseen' in read) return { mode: read, calendar: read };
  return {
    mode: await look(async () => parseMode(names.mode, read.seen.get(names.mode))),
    calendar: await calendarIn(read.seen, names),
  };
}
