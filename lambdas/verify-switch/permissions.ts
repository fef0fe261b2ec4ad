import { LOGIN_PERMISSIONS } from '../shared/maintenance/permissions';
import { type Permission, STEP_PERMISSIONS, VERDICT_PERMISSION } from '../shared/permission';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  VERDICT_PERMISSION,
  ...LOGIN_PERMISSIONS,
  { actions: ['s3:GetObject'], on: 'snapshot-documents' },
  // Without it, counts that are not there could not be told from counts that may not be read.
  { actions: ['s3:ListBucket'], on: 'reports-bucket' },
];
