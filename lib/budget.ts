import type { Budget } from '../runbooks/actions';
import { BUDGETS, FRAME_BUDGETS, RETRY_INTERVAL_SECONDS, verifyBudget } from '../runbooks/actions';
import { HALT_FIRST_SECONDS } from '../runbooks/actions-of-emergency';
import { highestSeverity, type Runbook } from '../runbooks/runbook';
import { acknowledgeSeconds, SEVERITIES } from '../runbooks/severity';

/** Seconds a state may take at worst: every attempt of every round to its time-out, with the pauses between attempts. */
export function worstSeconds({ attempts, timeoutSeconds, rounds }: Budget): number {
  // Pauses double: 1 + 2 + … for attempts - 1 retries.
  const pauses = RETRY_INTERVAL_SECONDS * (2 ** (attempts - 1) - 1);
  return rounds * (attempts * timeoutSeconds + pauses);
}

/** Seconds a whole run of a runbook may take at worst, its frame included. @param budgets of its steps as one environment works them. */
export function worstRunSeconds(
  runbook: Runbook,
  budgets: readonly Budget[] = runbook.steps.map(({ does }) => BUDGETS[does]),
): number {
  const steps = budgets.map(worstSeconds);
  const { 'complete-run': complete, 'check-alarm': assess, ...frameOfAll } = FRAME_BUDGETS;
  const end = runbook.verifiedBy === 'steps' ? complete : verifyBudget(highestSeverity(runbook));
  // What halts first asks neither for a mode nor for an alarm.
  const begin = runbook.haltsFirst ? { attempts: 1, timeoutSeconds: HALT_FIRST_SECONDS, rounds: 1 } : assess;
  const frame = [...Object.values(frameOfAll), begin, end].map(worstSeconds);
  // Each of its steps may page again.
  const pages = runbook.haltsFirst ? budgets.map(() => FRAME_BUDGETS.escalate.timeoutSeconds) : [];
  return [...steps, ...frame, ...pages].reduce((sum, seconds) => sum + seconds, 0);
}

/**
 * Seconds a run may take so that one rung still has its time to acknowledge before the response time is over. Planned work
 * has its own deadline, and the response time comes after it.
 */
export const permittedSeconds = (runbook: Runbook): number =>
  runbook.planned?.deadlineSeconds ??
  SEVERITIES[highestSeverity(runbook)].responseSeconds - acknowledgeSeconds(highestSeverity(runbook));

/** How often one step may ask at most: lambdas/shared/approvals/ask.ts. */
const QUESTIONS = 3;

/**
 * Seconds people may take in a run that asks: to the deadline, and at least as long as one rung has to acknowledge, three
 * times at most for each step that asks; after the deadline only the latter counts. After each answer the step is worked
 * again. Planned work has its own time before its deadline.
 * @param asking budgets of the steps that may ask.
 */
export function worstAskingSeconds(runbook: Runbook, asking: readonly Budget[]): number {
  if (asking.length === 0) return 0;
  const { responseSeconds } = SEVERITIES[highestSeverity(runbook)];
  const toTheDeadline = (runbook.planned?.deadlineSeconds ?? 0) + responseSeconds;
  const question = acknowledgeSeconds(highestSeverity(runbook)) + 30;
  return asking.reduce((sum, budget) => sum + QUESTIONS * (question + worstSeconds(budget)), toTheDeadline);
}
