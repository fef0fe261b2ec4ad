import { type Permission, STAND_DOWN_PERMISSION, STEP_PERMISSIONS } from '../shared/permission';
import { SERVICE_PERMISSION, TASK_PERMISSIONS } from '../shared/service-permissions';
import { SIGNAL_PERMISSIONS } from '../shared/signal-permissions';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  STAND_DOWN_PERMISSION,
  SERVICE_PERMISSION,
  ...TASK_PERMISSIONS,
  ...SIGNAL_PERMISSIONS,
  { actions: ['logs:FilterLogEvents'], on: 'log-group' },
];
