import type { ServiceRole } from './actions';
import { type Runbook, step } from './runbook';

/** Started by the runbooks themselves, some time after they have changed a service's capacity; never while the market trades. */
export const undoScaling = (service: ServiceRole): Runbook => ({
  id: `undo-scaling-${service}`,
  title: `Undo Scaling (${service})`,
  owner: 'devops',
  severity: 'P4',
  target: service,
  dependsOn: [],
  symptoms: [],
  triggers: [],
  steps: [step('Put the capacity back', 'undo-scaling', { service })],
});
