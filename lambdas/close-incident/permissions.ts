import { STAND_DOWN_PERMISSION, STEP_PERMISSIONS } from '../shared/permission';

/** Closing takes the same writes as standing down. */
export const permissions = [...STEP_PERMISSIONS, STAND_DOWN_PERMISSION];
