import { DateTime } from 'luxon';
import type { Check } from './check';
import { missing, ok } from './finding';

/** In December next year's list is due: exchanges publish it around the middle of the month. */
const DUE_MONTH = 12;

/** The days of this year always, those of the next from 1 December on; a year without a list has unknown days only. */
export const holidays: Check<number> = {
  title: 'calendar',
  needs: [],
  look: async ({ now }) => now,
  decide: (now, { environment: { name, calendar } }) => {
    const { year, month } = DateTime.fromMillis(now, { zone: calendar.timeZone });
    const needed = month >= DUE_MONTH ? [year, year + 1] : [year];
    const absent = needed.filter((one) => !calendar.days[String(one)]);
    if (absent.length === 0) return ok('calendar', `Holidays of ${needed.join(' and ')} are there.`);
    const field = absent.map((one) => `calendar.days['${one}']`).join(' and ');
    return missing(
      'calendar',
      `Holidays of ${absent.join(' and ')} are missing: every weekday of it counts as unknown.`,
      `Add ${field} (environments/nse-calendar.ts, or the calendar of environments/${name}.ts), then deploy`,
    );
  },
};
