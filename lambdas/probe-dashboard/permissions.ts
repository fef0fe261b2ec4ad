import { STEP_PERMISSIONS } from '../shared/permission';

/** A request over HTTP needs no permission. */
export const permissions = STEP_PERMISSIONS;
