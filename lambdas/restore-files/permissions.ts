import { BACKUP_PERMISSIONS } from '../list-backup/permissions';
import { type Permission, SETTINGS_PERMISSION, STAND_DOWN_PERMISSION, STEP_PERMISSIONS } from '../shared/permission';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  // Also for noting how far it has come.
  STAND_DOWN_PERMISSION,
  SETTINGS_PERMISSION,
  ...BACKUP_PERMISSIONS,
  { actions: ['s3:GetObject', 's3:PutObject'], on: 'restored-files' },
];
