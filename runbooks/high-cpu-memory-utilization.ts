import type { ServiceRole } from './actions';
import { type Runbook, step } from './runbook';

/** One runbook per service: each has alarms, capacity and an undo of its own. */
export const highCpuMemoryUtilization = (service: ServiceRole): Runbook => ({
  id: `high-cpu-memory-utilization-${service}`,
  title: `High CPU/Memory Utilization (${service})`,
  owner: 'devops',
  severity: 'P3',
  // Orders wait while the trading service cannot keep up.
  ...(service === 'trading' ? { severityInSession: 'P2' as const } : {}),
  target: service,
  dependsOn: [],
  symptoms: ['CloudWatch alarms triggered', 'Service performance degradation'],
  triggers: ['high-cpu', 'high-memory'],
  steps: [
    step('Identify the bottleneck', 'identify-bottleneck', { service, minutes: 60 }),
    step('Scale up if needed', 'scale-service', { service, to: 3 }),
    step('Investigate root cause', 'investigate-root-cause', { service, minutes: 60 }),
  ],
});
