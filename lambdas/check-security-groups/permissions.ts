import { DATABASE_PERMISSION } from '../shared/database-permissions';
import { type Permission, STEP_PERMISSIONS, VERDICT_PERMISSION } from '../shared/permission';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  VERDICT_PERMISSION,
  DATABASE_PERMISSION,
  {
    actions: ['ec2:DescribeSecurityGroups'],
    on: 'everything',
    because: 'DescribeSecurityGroups has no resource level.',
    source: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html',
  },
];
