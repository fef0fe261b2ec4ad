import { CHANGE_CAPACITY_PERMISSIONS } from '../shared/capacity-permissions';
import { type Permission, STAND_DOWN_PERMISSION, STEP_PERMISSIONS } from '../shared/permission';
import { PASS_ROLES_PERMISSION, RELEASE_GUARD_PERMISSIONS } from '../shared/release/permissions';
import { TASK_PERMISSIONS } from '../shared/service-permissions';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  STAND_DOWN_PERMISSION,
  ...RELEASE_GUARD_PERMISSIONS,
  ...CHANGE_CAPACITY_PERMISSIONS,
  ...TASK_PERMISSIONS,
  PASS_ROLES_PERMISSION,
];
