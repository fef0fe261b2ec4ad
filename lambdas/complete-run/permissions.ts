import { type Permission, STAND_DOWN_PERMISSION, STEP_PERMISSIONS, VERDICT_PERMISSION } from '../shared/permission';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  { actions: ['dynamodb:Query'], on: 'table' },
  VERDICT_PERMISSION,
  STAND_DOWN_PERMISSION,
];
