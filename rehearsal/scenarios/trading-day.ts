import { calendarDays } from './calendar-days';
import { evenings } from './evenings';
import { gate } from './gate';
import { mornings } from './mornings';
import type { Scenario } from './scenario';
import { ticks } from './ticks';
import { week } from './week';

/** Mornings and evenings: what is checked, what gates the open, what is kept of the day. */
export const tradingDay: readonly Scenario[] = [...mornings, ...gate, ...evenings, ...calendarDays, ...ticks, ...week];
