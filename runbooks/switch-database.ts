import { type Runbook, step } from './runbook';

/**
 * The restored database takes the place of the one that is used: by its name, so that nothing else has to be changed. For
 * twenty minutes there is none, so whatever goes wrong is a page at once, at any hour.
 */
export const switchDatabase: Runbook = {
  id: 'switch-database',
  title: 'Switch Over to the Restored Database',
  owner: 'backend',
  severity: 'P2',
  target: 'database',
  dependsOn: [],
  symptoms: [],
  triggers: [],
  planned: { deadlineSeconds: 4 * 3600 },
  verifiedBy: 'steps',
  options: [{ name: 'to', says: 'the restored instance that takes its place', takes: 'name', required: true }],
  steps: [
    step('Check the restored database', 'check-replacement', {}),
    step('Switch the names', 'switch-database', {}),
    step('Connect to the database under its name', 'verify-switch', {}),
  ],
};
