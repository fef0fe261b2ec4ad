import { STEP_PERMISSIONS, VERDICT_PERMISSION } from '../shared/permission';
import { SERVICE_PERMISSION, TASK_PERMISSIONS } from '../shared/service-permissions';

export const permissions = [...STEP_PERMISSIONS, VERDICT_PERMISSION, SERVICE_PERMISSION, ...TASK_PERMISSIONS];
