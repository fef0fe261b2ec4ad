import { type Permission, SETTINGS_PERMISSION, STEP_PERMISSIONS } from '../shared/permission';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  SETTINGS_PERMISSION,
  { actions: ['states:StartExecution'], on: 'checklist-runbooks' },
];
