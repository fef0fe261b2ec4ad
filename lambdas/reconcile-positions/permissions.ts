import { type Permission, STEP_PERMISSIONS, VERDICT_PERMISSION } from '../shared/permission';
import { RECONCILE_PERMISSIONS } from '../shared/positions/permissions';

export const permissions: readonly Permission[] = [...STEP_PERMISSIONS, VERDICT_PERMISSION, ...RECONCILE_PERMISSIONS];
