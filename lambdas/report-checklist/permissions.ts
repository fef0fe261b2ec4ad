import type { Permission } from '../shared/permission';

export const permissions: readonly Permission[] = [
  { actions: ['dynamodb:GetItem', 'dynamodb:PutItem'], on: 'table' },
  { actions: ['s3:PutObject'], on: 'day-reports' },
  { actions: ['sns:Publish'], on: 'channel-topic' },
];
