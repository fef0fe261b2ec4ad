import { type Permission, STEP_PERMISSIONS, VERDICT_PERMISSION } from '../shared/permission';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  VERDICT_PERMISSION,
  { actions: ['dynamodb:Query'], on: 'table' },
  { actions: ['s3:GetObject'], on: 'broker-heartbeat' },
];
