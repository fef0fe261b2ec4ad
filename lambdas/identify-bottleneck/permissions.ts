import { METRIC_PERMISSION } from '../shared/metric-permissions';
import { type Permission, STEP_PERMISSIONS } from '../shared/permission';

export const permissions: readonly Permission[] = [...STEP_PERMISSIONS, METRIC_PERMISSION];
