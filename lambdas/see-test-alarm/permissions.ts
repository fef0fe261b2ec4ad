import { type Permission, STEP_PERMISSIONS } from '../shared/permission';

export const permissions: readonly Permission[] = STEP_PERMISSIONS;
