import type { Permission } from '../shared/permission';

export const permissions: readonly Permission[] = [{ actions: ['dynamodb:PutItem'], on: 'table' }];
