import { DATABASE_PERMISSION } from '../shared/database-permissions';
import { DATABASE_GUARD_PERMISSIONS } from '../shared/guard/permissions';
import { SNAPSHOTS_PERMISSION } from '../shared/maintenance/permissions';
import { type Permission, STAND_DOWN_PERMISSION, STEP_PERMISSIONS } from '../shared/permission';
import { RESTORED_PERMISSION } from '../shared/restores/permissions';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  STAND_DOWN_PERMISSION,
  ...DATABASE_GUARD_PERMISSIONS,
  DATABASE_PERMISSION,
  RESTORED_PERMISSION,
  SNAPSHOTS_PERMISSION,
  {
    actions: ['rds:RestoreDBInstanceFromDBSnapshot', 'rds:RestoreDBInstanceToPointInTime', 'rds:AddTagsToResource'],
    on: 'restored-databases',
  },
  { actions: ['rds:RestoreDBInstanceFromDBSnapshot'], on: 'every-snapshot' },
  { actions: ['rds:RestoreDBInstanceToPointInTime'], on: 'database' },
  {
    actions: ['rds:RestoreDBInstanceFromDBSnapshot', 'rds:RestoreDBInstanceToPointInTime'],
    on: 'database-groups',
  },
];
