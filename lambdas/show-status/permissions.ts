import { DIRECTORY_PERMISSION, type Permission, SETTINGS_PERMISSION } from '../shared/permission';
import { SERVICE_PERMISSION, SWITCH_PERMISSION } from '../shared/service-permissions';

export const permissions: readonly Permission[] = [
  { actions: ['dynamodb:GetItem', 'dynamodb:Query'], on: 'table' },
  SERVICE_PERMISSION,
  SWITCH_PERMISSION,
  SETTINGS_PERMISSION,
  {
    actions: ['cloudwatch:DescribeAlarms'],
    on: 'everything',
    because: 'Composite alarms are answered only to a permission on everything.',
    source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html',
  },
  DIRECTORY_PERMISSION,
];
