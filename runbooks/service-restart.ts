import { type Runbook, step } from './runbook';

/** Started by an engineer, for the trading service. */
export const serviceRestart: Runbook = {
  id: 'service-restart',
  title: 'Service Restart Procedure',
  owner: 'trading',
  severity: 'P2',
  target: 'trading',
  dependsOn: [],
  symptoms: [],
  triggers: [],
  steps: [
    step('Check service status', 'check-service', { service: 'trading' }),
    step('Restart a specific ECS service', 'restart-service', { service: 'trading', if: 'asked' }),
    step('Monitor deployment', 'monitor-deployment', { service: 'trading' }),
  ],
};
