/**
 * A story of every runbook and checklist, in which everything is tried that can come between. Runbooks that differ in their
 * service alone have one.
 */
export const STORY_OF: Readonly<Record<string, string>> = {
  'p1-critical-incident-response': 'everything-down-in-the-session',
  'trading-service-not-processing-orders': 'hung-tasks',
  'high-cpu-memory-utilization-trading': 'cpu-spike',
  'undo-scaling-trading': 'cpu-spike',
  'service-restart': 'stop-first',
  'database-connection-failures': 'database-modifying',
  'dashboard-not-loading': 'dashboard-hung',
  'morning-checklist-not-passed': 'gate-waived',
  'restart-affected-services': 'one-of-two-at-the-checklist',
  'evening-checklist-not-passed': 'export-late',
  'maintenance-notice': 'maintenance-notice',
  'scheduled-maintenance': 'maintenance',
  'database-backup': 'database-backup',
  'morning-checklist': 'gate-waived',
  'evening-checklist': 'export-late',
  'emergency-stop-trading': 'stop-ignored',
  'data-recovery': 'restore-chosen',
  'switch-database': 'switch-over',
  'data-recovery-files': 'restore-files',
  'close-all-positions': 'close-positions',
  'system-recovery': 'recovery-after-a-stop',
  'update-deployment': 'deploy-good',
  rollback: 'rollback-good',
  'end-to-end-probe': 'probe',
  'test-alarm': 'probe',
};

/** Ways through the same runbooks that do something else to the trading service, or do it again, or later. */
export const FURTHER: readonly string[] = [
  // A step is tried again.
  'function-dies-after-its-effect',
  // A run is parked, and goes on at the end of a freeze.
  'change-freeze',
  // A restart halts and asks first.
  'state-does-not-survive',
  // A deployment is taken back by itself; where generations may not overlap old tasks are stopped before it, and started again.
  'deploy-bad',
  'deploy-stop-first-bad',
  // A rollback by ECS itself, and one that stops first.
  'rollback-under-way',
  'rollback-stop-first',
  // A halt by a machine that goes on to scale down, and a gate that is closed again behind somebody.
  'no-acknowledgement-contract',
  'enabled-past-the-gate',
  // Trading is enabled by two people, from a halt.
  'recovery-after-a-halt',
];

/** The same runbook for another service than trading's. */
export const FOR_ANOTHER_SERVICE =
  /^(high-cpu-memory-utilization|undo-scaling|service-restart)-(dashboard|data-service)$/;

export const STORIES: readonly string[] = [...new Set([...Object.values(STORY_OF), ...FURTHER])];
