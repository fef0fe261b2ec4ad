import { type Permission, STEP_PERMISSIONS, VERDICT_PERMISSION } from '../shared/permission';
import { RESTORED_PERMISSION } from '../shared/restores/permissions';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  // Also for writing down what was put right.
  VERDICT_PERMISSION,
  RESTORED_PERMISSION,
  { actions: ['rds:ModifyDBInstance'], on: 'restored-databases' },
];
