import { DATABASE_GUARD_PERMISSIONS } from '../shared/guard/permissions';
import { type Permission, STAND_DOWN_PERMISSION, STEP_PERMISSIONS } from '../shared/permission';
import { POSITIONS_PERMISSIONS } from '../shared/positions/permissions';
import { SERVICE_PERMISSION, SWITCH_PERMISSION } from '../shared/service-permissions';

/** Reading and writing the command, and reading its answer. */
export const COMMAND_PERMISSIONS: readonly Permission[] = [
  // Writing on condition of what was read asks for reading as well.
  { actions: ['s3:GetObject', 's3:PutObject'], on: 'close-positions-command' },
  { actions: ['s3:GetObject'], on: 'close-positions-answer' },
  { actions: ['s3:ListBucket'], on: 'command-bucket' },
];

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  STAND_DOWN_PERMISSION,
  // What stands before an act that a person asked for: there is no alarm to look at.
  ...DATABASE_GUARD_PERMISSIONS,
  SERVICE_PERMISSION,
  SWITCH_PERMISSION,
  ...POSITIONS_PERMISSIONS,
  ...COMMAND_PERMISSIONS,
];
