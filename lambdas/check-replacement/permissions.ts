import { type Permission, STEP_PERMISSIONS, VERDICT_PERMISSION } from '../shared/permission';
import { EVERY_INSTANCE_PERMISSION } from '../shared/restores/permissions';
import { SWITCH_PERMISSION } from '../shared/service-permissions';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  // Also for writing down which instance takes whose place.
  VERDICT_PERMISSION,
  SWITCH_PERMISSION,
  EVERY_INSTANCE_PERMISSION,
];
