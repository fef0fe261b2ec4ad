import { DATABASE_GUARD_PERMISSIONS } from '../shared/guard/permissions';
import { SNAPSHOTS_PERMISSION } from '../shared/maintenance/permissions';
import { type Permission, STAND_DOWN_PERMISSION, STEP_PERMISSIONS } from '../shared/permission';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  STAND_DOWN_PERMISSION,
  ...DATABASE_GUARD_PERMISSIONS,
  SNAPSHOTS_PERMISSION,
  { actions: ['rds:DeleteDBSnapshot'], on: 'snapshots' },
];
