export { nextYearMissing, tradingDayOf } from './days';
export { CalendarError, parseCalendar, parseOverrides } from './parse';
export { type PhaseNow, phaseAt } from './phase';
export { type Quiet, quietAt } from './quiet';
export type { Calendar, Overrides } from './schema';
export { dateAt } from './zone';
