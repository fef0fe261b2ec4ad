import { type Permission, SETTINGS_PERMISSION, STEP_PERMISSIONS, VERDICT_PERMISSION } from '../shared/permission';
import { SWITCH_PERMISSION } from '../shared/service-permissions';
import { ACKNOWLEDGEMENT_PERMISSION } from '../shared/status-permissions';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  VERDICT_PERMISSION,
  SETTINGS_PERMISSION,
  SWITCH_PERMISSION,
  { actions: ['ssm:PutParameter'], on: 'trading-parameter' },
  ACKNOWLEDGEMENT_PERMISSION,
];
