import type { Check } from '../shared/checks/check';
import { inOneSentence, linesOf } from '../shared/checks/summary';
import type { StepResult } from '../shared/step';

/**
 * All checks in one sentence. It looks and decides nothing, whatever it finds: an assessment that ended the runbook would
 * keep the steps from helping.
 */
export const describeSystem = (checks: readonly Check[]): StepResult => ({
  outcome: 'continue',
  finding: inOneSentence(checks),
  evidence: { checks: linesOf(checks) },
});
