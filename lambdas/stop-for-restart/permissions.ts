import { CHANGE_CAPACITY_PERMISSIONS, SCHEDULE_UNDO_PERMISSION } from '../shared/capacity-permissions';
import { GUARD_PERMISSIONS } from '../shared/guard/permissions';
import { type Permission, STAND_DOWN_PERMISSION, STEP_PERMISSIONS } from '../shared/permission';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  STAND_DOWN_PERMISSION,
  ...GUARD_PERMISSIONS,
  ...CHANGE_CAPACITY_PERMISSIONS,
  SCHEDULE_UNDO_PERMISSION,
];
