import { DATABASE_GUARD_PERMISSIONS } from '../shared/guard/permissions';
import { LOGIN_PERMISSIONS } from '../shared/maintenance/permissions';
import { type Permission, STAND_DOWN_PERMISSION, STEP_PERMISSIONS } from '../shared/permission';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  // Also for the progress beside the incident.
  STAND_DOWN_PERMISSION,
  ...DATABASE_GUARD_PERMISSIONS,
  ...LOGIN_PERMISSIONS,
];
