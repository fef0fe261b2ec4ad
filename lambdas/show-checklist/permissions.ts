import { DIRECTORY_PERMISSION, type Permission, SETTINGS_PERMISSION } from '../shared/permission';

export const permissions: readonly Permission[] = [
  DIRECTORY_PERMISSION,
  SETTINGS_PERMISSION,
  { actions: ['dynamodb:GetItem'], on: 'table' },
];
