import { type Runbook, step } from './runbook';

/** The frame pages the on-call engineer as soon as it is opened, and goes on with the steps beside that. */
export const criticalIncidentResponse: Runbook = {
  id: 'p1-critical-incident-response',
  title: 'P1 - Critical Incident Response',
  owner: 'trading',
  severity: 'P1',
  target: 'system',
  dependsOn: [],
  symptoms: ['All services down', 'Data loss'],
  triggers: ['several-services-down', 'database-storage-low', 'market-data-stale', 'daily-loss'],
  steps: [
    // Halting comes before everything that takes time: each second of it may be an order.
    step('Halt trading if necessary', 'halt-trading', {}),
    step('Quick health check', 'check-system', {}),
    step('Check recent logs', 'read-logs', { service: 'all', minutes: 15 }),
    step('Restart the data service if it is down', 'restart-service', { service: 'data-service', if: 'affected' }),
    step('Restart the trading service if it is down', 'restart-service', { service: 'trading', if: 'affected' }),
    step('Restart the dashboard if it is down', 'restart-service', { service: 'dashboard', if: 'affected' }),
  ],
};
