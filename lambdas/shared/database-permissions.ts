import type { Permission } from './permission';

/** Looking at the database's status, endpoint and security groups. */
export const DATABASE_PERMISSION: Permission = { actions: ['rds:DescribeDBInstances'], on: 'database' };
