import type { Permission } from '../permission';

/** Looking at the instances that were restored. */
export const RESTORED_PERMISSION: Permission = { actions: ['rds:DescribeDBInstances'], on: 'restored-databases' };

/** Looking at every instance: those that were restored, and the names that are taken. */
export const EVERY_INSTANCE_PERMISSION: Permission = {
  actions: ['rds:DescribeDBInstances'],
  on: 'everything',
  because: 'A listing that names no instance is asked for all of them.',
  source: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html',
};
