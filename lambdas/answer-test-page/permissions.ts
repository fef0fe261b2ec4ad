import { DIRECTORY_PERMISSION, type Permission } from '../shared/permission';

export const permissions: readonly Permission[] = [DIRECTORY_PERMISSION];
