import { type Permission, STEP_PERMISSIONS, VERDICT_PERMISSION } from '../shared/permission';
import { RESTORED_PERMISSION } from '../shared/restores/permissions';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  VERDICT_PERMISSION,
  RESTORED_PERMISSION,
  { actions: ['secretsmanager:GetSecretValue'], on: 'database-secret' },
  { actions: ['s3:GetObject'], on: 'snapshot-documents' },
  // Without it, counts that are not there could not be told from counts that may not be read.
  { actions: ['s3:ListBucket'], on: 'reports-bucket' },
  { actions: ['s3:PutObject'], on: 'restore-documents' },
];
