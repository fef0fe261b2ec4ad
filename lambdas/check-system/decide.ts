import type { StepResult } from '../shared/step';
import type { Check, CheckState } from './check';

/** Worst first. What is not known may be the worst of all, so it comes before what is known to work. */
const ORDER: readonly CheckState[] = ['failed', 'could not check', 'attention', 'ok'];

const COUNTED: Readonly<Record<CheckState, (count: number) => string>> = {
  failed: (count) => `${count} failed`,
  'could not check': (count) => `${count} could not be checked`,
  attention: (count) => (count === 1 ? '1 needs attention' : `${count} need attention`),
  ok: (count) => `${count} ok`,
};

/**
 * All checks in one sentence: how many of each answer, and every one that is not ok, worst first. It looks and decides
 * nothing, whatever it finds: an assessment that ended the runbook would keep the steps from helping.
 */
export function describeSystem(checks: readonly Check[]): StepResult {
  const sorted = ORDER.flatMap((state) => checks.filter((check) => check.state === state));
  const counts = ORDER.map((state) => [state, checks.filter((check) => check.state === state).length] as const)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => COUNTED[state](count))
    .join(', ');
  const wrong = sorted.filter(({ state }) => state !== 'ok').map(({ name, says }) => `${name} ${says}`);
  return {
    outcome: 'continue',
    finding: wrong.length === 0 ? `All checks (${checks.length}) are ok.` : `${counts}: ${wrong.join('; ')}.`,
    evidence: { checks: sorted.map(({ name, state, says }) => `${state}: ${name} ${says}`) },
  };
}
