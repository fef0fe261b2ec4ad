import { CHANGE_CAPACITY_PERMISSIONS } from '../shared/capacity-permissions';
import { type Permission, STEP_PERMISSIONS, VERDICT_PERMISSION } from '../shared/permission';
import { HISTORY_PERMISSION, SERVICE_PERMISSION, SWITCH_PERMISSION } from '../shared/service-permissions';
import { ACKNOWLEDGEMENT_PERMISSION } from '../shared/status-permissions';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  VERDICT_PERMISSION,
  { actions: ['dynamodb:Query'], on: 'table' },
  SERVICE_PERMISSION,
  ACKNOWLEDGEMENT_PERMISSION,
  SWITCH_PERMISSION,
  HISTORY_PERMISSION,
  { actions: ['ssm:PutParameter'], on: 'trading-parameter' },
  ...CHANGE_CAPACITY_PERMISSIONS,
];
