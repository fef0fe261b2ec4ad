import { type Permission, STEP_PERMISSIONS, VERDICT_PERMISSION } from '../shared/permission';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  VERDICT_PERMISSION,
  { actions: ['s3:GetObject', 's3:PutObject'], on: 'maintenance-documents' },
];
