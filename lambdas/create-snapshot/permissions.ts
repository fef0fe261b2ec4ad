import { DATABASE_PERMISSION } from '../shared/database-permissions';
import { DATABASE_GUARD_PERMISSIONS } from '../shared/guard/permissions';
import { SNAPSHOT_PERMISSION, SNAPSHOTS_PERMISSION } from '../shared/maintenance/permissions';
import { type Permission, STAND_DOWN_PERMISSION, STEP_PERMISSIONS } from '../shared/permission';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  STAND_DOWN_PERMISSION,
  ...DATABASE_GUARD_PERMISSIONS,
  DATABASE_PERMISSION,
  { actions: ['rds:CreateDBSnapshot'], on: 'database' },
  { actions: ['rds:CreateDBSnapshot', 'rds:AddTagsToResource'], on: 'snapshots' },
  SNAPSHOT_PERMISSION,
  SNAPSHOTS_PERMISSION,
];
