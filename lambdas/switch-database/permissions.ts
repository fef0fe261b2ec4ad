import { DATABASE_GUARD_PERMISSIONS } from '../shared/guard/permissions';
import { type Permission, STAND_DOWN_PERMISSION, STEP_PERMISSIONS } from '../shared/permission';
import { EVERY_INSTANCE_PERMISSION } from '../shared/restores/permissions';
import { SWITCH_PERMISSION } from '../shared/service-permissions';

const actions = ['rds:ModifyDBInstance'];

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  STAND_DOWN_PERMISSION,
  ...DATABASE_GUARD_PERMISSIONS,
  SWITCH_PERMISSION,
  EVERY_INSTANCE_PERMISSION,
  { actions, on: 'database' },
  { actions, on: 'replaced-databases' },
  { actions, on: 'restored-databases' },
];
