import {
  DIRECTORY_PERMISSION,
  PAGER_DUTY_PERMISSION,
  type Permission,
  SETTINGS_PERMISSION,
} from '../shared/permission';

export const permissions: readonly Permission[] = [
  DIRECTORY_PERMISSION,
  SETTINGS_PERMISSION,
  { actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:Query'], on: 'table' },
  { actions: ['s3:PutObject'], on: 'reports' },
  { actions: ['sns:Publish'], on: 'contact-topics' },
  { actions: ['sns:Publish'], on: 'channel-topic' },
  PAGER_DUTY_PERMISSION,
];
