/**
 * A story of every runbook and checklist, in which the stop is asked for at every moment. Runbooks that differ in their
 * service alone have one; `beside`: its run is part of the story of another.
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
  'restart-affected-services': 'gate-waived',
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
};

/** The same runbook for another service than trading's. */
export const FOR_ANOTHER_SERVICE =
  /^(high-cpu-memory-utilization|undo-scaling|service-restart)-(dashboard|data-service)$/;
