import type { Permission } from '../shared/permission';
import { STEP_PERMISSIONS } from '../shared/permission';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  { actions: ['logs:FilterLogEvents'], on: 'log-group' },
];
