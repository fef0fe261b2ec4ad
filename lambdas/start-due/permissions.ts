import { type Permission, SETTINGS_PERMISSION } from '../shared/permission';

export const permissions: readonly Permission[] = [
  SETTINGS_PERMISSION,
  { actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'], on: 'table' },
  { actions: ['states:StartExecution'], on: 'checklist-machines' },
  { actions: ['states:StartExecution'], on: 'planned-machines' },
  { actions: ['sns:Publish'], on: 'watch-topic' },
  // Lambda sends there, with this role, what it has given up.
  { actions: ['sqs:SendMessage'], on: 'dead-letters' },
];
