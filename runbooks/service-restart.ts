import type { ServiceRole } from './actions';
import { type Runbook, step } from './runbook';

/** Started by an engineer, for one service. */
export const serviceRestart = (service: ServiceRole): Runbook => ({
  // The trading service's is the one the written procedure shows, and has its name.
  id: service === 'trading' ? 'service-restart' : `service-restart-${service}`,
  title: service === 'trading' ? 'Service Restart Procedure' : `Service Restart Procedure (${service})`,
  owner: service === 'trading' ? 'trading' : 'backend',
  severity: service === 'trading' ? 'P2' : 'P3',
  target: service,
  dependsOn: [],
  symptoms: [],
  triggers: [],
  steps: [
    step('Check service status', 'check-service', { service }),
    step('Restart a specific ECS service', 'restart-service', { service, if: 'asked' }),
    step('Monitor deployment', 'monitor-deployment', { service }),
  ],
});
