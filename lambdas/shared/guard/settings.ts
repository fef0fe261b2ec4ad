import { GetParametersCommand, type SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { type Calendar, type Overrides, parseCalendar, parseOverrides } from '../calendar';
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
  readonly calendar: Look<{ readonly calendar: Calendar; readonly overrides: Overrides }>;
}

/** Reads mode and calendar in one call. What is missing or wrong is unseen, with the reason. */
export async function readSettings(ssm: SSMClient, names: SettingNames): Promise<Settings> {
  const read = await look(async () => {
    const { Parameters = [] } = await ssm.send(
      new GetParametersCommand({ Names: [names.mode, names.runbookMode, names.calendar, names.overrides] }),
    );
    return new Map(Parameters.map(({ Name, Value }) => [Name, Value]));
  });
  if ('unseen' in read) return { mode: read, calendar: read };
  const values = read.seen;
  const needed = (name: string): string => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`There is no parameter ${name}.`);
    return value;
  };
  return {
    mode: await look(async () =>
      effective(
        parseMode(names.mode, values.get(names.mode)),
        parseMode(names.runbookMode, values.get(names.runbookMode)),
      ),
    ),
    calendar: await look(async () => ({
      calendar: parseCalendar(needed(names.calendar)),
      overrides: parseOverrides(needed(names.overrides)),
    })),
  };
}
