import { type Runbook, step } from './runbook';

export const tradingServiceNotProcessingOrders: Runbook = {
  id: 'trading-service-not-processing-orders',
  title: 'Trading Service Not Processing Orders',
  owner: 'trading',
  severity: 'P2',
  target: 'trading',
  dependsOn: ['database'],
  symptoms: ['Orders not being placed', 'No new trades in dashboard', 'Error logs showing connection issues'],
  triggers: ['running-tasks', 'error-lines', 'oldest-unanswered-order'],
  steps: [
    step('Check service status', 'check-service', { service: 'trading' }),
    step('Check recent logs', 'read-logs', { service: 'trading', minutes: 10 }),
    step('Verify broker connection', 'verify-broker', { service: 'trading' }),
    step('Restart if necessary', 'restart-service', { service: 'trading', if: 'necessary' }),
    step('Monitor deployment', 'monitor-deployment', { service: 'trading' }),
  ],
};
