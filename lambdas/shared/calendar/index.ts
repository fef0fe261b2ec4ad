export { nextYearMissing, tradingDayOf } from './days';
export {
  type Daily,
  dueAt,
  dueUnread,
  missedBetween,
  type Occasion,
  type Scheduled,
  TICK_MS,
} from './due';
export { CalendarError, parseCalendar, parseOverrides } from './parse';
export { type PhaseNow, phaseAt } from './phase';
export { type MaintenanceWindow, nextWindow, type Quiet, quietAt, windowOf } from './quiet';
export type { Calendar, Overrides } from './schema';
export { dateAndTimeInWords, dateAt, dateInWords, timeInWords } from './zone';
