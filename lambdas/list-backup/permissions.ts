import { type Permission, STEP_PERMISSIONS, VERDICT_PERMISSION } from '../shared/permission';

/** Reading a backup: what is there, its manifest, its files. */
export const BACKUP_PERMISSIONS: readonly Permission[] = [
  { actions: ['s3:ListBucket'], on: 'backup-bucket' },
  { actions: ['s3:GetObject'], on: 'daily-backups' },
];

export const permissions: readonly Permission[] = [...STEP_PERMISSIONS, VERDICT_PERMISSION, ...BACKUP_PERMISSIONS];
