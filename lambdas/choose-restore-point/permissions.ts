import { DATABASE_PERMISSION } from '../shared/database-permissions';
import { SNAPSHOTS_PERMISSION } from '../shared/maintenance/permissions';
import { type Permission, STEP_PERMISSIONS, VERDICT_PERMISSION } from '../shared/permission';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  // Also for writing down what is going to be restored.
  VERDICT_PERMISSION,
  DATABASE_PERMISSION,
  SNAPSHOTS_PERMISSION,
  { actions: ['rds:DescribeDBInstanceAutomatedBackups'], on: 'database' },
];
