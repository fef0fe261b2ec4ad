import { READ_CAPACITY_PERMISSION } from '../capacity-permissions';
import { DATABASE_PERMISSION } from '../database-permissions';
import { type Permission, SETTINGS_PERMISSION } from '../permission';
import { SERVICE_PERMISSION, TASK_PERMISSIONS } from '../service-permissions';

/** Looking at how the whole system is set up. */
export const STATE_PERMISSIONS: readonly Permission[] = [
  SERVICE_PERMISSION,
  ...TASK_PERMISSIONS,
  {
    actions: ['ecs:DescribeTaskDefinition'],
    on: 'everything',
    because: 'DescribeTaskDefinition has no resource level.',
    source:
      'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html',
  },
  READ_CAPACITY_PERMISSION,
  {
    actions: ['application-autoscaling:DescribeScalingPolicies'],
    on: 'everything',
    because: 'DescribeScalingPolicies has no resource level.',
    source: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsapplicationautoscaling.html',
  },
  DATABASE_PERMISSION,
  SETTINGS_PERMISSION,
  { actions: ['ssm:GetParameters'], on: 'trading-parameter' },
  {
    actions: ['cloudwatch:DescribeAlarms'],
    on: 'everything',
    because: 'Composite alarms are answered only to a permission on everything.',
    source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html',
  },
];
