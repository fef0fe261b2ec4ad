import { COMMAND_PERMISSIONS } from '../close-positions/permissions';
import { type Permission, SETTINGS_PERMISSION, STEP_PERMISSIONS, VERDICT_PERMISSION } from '../shared/permission';
import { POSITIONS_PERMISSIONS } from '../shared/positions/permissions';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  // Also for noting that the command was taken back.
  VERDICT_PERMISSION,
  SETTINGS_PERMISSION,
  ...POSITIONS_PERMISSIONS,
  ...COMMAND_PERMISSIONS,
];
