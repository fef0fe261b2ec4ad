import { type SystemState, unread } from '../shared/maintenance/state';
import type { StepResult } from '../shared/step';
import { counted } from '../shared/wording';

/** @param snapshot the one to restore from, if any. */
export function describePlan(state: SystemState, snapshot: string | undefined, key: string): StepResult {
  const { other } = unread(state);
  const from = snapshot ? `a restore from ${snapshot}` : 'no restore: no snapshot was taken';
  const missing = other.length > 0 ? ` Not in it: ${other.join('; ')}.` : '';
  return {
    outcome: 'continue',
    finding: `Rollback plan for ${counted(Object.keys(state.services).length, 'service')}, with ${from}: ${key}.${missing}`,
  };
}

/** Without knowing how to go back, nobody goes on. */
export const withoutState = (key: string, because: string): StepResult => ({
  outcome: 'escalate',
  finding: `There is no rollback plan: ${key} could not be read (${because}). Nothing is begun without one.`,
  verdict: 'unknown',
  advice: 'See why the document cannot be read; close this incident, and start the runbook again.',
});
