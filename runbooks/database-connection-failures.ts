import { type Runbook, step } from './runbook';

export const databaseConnectionFailures: Runbook = {
  id: 'database-connection-failures',
  title: 'Database Connection Failures',
  owner: 'backend',
  severity: 'P2',
  target: 'database',
  dependsOn: [],
  symptoms: ['"Connection refused" errors', 'Timeout errors in logs'],
  triggers: ['database-connections-failing', 'database-high-cpu', 'database-connections-high'],
  steps: [
    step('Check RDS status', 'check-database', {}),
    // The written procedure waits last. Connecting to a database that is being changed tells nothing, so it waits first.
    step('If RDS is in "modifying" state, wait for completion', 'wait-for-database', {}),
    step('Verify security groups', 'check-security-groups', {}),
    step('Test connectivity', 'test-connectivity', {}),
  ],
};
