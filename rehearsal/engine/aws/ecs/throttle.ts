// @claim documented: the pause between start attempts of tasks that never reach RUNNING grows up to 27 minutes; tasks that die after RUNNING are restarted without a pause
// @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
const LONGEST_PAUSE_MS = 27 * 60_000;

// @claim assumed: the pause begins after the third failed round of tasks at 30 seconds and doubles
// @source AWS documents "incrementally increased" only: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
const FIRST_PAUSE_MS = 30_000;
const ROUNDS_WITHOUT_PAUSE = 2;

/**
 * Milliseconds to wait before tasks are started again.
 * @param failedStarts tasks in a row that went from PENDING to STOPPED
 * @param desiredCount tasks in one round
 */
export function pauseAfter(failedStarts: number, desiredCount: number): number {
  const rounds = Math.ceil(failedStarts / Math.max(1, desiredCount));
  if (rounds <= ROUNDS_WITHOUT_PAUSE) return 0;
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (rounds - ROUNDS_WITHOUT_PAUSE - 1));
}
