import { DATABASE_PERMISSION } from '../shared/database-permissions';
import type { Permission } from '../shared/permission';
import { SERVICE_PERMISSION } from '../shared/service-permissions';

/** The request to the dashboard needs none. That the log group exists is seen by reading it. */
export const permissions: readonly Permission[] = [
  { actions: ['ecs:DescribeClusters'], on: 'cluster-itself' },
  SERVICE_PERMISSION,
  DATABASE_PERMISSION,
  {
    actions: ['elasticloadbalancing:DescribeLoadBalancers', 'elasticloadbalancing:DescribeTargetHealth'],
    on: 'everything',
    because: 'Neither has a resource level.',
    source: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html',
  },
  { actions: ['logs:FilterLogEvents'], on: 'log-group' },
  { actions: ['secretsmanager:DescribeSecret'], on: 'secrets' },
];
