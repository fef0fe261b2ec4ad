import { type Permission, SETTINGS_PERMISSION } from '../shared/permission';

export const permissions: readonly Permission[] = [SETTINGS_PERMISSION];
