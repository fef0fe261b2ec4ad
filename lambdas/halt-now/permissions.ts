import { DIRECTORY_PERMISSION, type Permission } from '../shared/permission';
import { SWITCH_PERMISSION } from '../shared/service-permissions';
import { ACKNOWLEDGEMENT_PERMISSION } from '../shared/status-permissions';

export const permissions: readonly Permission[] = [
  SWITCH_PERMISSION,
  { actions: ['ssm:PutParameter'], on: 'trading-parameter' },
  ACKNOWLEDGEMENT_PERMISSION,
  // For the caller's name; a halt does without it.
  DIRECTORY_PERMISSION,
  { actions: ['sns:Publish'], on: 'channel-topic' },
  // The record of the stop; a halt does without it as well.
  { actions: ['dynamodb:GetItem', 'dynamodb:PutItem'], on: 'table' },
  { actions: ['states:StartExecution'], on: 'stop-workflow' },
];
