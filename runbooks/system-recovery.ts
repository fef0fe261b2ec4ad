import { type Runbook, step } from './runbook';

/**
 * Started by an engineer after an outage. What the first three find bad does not keep the services from being restored; it
 * keeps trading from being resumed.
 */
export const systemRecovery: Runbook = {
  id: 'system-recovery',
  title: 'System Recovery',
  owner: 'trading',
  severity: 'P2',
  target: 'system',
  dependsOn: [],
  symptoms: ['After an outage'],
  triggers: [],
  planned: { deadlineSeconds: 50 * 60 },
  verifiedBy: 'steps',
  options: [{ name: 'no-resume', says: 'stop before resuming trading', takes: 'flag' }],
  steps: [
    step('Check data integrity', 'check-data-integrity', {}),
    step('Review open positions', 'review-positions', {}),
    step('Calculate any losses', 'calculate-losses', {}),
    // In the order of what needs what.
    step('Restore services: wait for the database', 'wait-for-database', {}),
    step('Restore services: test the database', 'test-connectivity', {}),
    step('Restore services: data-service', 'restart-service', { service: 'data-service', if: 'affected' }),
    step('Restore services: data-service is back', 'monitor-deployment', { service: 'data-service' }),
    step('Restore services: trading', 'restart-service', { service: 'trading', if: 'affected' }),
    step('Restore services: trading is back', 'monitor-deployment', { service: 'trading' }),
    step('Restore services: trading after a stop', 'restore-service', { service: 'trading' }),
    step('Restore services: dashboard', 'restart-service', { service: 'dashboard', if: 'affected' }),
    step('Restore scaling', 'restore-scaling', { service: 'trading' }),
    step('Verify broker reconciliation', 'reconcile-positions', {}),
    step('Resume trading (if appropriate)', 'resume-trading', { service: 'trading' }),
  ],
};
