import { type Permission, STAND_DOWN_PERMISSION, STEP_PERMISSIONS } from '../shared/permission';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  STAND_DOWN_PERMISSION,
  { actions: ['dynamodb:Query'], on: 'table' },
  { actions: ['s3:GetObject'], on: 'reports' },
  { actions: ['sns:Publish'], on: 'watch-topic' },
  // SNS asks for these of whoever publishes to a topic under a key of ours.
  { actions: ['kms:GenerateDataKey', 'kms:Decrypt'], on: 'watch-key' },
];
