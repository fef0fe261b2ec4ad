import { PAGER_DUTY_PERMISSION, type Permission } from '../shared/permission';

export const permissions: readonly Permission[] = [
  { actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem', 'dynamodb:Query'], on: 'table' },
  { actions: ['s3:PutObject'], on: 'reports' },
  { actions: ['sns:Publish'], on: 'channel-topic' },
  { actions: ['sns:Publish'], on: 'contact-topics' },
  // The page of a test goes to no contact.
  { actions: ['sns:Publish'], on: 'probe-topic' },
  PAGER_DUTY_PERMISSION,
];
