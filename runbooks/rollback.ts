import { type Runbook, step } from './runbook';
import { SERVICE_OPTION } from './update-deployment';

/**
 * Back to what ran before. The written procedure takes all three services one revision back, whatever that is; here it is one
 * service, to what ECS itself calls its last success, or to a revision that somebody names.
 */
export const rollback: Runbook = {
  id: 'rollback',
  title: 'Rollback Procedure',
  owner: 'devops',
  severity: 'P2',
  // One of the services: which one is said at the start.
  target: 'system',
  dependsOn: [],
  symptoms: [],
  triggers: [],
  planned: { deadlineSeconds: 3600 },
  verifiedBy: 'steps',
  options: [
    SERVICE_OPTION,
    {
      name: 'to-revision',
      says: 'number of the revision of its task definition; without it, the last deployment that succeeded',
      takes: 'count',
    },
  ],
  steps: [
    step('Choose what to go back to', 'choose-revision', {}),
    step('Rollback to it', 'roll-back-service', {}),
    step('Monitor deployment', 'follow-deployment', {}),
    step('Verify the rollback', 'verify-deployment', { otherwise: 'escalate' }),
  ],
};
