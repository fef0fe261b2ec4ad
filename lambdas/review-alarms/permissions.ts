import { type Permission, SETTINGS_PERMISSION } from '../shared/permission';

export const permissions: readonly Permission[] = [
  {
    actions: ['cloudwatch:DescribeAlarms', 'cloudwatch:DescribeAlarmHistory'],
    on: 'everything',
    because: 'Composite alarms, and their history, are answered only to a permission on everything.',
    source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html',
  },
  { actions: ['dynamodb:GetItem', 'dynamodb:Query'], on: 'table' },
  SETTINGS_PERMISSION,
];
