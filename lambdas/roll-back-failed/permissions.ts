import { type Permission, STAND_DOWN_PERMISSION, STEP_PERMISSIONS } from '../shared/permission';
import { BRING_PERMISSIONS } from '../shared/release/permissions';
import { TASK_PERMISSIONS } from '../shared/service-permissions';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  STAND_DOWN_PERMISSION,
  ...BRING_PERMISSIONS,
  ...TASK_PERMISSIONS,
];
