import { type SystemState, unread } from '../shared/maintenance/state';
import type { StepResult } from '../shared/step';
import { counted } from '../shared/wording';

/**
 * Whether enough is known to begin. Maintenance without knowing how services and database were set up could not be taken
 * back: then it does not begin. Alarms and parameters that could not be read are said, and the comparison at the end will
 * say it again.
 * @param key where it is kept.
 */
export function describeDocument(state: SystemState, key: string): StepResult {
  const { vital, other } = unread(state);
  if (vital.length > 0) {
    return {
      outcome: 'escalate',
      finding: `The present state could not be documented: ${[...vital, ...other].join('; ')}. Nothing is begun without it.`,
      verdict: 'unknown',
      advice: `See why it cannot be read (permissions, throttling, a name in the environment); close this incident, and start the runbook again. What was read is in ${key}.`,
    };
  }
  const what = [
    counted(Object.keys(state.services).length, 'service'),
    `database ${state.instance}`,
    ...('seen' in state.parameters ? [counted(Object.keys(state.parameters.seen).length, 'parameter')] : []),
    ...('seen' in state.alarms ? [counted(Object.keys(state.alarms.seen).length, 'alarm')] : []),
  ];
  const missing = other.length > 0 ? ` Not read: ${other.join('; ')}.` : '';
  return { outcome: 'continue', finding: `Documented ${what.join(', ')} in ${key}.${missing}` };
}
