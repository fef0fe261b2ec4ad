/** The most that a figure may be, or the least where it says so. Those in virtual time and in transitions are the same on every machine and are held. */
export const REACHES = {
  addedSeconds: 6,
  /** A goal: it is shown and never held. */
  mitigationRatio: 1.05,
  incidentTransitions: 25,
  joinedTransitions: 3,
  checklistTransitions: 40,
  /** At least so many times cheaper than the same steps of Systems Manager Automation, for what moves a run from step to step. */
  timesOverAutomation: 30,
  /** Wall time: shown, never held, since machines are noisy. */
  synthesisSeconds: 15,
  /** Wall time on two cores: shown, never held. */
  gameDaySeconds: 15,
  /** Wall time of five trading days, a holiday, a window and two incidents: shown, never held. */
  weekSeconds: 10,
} as const;

/** Whether a reach holds; `none`: no reach is set for this figure. */
export type Standing = 'ok' | 'over' | 'none';

/** A figure that could not be had is `over`: unknown is never success. */
export const standing = (figure: number | null, atMost: number): 'ok' | 'over' =>
  figure !== null && figure <= atMost ? 'ok' : 'over';

/** A ratio, or null where one of the two is missing or nothing can be divided by. */
export const ratio = (figure: number | null, over: number | null): number | null =>
  figure === null || over === null || over === 0 ? null : figure / over;

/**
 * The middle of the values, or the mean of the two in the middle.
 * @throws when there is none.
 */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new Error('There is no median of nothing.');
  return (upper + lower) / 2;
}
