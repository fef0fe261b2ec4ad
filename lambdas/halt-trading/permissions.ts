import { CHANGE_CAPACITY_PERMISSIONS } from '../shared/capacity-permissions';
import { DATABASE_PERMISSION } from '../shared/database-permissions';
import { type Permission, SETTINGS_PERMISSION, STEP_PERMISSIONS, VERDICT_PERMISSION } from '../shared/permission';
import { SERVICE_PERMISSION, SWITCH_PERMISSION } from '../shared/service-permissions';
import { SIGNAL_PERMISSIONS } from '../shared/signal-permissions';
import { ACKNOWLEDGEMENT_PERMISSION, BROKER_PERMISSION } from '../shared/status-permissions';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  VERDICT_PERMISSION,
  { actions: ['dynamodb:Query'], on: 'table' },
  SETTINGS_PERMISSION,
  SERVICE_PERMISSION,
  DATABASE_PERMISSION,
  ...SIGNAL_PERMISSIONS,
  BROKER_PERMISSION,
  ACKNOWLEDGEMENT_PERMISSION,
  SWITCH_PERMISSION,
  { actions: ['ssm:PutParameter'], on: 'trading-parameter' },
  ...CHANGE_CAPACITY_PERMISSIONS,
  { actions: ['states:StartExecution'], on: 'sweep-workflow' },
];
