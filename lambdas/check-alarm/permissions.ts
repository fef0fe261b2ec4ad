import { SETTINGS_PERMISSION, STAND_DOWN_PERMISSION, STEP_PERMISSIONS } from '../shared/permission';
import { SIGNAL_PERMISSIONS } from '../shared/signal-permissions';

export const permissions = [...STEP_PERMISSIONS, SETTINGS_PERMISSION, ...SIGNAL_PERMISSIONS, STAND_DOWN_PERMISSION];
