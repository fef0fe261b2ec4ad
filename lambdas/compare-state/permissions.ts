import { STATE_PERMISSIONS } from '../shared/maintenance/state-permissions';
import { type Permission, STEP_PERMISSIONS, VERDICT_PERMISSION } from '../shared/permission';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  VERDICT_PERMISSION,
  ...STATE_PERMISSIONS,
  { actions: ['s3:GetObject', 's3:PutObject'], on: 'maintenance-documents' },
];
