import { type Permission, STAND_DOWN_PERMISSION, STEP_PERMISSIONS } from '../shared/permission';
import { BRING_PERMISSIONS } from '../shared/release/permissions';
import { SIGNAL_PERMISSIONS } from '../shared/signal-permissions';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  STAND_DOWN_PERMISSION,
  ...BRING_PERMISSIONS,
  ...SIGNAL_PERMISSIONS,
];
