import { DATABASE_PERMISSION } from '../shared/database-permissions';
import { SNAPSHOTS_PERMISSION } from '../shared/maintenance/permissions';
import type { Permission } from '../shared/permission';
import { EVERY_INSTANCE_PERMISSION } from '../shared/restores/permissions';

export const permissions: readonly Permission[] = [
  DATABASE_PERMISSION,
  SNAPSHOTS_PERMISSION,
  EVERY_INSTANCE_PERMISSION,
];
