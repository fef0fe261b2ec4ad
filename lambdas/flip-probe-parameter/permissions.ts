import { type Permission, SETTINGS_PERMISSION, STEP_PERMISSIONS, VERDICT_PERMISSION } from '../shared/permission';
import { SERVICE_PERMISSION } from '../shared/service-permissions';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  VERDICT_PERMISSION,
  SETTINGS_PERMISSION,
  SERVICE_PERMISSION,
  { actions: ['ssm:PutParameter'], on: 'probe-parameter' },
  { actions: ['s3:GetObject'], on: 'probe-acknowledgement' },
];
