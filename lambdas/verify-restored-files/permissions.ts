import { BACKUP_PERMISSIONS } from '../list-backup/permissions';
import { type Permission, SETTINGS_PERMISSION, STEP_PERMISSIONS, VERDICT_PERMISSION } from '../shared/permission';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  // Also for noting how far it has come.
  VERDICT_PERMISSION,
  SETTINGS_PERMISSION,
  ...BACKUP_PERMISSIONS,
  { actions: ['s3:GetObject'], on: 'restored-files' },
  { actions: ['s3:PutObject'], on: 'restore-documents' },
];
