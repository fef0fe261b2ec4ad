import type { Permission } from '../shared/permission';

export const permissions: readonly Permission[] = [
  { actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'], on: 'table' },
  { actions: ['s3:PutObject'], on: 'reports' },
];
