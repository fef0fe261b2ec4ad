import { CHANGE_CAPACITY_PERMISSIONS } from '../shared/capacity-permissions';
import { DATABASE_GUARD_PERMISSIONS } from '../shared/guard/permissions';
import { type Permission, STAND_DOWN_PERMISSION, STEP_PERMISSIONS } from '../shared/permission';
import { SERVICE_PERMISSION, SWITCH_PERMISSION, TASK_PERMISSIONS } from '../shared/service-permissions';
import { ACKNOWLEDGEMENT_PERMISSION } from '../shared/status-permissions';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  STAND_DOWN_PERMISSION,
  // What stands before an act that people asked for: there is no alarm to look at.
  ...DATABASE_GUARD_PERMISSIONS,
  SERVICE_PERMISSION,
  SWITCH_PERMISSION,
  ...CHANGE_CAPACITY_PERMISSIONS,
  ...TASK_PERMISSIONS,
  ACKNOWLEDGEMENT_PERMISSION,
];
