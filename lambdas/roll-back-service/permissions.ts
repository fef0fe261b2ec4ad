import { type Permission, STAND_DOWN_PERMISSION, STEP_PERMISSIONS } from '../shared/permission';
import { BRING_PERMISSIONS, HISTORY_PERMISSIONS } from '../shared/release/permissions';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  STAND_DOWN_PERMISSION,
  ...BRING_PERMISSIONS,
  ...HISTORY_PERMISSIONS,
  { actions: ['ecs:StopServiceDeployment'], on: 'services' },
  { actions: ['ecs:StopServiceDeployment'], on: 'service-deployments' },
];
