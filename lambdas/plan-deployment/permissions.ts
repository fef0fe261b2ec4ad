import { type Permission, SETTINGS_PERMISSION, STAND_DOWN_PERMISSION, STEP_PERMISSIONS } from '../shared/permission';
import { LOOK_AT_RELEASE_PERMISSIONS } from '../shared/release/permissions';
import { SWITCH_PERMISSION } from '../shared/service-permissions';
import { SIGNAL_PERMISSIONS } from '../shared/signal-permissions';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  STAND_DOWN_PERMISSION,
  ...LOOK_AT_RELEASE_PERMISSIONS,
  ...SIGNAL_PERMISSIONS,
  SWITCH_PERMISSION,
  SETTINGS_PERMISSION,
  { actions: ['s3:PutObject'], on: 'release-documents' },
];
