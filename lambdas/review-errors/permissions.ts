import type { Permission } from '../shared/permission';

export const permissions: readonly Permission[] = [{ actions: ['logs:FilterLogEvents'], on: 'log-group' }];
