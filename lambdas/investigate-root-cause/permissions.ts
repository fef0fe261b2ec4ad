import { METRIC_PERMISSION } from '../shared/metric-permissions';
import { type Permission, STEP_PERMISSIONS, VERDICT_PERMISSION } from '../shared/permission';
import { SERVICE_PERMISSION } from '../shared/service-permissions';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  VERDICT_PERMISSION,
  SERVICE_PERMISSION,
  METRIC_PERMISSION,
  { actions: ['logs:FilterLogEvents'], on: 'log-group' },
];
