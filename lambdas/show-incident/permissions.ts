import { DIRECTORY_PERMISSION, type Permission, SETTINGS_PERMISSION } from '../shared/permission';
import { SERVICE_PERMISSION } from '../shared/service-permissions';
import { SIGNAL_PERMISSIONS } from '../shared/signal-permissions';

/** Reading only: whatever opens the page, nothing can change. */
export const permissions: readonly Permission[] = [
  { actions: ['dynamodb:GetItem', 'dynamodb:Query'], on: 'table' },
  DIRECTORY_PERMISSION,
  SETTINGS_PERMISSION,
  SERVICE_PERMISSION,
  { actions: ['logs:FilterLogEvents'], on: 'log-group' },
  ...SIGNAL_PERMISSIONS,
];
