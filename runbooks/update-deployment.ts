import type { Option } from './options';
import { type Runbook, step } from './runbook';

/** Which service is meant. */
export const SERVICE_OPTION: Option = {
  name: 'service',
  says: 'the service that is meant; trading without it',
  takes: 'one-of',
  among: ['trading', 'dashboard', 'data-service'],
};

/** The images are built elsewhere: this brings one of them to its service, and takes it back where it does not work. */
export const updateDeployment: Runbook = {
  id: 'update-deployment',
  title: 'Update Deployment',
  owner: 'devops',
  severity: 'P2',
  // One of the services: which one is said at the start.
  target: 'system',
  dependsOn: [],
  symptoms: [],
  triggers: [],
  planned: { deadlineSeconds: 5400 },
  verifiedBy: 'steps',
  options: [
    {
      name: 'image',
      says: 'the image: repository@sha256:…, repository:<tag>, or sha256:… of the service’s repository',
      takes: 'name',
      required: true,
    },
    SERVICE_OPTION,
    { name: 'dry-run', says: 'only say what would change', takes: 'flag' },
  ],
  steps: [
    step('Deploy with testing (dry run)', 'plan-deployment', {}),
    step('Deploy', 'deploy-image', {}),
    step('Monitor deployment', 'follow-deployment', {}),
    step('Verify the deployment', 'verify-deployment', { otherwise: 'roll-back' }),
    step('Roll back what is not verified', 'roll-back-failed', {}),
  ],
};
