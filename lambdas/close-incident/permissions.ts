import { DIRECTORY_PERMISSION, PAGER_DUTY_PERMISSION, type Permission } from '../shared/permission';

export const permissions: readonly Permission[] = [
  DIRECTORY_PERMISSION,
  { actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:Query'], on: 'table' },
  { actions: ['s3:PutObject'], on: 'reports' },
  { actions: ['sns:Publish'], on: 'contact-topics' },
  PAGER_DUTY_PERMISSION,
];
