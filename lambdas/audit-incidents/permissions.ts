import { DIRECTORY_PERMISSION, PAGER_DUTY_PERMISSION, type Permission } from '../shared/permission';
import { SERVICE_PERMISSION, SWITCH_PERMISSION } from '../shared/service-permissions';
import { SIGNAL_PERMISSIONS } from '../shared/signal-permissions';

export const permissions: readonly Permission[] = [
  {
    actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:Query'],
    on: 'table',
  },
  ...SIGNAL_PERMISSIONS,
  SERVICE_PERMISSION,
  SWITCH_PERMISSION,
  { actions: ['rds:DescribeDBInstances'], on: 'database' },
  { actions: ['states:DescribeExecution'], on: 'executions' },
  { actions: ['states:StartExecution'], on: 'alarmed-machines' },
  DIRECTORY_PERMISSION,
  PAGER_DUTY_PERMISSION,
  { actions: ['s3:PutObject'], on: 'reports' },
  { actions: ['sns:Publish'], on: 'contact-topics' },
  { actions: ['sns:Publish'], on: 'channel-topic' },
  { actions: ['sns:Publish'], on: 'watch-topic' },
  // SNS asks for these of whoever publishes to a topic under a key of ours.
  { actions: ['kms:GenerateDataKey', 'kms:Decrypt'], on: 'watch-key' },
  {
    actions: ['cloudwatch:PutMetricData'],
    on: 'heartbeat',
    because: 'PutMetricData has no resource level; the condition names the namespace.',
    source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html',
  },
  // Lambda sends there, with this role, what it has given up.
  { actions: ['sqs:SendMessage'], on: 'dead-letters' },
];
