import { BACKUP_STEPS } from './database-backup';
import { type Runbook, step } from './runbook';

/** Saturday's window: the pre-maintenance checklist, then the database. */
export const scheduledMaintenance: Runbook = {
  id: 'scheduled-maintenance',
  title: 'Scheduled Maintenance Window',
  owner: 'backend',
  severity: 'P3',
  target: 'database',
  dependsOn: [],
  symptoms: [],
  triggers: [],
  planned: { deadlineSeconds: 2 * 3600 },
  verifiedBy: 'steps',
  steps: [
    step('Document current state', 'document-state', {}),
    ...BACKUP_STEPS,
    step('Prepare rollback plan', 'write-rollback-plan', {}),
    step('Check table sizes', 'check-table-sizes', { phase: 'before' }),
    step('Vacuum analyze', 'vacuum-tables', {}),
    step('Check table sizes again', 'check-table-sizes', { phase: 'after' }),
    step('Prune our own backups', 'prune-snapshots', {}),
    step('Compare with the documented state', 'compare-state', {}),
  ],
};

/** What is done in a window, for those who do not run the system. */
export const MAINTENANCE_WORK: readonly string[] = [
  'The database is backed up; nothing else is done before the backup is there.',
  'Its tables are cleaned up and analysed, one after the other. Nothing in them changes.',
  'How the system is set up is compared before and after.',
  'Nothing is deployed, and no service is restarted for it.',
];

/** The day before. */
export const maintenanceNotice: Runbook = {
  id: 'maintenance-notice',
  title: 'Maintenance Notice',
  owner: 'backend',
  severity: 'P3',
  target: 'system',
  dependsOn: [],
  symptoms: [],
  triggers: [],
  planned: { deadlineSeconds: 600 },
  verifiedBy: 'steps',
  steps: [step('Notify stakeholders 24 hours in advance', 'notify-maintenance', {})],
};
