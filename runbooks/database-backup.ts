import { type Runbook, type Step, step } from './runbook';

/** A snapshot with the row counts beside it; also the first thing of a maintenance window. */
export const BACKUP_STEPS: readonly Step[] = [
  step('Count the rows before the backup', 'count-rows', { when: 'before' }),
  step('Backup database', 'create-snapshot', {}),
  step('Wait until the backup is available', 'wait-for-snapshot', {}),
  step('Count the rows after the backup', 'count-rows', { when: 'after' }),
];

export const databaseBackup: Runbook = {
  id: 'database-backup',
  title: 'Database Backup',
  owner: 'backend',
  severity: 'P3',
  target: 'database',
  dependsOn: [],
  symptoms: [],
  triggers: [],
  planned: { deadlineSeconds: 3600 },
  verifiedBy: 'steps',
  steps: [
    step('Check RDS status', 'check-database', {}),
    ...BACKUP_STEPS,
    step('Prune our own backups', 'prune-snapshots', {}),
  ],
};
