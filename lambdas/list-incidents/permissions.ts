import { DIRECTORY_PERMISSION, type Permission } from '../shared/permission';

export const permissions: readonly Permission[] = [
  { actions: ['dynamodb:GetItem', 'dynamodb:Query'], on: 'table' },
  { actions: ['s3:GetObject'], on: 'reports' },
  DIRECTORY_PERMISSION,
];
