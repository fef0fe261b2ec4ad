import { GetParametersCommand, type SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { type Calendar, type Overrides, parseCalendar, parseOverrides } from '../shared/calendar';
import { type Look, look } from '../shared/step';

/** Names of the parameters that hold the calendar and what people have said since. */
export const CalendarNames = v.object({ calendar: v.string(), overrides: v.string() });
export type CalendarNames = v.InferOutput<typeof CalendarNames>;

export type CalendarLook = Look<{ readonly calendar: Calendar; readonly overrides: Overrides }>;

/** Reads both in one call; what is missing or wrong is unseen, with the reason. */
export const readCalendar = (ssm: SSMClient, { calendar, overrides }: CalendarNames): Promise<CalendarLook> =>
  look(async () => {
    const { Parameters = [] } = await ssm.send(new GetParametersCommand({ Names: [calendar, overrides] }));
    const value = (name: string): string => {
      const found = Parameters.find(({ Name }) => Name === name)?.Value;
      if (found === undefined) throw new Error(`There is no parameter ${name}.`);
      return found;
    };
    return { calendar: parseCalendar(value(calendar)), overrides: parseOverrides(value(overrides)) };
  });
