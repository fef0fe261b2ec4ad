import { METRIC_PERMISSION } from '../shared/metric-permissions';
import { type Permission, SETTINGS_PERMISSION } from '../shared/permission';
import { BROKER_PERMISSION } from '../shared/status-permissions';

/** The request to the broker needs none. */
export const permissions: readonly Permission[] = [BROKER_PERMISSION, METRIC_PERMISSION, SETTINGS_PERMISSION];
