import { type Permission, SETTINGS_PERMISSION, STAND_DOWN_PERMISSION, STEP_PERMISSIONS } from '../shared/permission';
import { SERVICE_PERMISSION, SWITCH_PERMISSION } from '../shared/service-permissions';
import { SIGNAL_PERMISSIONS } from '../shared/signal-permissions';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  STAND_DOWN_PERMISSION,
  SETTINGS_PERMISSION,
  SERVICE_PERMISSION,
  SWITCH_PERMISSION,
  ...SIGNAL_PERMISSIONS,
  { actions: ['ssm:PutParameter'], on: 'trading-parameter' },
];
