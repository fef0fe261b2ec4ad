import { STAND_DOWN_PERMISSION, STEP_PERMISSIONS } from '../shared/permission';
import { SERVICE_PERMISSION, SWITCH_PERMISSION } from '../shared/service-permissions';
import { SIGNAL_PERMISSIONS } from '../shared/signal-permissions';

/** Closing takes the same writes as standing down. */
export const permissions = [
  ...STEP_PERMISSIONS,
  STAND_DOWN_PERMISSION,
  SERVICE_PERMISSION,
  SWITCH_PERMISSION,
  { actions: ['rds:DescribeDBInstances'], on: 'database' as const },
  ...SIGNAL_PERMISSIONS,
];
