import { DIRECTORY_PERMISSION, type Permission, SETTINGS_PERMISSION } from '../shared/permission';

export const permissions: readonly Permission[] = [
  DIRECTORY_PERMISSION,
  SETTINGS_PERMISSION,
  { actions: ['ssm:PutParameter'], on: 'mode-parameters' },
  { actions: ['sns:Publish'], on: 'channel-topic' },
];
