import { type Permission, SETTINGS_PERMISSION, STAND_DOWN_PERMISSION, STEP_PERMISSIONS } from '../shared/permission';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  STAND_DOWN_PERMISSION,
  SETTINGS_PERMISSION,
  { actions: ['dynamodb:Query'], on: 'table' },
  { actions: ['sns:Publish'], on: 'stakeholder-topics' },
  { actions: ['sns:Publish'], on: 'channel-topic' },
  // Reading is for whoever follows the link: it has the rights of whoever signed it.
  { actions: ['s3:PutObject', 's3:GetObject'], on: 'maintenance-documents' },
];
