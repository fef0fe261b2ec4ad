import type { Permission } from '../shared/permission';
import { SERVICE_PERMISSION } from '../shared/service-permissions';

export const permissions: readonly Permission[] = [SERVICE_PERMISSION];
