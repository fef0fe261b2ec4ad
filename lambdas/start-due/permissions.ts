import { type Permission, SETTINGS_PERMISSION } from '../shared/permission';

export const permissions: readonly Permission[] = [
  SETTINGS_PERMISSION,
  { actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'], on: 'table' },
  { actions: ['states:StartExecution'], on: 'checklist-machines' },
  { actions: ['states:StartExecution'], on: 'planned-machines' },
  { actions: ['sns:Publish'], on: 'watch-topic' },
  // SNS asks for these of whoever publishes to a topic under a key of ours.
  { actions: ['kms:GenerateDataKey', 'kms:Decrypt'], on: 'watch-key' },
  // Lambda sends there, with this role, what it has given up.
  { actions: ['sqs:SendMessage'], on: 'dead-letters' },
];
