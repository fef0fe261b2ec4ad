import { SNAPSHOT_PERMISSION } from '../shared/maintenance/permissions';
import { type Permission, SETTINGS_PERMISSION, STEP_PERMISSIONS, VERDICT_PERMISSION } from '../shared/permission';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  // Also for noting on the incident that it is available.
  VERDICT_PERMISSION,
  SETTINGS_PERMISSION,
  SNAPSHOT_PERMISSION,
];
