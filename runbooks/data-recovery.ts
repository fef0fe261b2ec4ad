import { type Runbook, step } from './runbook';

/**
 * The database of an earlier time, beside the one that is used: nothing points to it. Which of the two is used afterwards
 * is another question, and another runbook (switch-database). Data are lost when somebody starts it: people are asked at
 * once, at any hour.
 */
export const dataRecovery: Runbook = {
  id: 'data-recovery',
  title: 'Data Recovery',
  owner: 'backend',
  severity: 'P2',
  target: 'database',
  dependsOn: [],
  symptoms: [],
  triggers: [],
  planned: { deadlineSeconds: 6 * 3600 },
  verifiedBy: 'steps',
  options: [
    {
      name: 'snapshot',
      says: 'the snapshot that is restored; without it the newest of RDS’s own and ours',
      takes: 'name',
      not: ['to-time'],
    },
    { name: 'to-time', says: 'the instant that is restored', takes: 'instant', not: ['snapshot'] },
  ],
  steps: [
    step('Choose the restore point', 'choose-restore-point', {}),
    step('Restore from RDS snapshot', 'restore-database', {}),
    step('Wait until the restored database is available', 'wait-for-restore', {}),
    step('Check that it is set up as the old one', 'check-restored', {}),
    step('Compare with the row counts beside the snapshot', 'compare-rows', {}),
  ],
};
