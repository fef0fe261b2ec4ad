import type { Scenario, Stage } from './scenario';

export const MORNING = 'morning-checklist';
export const EVENING = 'evening-checklist';
export const NOT_PASSED = 'morning-checklist-not-passed';
export const EVENING_NOT_PASSED = 'evening-checklist-not-passed';

/** An ordinary Monday, which follows a weekend and is followed by a holiday. */
export const MONDAY = '2026-11-23';

/** The incident channel was told nothing at all. */
export const NOTHING = [/^$/];

/** A story of the day itself: nothing of it has been started when it begins. */
type Told = Omit<Scenario, 'runbook' | 'day'> & Partial<Pick<Scenario, 'runbook'>>;

/** Five minutes before the checklist of Monday morning. */
export const morning = (told: Told): Scenario => ({
  runbook: MORNING,
  startsAt: `${MONDAY}T08:40:00+05:30`,
  day: 'to come',
  ...told,
});

/** Ten minutes before the close of Monday. */
export const evening = (told: Told): Scenario => ({
  runbook: EVENING,
  startsAt: `${MONDAY}T15:30:00+05:30`,
  day: 'to come',
  ...told,
});

/** Does something at an instant of the clock in India: `2026-11-23T08:52`. */
export const at = (stage: Stage, time: string, act: () => void): void =>
  stage.after((Date.parse(`${time}:00+05:30`) - stage.now()) / 1000, act);

/** Somebody has the checklist of Monday morning worked again. */
export const again = (stage: Stage, who: string): void =>
  stage.command(who, 'POST', `/v1/runbooks/${MORNING}/start`, { reason: 'mended', date: MONDAY });
