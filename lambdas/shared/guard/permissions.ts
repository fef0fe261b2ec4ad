import { type Permission, SETTINGS_PERMISSION } from '../permission';
import { SERVICE_PERMISSION, SWITCH_PERMISSION } from '../service-permissions';
import { SIGNAL_PERMISSIONS } from '../signal-permissions';

/** What standing before an act takes: looking at everything the guard judges by, the lease, and the ledger of acts. */
export const GUARD_PERMISSIONS: readonly Permission[] = [
  SETTINGS_PERMISSION,
  SERVICE_PERMISSION,
  SWITCH_PERMISSION,
  ...SIGNAL_PERMISSIONS,
  { actions: ['dynamodb:Query'], on: 'table' },
  { actions: ['states:DescribeExecution'], on: 'executions' },
];

/** What standing before an act on the database takes. */
export const DATABASE_GUARD_PERMISSIONS: readonly Permission[] = [
  SETTINGS_PERMISSION,
  { actions: ['dynamodb:Query'], on: 'table' },
  { actions: ['states:DescribeExecution'], on: 'executions' },
];
