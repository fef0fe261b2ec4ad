import { type Permission, STEP_PERMISSIONS, VERDICT_PERMISSION } from '../shared/permission';
import { POSITIONS_PERMISSIONS } from '../shared/positions/permissions';
import { SERVICE_PERMISSION, SWITCH_PERMISSION } from '../shared/service-permissions';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  VERDICT_PERMISSION,
  ...POSITIONS_PERMISSIONS,
  SERVICE_PERMISSION,
  SWITCH_PERMISSION,
];
