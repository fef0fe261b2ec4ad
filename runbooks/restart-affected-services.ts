import { type Runbook, step } from './runbook';

/**
 * Started by the morning checklist while nothing trades yet, and trading may be disabled by the gate: so it restarts what
 * ECS shows short of tasks, in the order of dependency, and the checklist itself says whether that helped.
 */
export const restartAffectedServices: Runbook = {
  id: 'restart-affected-services',
  title: 'Restart Affected Services',
  owner: 'devops',
  severity: 'P3',
  target: 'system',
  dependsOn: [],
  symptoms: ['Fewer tasks running than desired before the open'],
  triggers: [],
  verifiedBy: 'steps',
  steps: [
    step('Restart data-service if affected', 'restart-service', { service: 'data-service', if: 'affected' }),
    step('Restart trading if affected', 'restart-service', { service: 'trading', if: 'affected' }),
    // Right behind it: where the tasks are stopped first, this is what starts the new ones.
    step('Monitor deployment', 'monitor-deployment', { service: 'trading' }),
    step('Restart dashboard if affected', 'restart-service', { service: 'dashboard', if: 'affected' }),
  ],
};
