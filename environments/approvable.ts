/**
 * Acts that a person can be asked to approve: those that make the system riskier. Halting and stopping are not among them,
 * because they need nobody.
 */
export const APPROVABLE = [
  'restart',
  'restart-stop-first',
  'restart-state-lost',
  'scale-up',
  'start-service',
  'resume-trading',
  'rollback',
  'deploy',
  'restore',
  'switch-database',
  'close-positions',
  'database-maintenance',
  // Not asked by a runbook: whoever is on its list waives the gate of the open, alone and with a reason.
  'waive-gate',
] as const;

/** Acts for which two different people must say yes, whatever an environment asks for. */
export const TWO_PEOPLE: readonly string[] = ['resume-trading', 'restore', 'switch-database', 'close-positions'];

export const needsTwo = (act: string): boolean => TWO_PEOPLE.includes(act);
