import { STAND_DOWN_PERMISSION, STEP_PERMISSIONS } from '../shared/permission';
import { SERVICE_PERMISSION, SWITCH_PERMISSION, TASK_PERMISSIONS } from '../shared/service-permissions';

export const permissions = [
  ...STEP_PERMISSIONS,
  SERVICE_PERMISSION,
  ...TASK_PERMISSIONS,
  SWITCH_PERMISSION,
  STAND_DOWN_PERMISSION,
];
