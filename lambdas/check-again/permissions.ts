import {
  type Permission,
  SETTINGS_PERMISSION,
  STAND_DOWN_PERMISSION,
  STEP_PERMISSIONS,
  VERDICT_PERMISSION,
} from '../shared/permission';
import { SWITCH_PERMISSION } from '../shared/service-permissions';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  VERDICT_PERMISSION,
  STAND_DOWN_PERMISSION,
  SETTINGS_PERMISSION,
  SWITCH_PERMISSION,
  { actions: ['ssm:PutParameter'], on: 'trading-parameter' },
  { actions: ['states:StartExecution'], on: 'checklist-machines' },
];
