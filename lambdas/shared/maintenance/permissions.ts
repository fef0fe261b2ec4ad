import { DATABASE_PERMISSION } from '../database-permissions';
import type { Permission } from '../permission';

/** Looking for one snapshot by its name. */
export const SNAPSHOT_PERMISSION: Permission = { actions: ['rds:DescribeDBSnapshots'], on: 'snapshots' };

/** Listing those of an instance. */
export const SNAPSHOTS_PERMISSION: Permission = {
  actions: ['rds:DescribeDBSnapshots'],
  on: 'everything',
  because: 'A listing that names no snapshot is asked for all of them, whichever instance it is narrowed to.',
  source: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html',
};

/** Finding the database and logging in to it. */
export const LOGIN_PERMISSIONS: readonly Permission[] = [
  DATABASE_PERMISSION,
  { actions: ['secretsmanager:GetSecretValue'], on: 'database-secret' },
];
