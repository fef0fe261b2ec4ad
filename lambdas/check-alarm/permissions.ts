import { STAND_DOWN_PERMISSION, STEP_PERMISSIONS } from '../shared/permission';
import { SIGNAL_PERMISSIONS } from '../shared/signal-permissions';

export const permissions = [...STEP_PERMISSIONS, ...SIGNAL_PERMISSIONS, STAND_DOWN_PERMISSION];
