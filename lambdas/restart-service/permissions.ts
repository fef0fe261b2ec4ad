import { type Permission, STAND_DOWN_PERMISSION, STEP_PERMISSIONS } from '../shared/permission';
import { SERVICE_PERMISSION, SWITCH_PERMISSION, TASK_PERMISSIONS } from '../shared/service-permissions';
import { SIGNAL_PERMISSIONS } from '../shared/signal-permissions';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  STAND_DOWN_PERMISSION,
  SERVICE_PERMISSION,
  { actions: ['ecs:UpdateService'], on: 'services' },
  ...TASK_PERMISSIONS,
  SWITCH_PERMISSION,
  ...SIGNAL_PERMISSIONS,
];
