import { DATABASE_PERMISSION } from '../shared/database-permissions';
import { type Permission, STEP_PERMISSIONS, VERDICT_PERMISSION } from '../shared/permission';

export const permissions: readonly Permission[] = [...STEP_PERMISSIONS, VERDICT_PERMISSION, DATABASE_PERMISSION];
