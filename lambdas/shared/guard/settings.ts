import type { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { type CalendarLook, calendarIn, readValues } from '../calendar-parameters';
import { type Look, look } from '../step';
import { effective, type Mode, parseMode } from './mode';

/** Names of the parameters people change at run time; read at every decision, never kept. */
export const SettingNames = v.object({
  /** The mode of the whole environment: a ceiling. */
  mode: v.string(),
  /** The mode of this runbook. */
  runbookMode: v.string(),
  calendar: v.string(),
  overrides: v.string(),
});
export type SettingNames = v.InferOutput<typeof SettingNames>;

/** What people have set, each by itself: a calendar that cannot be read must not hide the mode. */
export interface Settings {
  readonly mode: Look<Mode>;
  readonly calendar: CalendarLook;
}

/** Reads mode and calendar in one call. What is missing or wrong is unseen, with the reason. */
export async function readSettings(ssm: SSMClient, names: SettingNames): Promise<Settings> {
  const read = await look(() => readValues(ssm, [names.mode, names.runbookMode, names.calendar, names.overrides]));
  if ('unseen' in read) return { mode: read, calendar: read };
  const values = read.seen;
  return {
    mode: await look(async () =>
      effective(
        parseMode(names.mode, values.get(names.mode)),
        parseMode(names.runbookMode, values.get(names.runbookMode)),
      ),
    ),
    calendar: await calendarIn(values, names),
  };
}
