import { type Permission, STAND_DOWN_PERMISSION, STEP_PERMISSIONS } from '../shared/permission';
import { HISTORY_PERMISSIONS, LOOK_AT_RELEASE_PERMISSIONS } from '../shared/release/permissions';
import { SIGNAL_PERMISSIONS } from '../shared/signal-permissions';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  STAND_DOWN_PERMISSION,
  ...LOOK_AT_RELEASE_PERMISSIONS,
  ...HISTORY_PERMISSIONS,
  ...SIGNAL_PERMISSIONS,
];
