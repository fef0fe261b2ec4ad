import { type Runbook, step } from './runbook';

/**
 * A day's exported files, back from their backup. They go into a folder of the run's own that nothing reads: nothing that is
 * used changes, so nobody has to approve it, and it may be done at any hour.
 */
export const dataRecoveryFiles: Runbook = {
  id: 'data-recovery-files',
  title: 'Data Recovery (S3 backup)',
  owner: 'backend',
  severity: 'P3',
  target: 'system',
  dependsOn: [],
  symptoms: [],
  triggers: [],
  planned: { deadlineSeconds: 3600 },
  verifiedBy: 'steps',
  options: [{ name: 'date', says: 'the day whose backup is restored', takes: 'date', required: true }],
  steps: [
    step('Choose the backup', 'list-backup', {}),
    step('Restore from S3 backup', 'restore-files', {}),
    step('Verify the restored files', 'verify-restored-files', {}),
  ],
};
