import { type Permission, STEP_PERMISSIONS } from '../shared/permission';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  {
    actions: ['elasticloadbalancing:DescribeTargetHealth'],
    on: 'everything',
    because: 'DescribeTargetHealth has no resource level.',
    source: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html',
  },
];
