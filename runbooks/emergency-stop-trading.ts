import { type Runbook, step } from './runbook';

/**
 * Whoever has a signature starts it. The workflow writes the parameter before it does anything else, and pages; the first
 * step reads it back. Nothing stands in its way, and doing it twice does no harm.
 */
export const emergencyStopTrading: Runbook = {
  id: 'emergency-stop-trading',
  title: 'Emergency Stop Trading',
  owner: 'trading',
  severity: 'P1',
  target: 'trading',
  dependsOn: [],
  symptoms: [],
  triggers: [],
  steps: [
    step('Method 1: Disable via parameter', 'stop-trading', { method: 'parameter' }),
    step('Method 2: Scale down trading service', 'stop-trading', { method: 'scale-down' }),
    step('See that nothing comes back', 'sweep-stop', {}),
  ],
  // 3 s for the first write; twice two looks of 48 s and four of 118 s for the steps; three calls of 17 s (8, a pause, 8) around
  // them and one for the first page; 8 s for each of three pages more: 3 + 192 + 472 + 51 + 17 + 24.
  planned: { deadlineSeconds: 759 },
  verifiedBy: 'steps',
  pagesAtOnce: true,
  options: [
    { name: 'scale-down', says: 'Scale the service down at once, whatever it acknowledges (method 2).', takes: 'flag' },
  ],
  startedBy: 'anybody',
  haltsFirst: true,
};
