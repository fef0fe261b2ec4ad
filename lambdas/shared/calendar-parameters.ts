import { GetParametersCommand, type SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { type Calendar, type Overrides, parseCalendar, parseOverrides } from './calendar';
import { type Look, look } from './step';

/** Names of the parameters that hold the calendar and what people have said since. */
export const CalendarNames = v.object({ calendar: v.string(), overrides: v.string() });
export type CalendarNames = v.InferOutput<typeof CalendarNames>;

export type CalendarLook = Look<{ readonly calendar: Calendar; readonly overrides: Overrides }>;

/** By name; a parameter that does not exist is left out. */
export type Values = ReadonlyMap<string | undefined, string | undefined>;

/** Reads parameters in one call. @throws when it fails. */
export async function readValues(ssm: SSMClient, names: readonly string[]): Promise<Values> {
  const { Parameters = [] } = await ssm.send(new GetParametersCommand({ Names: [...names] }));
  return new Map(Parameters.map(({ Name, Value }) => [Name, Value]));
}

/** What is missing or wrong is unseen, with the reason. */
export const calendarIn = (values: Values, { calendar, overrides }: CalendarNames): Promise<CalendarLook> =>
  look(async () => ({
    calendar: parseCalendar(needed(values, calendar)),
    overrides: parseOverrides(needed(values, overrides)),
  }));

/** For whoever has no mode to ask for. */
export async function readCalendar(ssm: SSMClient, names: CalendarNames): Promise<CalendarLook> {
  const values = await look(() => readValues(ssm, [names.calendar, names.overrides]));
  return 'unseen' in values ? values : calendarIn(values.seen, names);
}

function needed(values: Values, name: string): string {
  const value = values.get(name);
  if (value === undefined) throw new Error(`There is no parameter ${name}.`);
  return value;
}
