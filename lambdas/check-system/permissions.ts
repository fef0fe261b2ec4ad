import { DATABASE_PERMISSION } from '../shared/database-permissions';
import { METRIC_PERMISSION } from '../shared/metric-permissions';
import { type Permission, STEP_PERMISSIONS } from '../shared/permission';
import { SERVICE_PERMISSION, SWITCH_PERMISSION } from '../shared/service-permissions';
import { ACKNOWLEDGEMENT_PERMISSION, BROKER_PERMISSION } from '../shared/status-permissions';

/** The requests to the dashboard and to the broker need none. */
export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  SERVICE_PERMISSION,
  DATABASE_PERMISSION,
  {
    actions: ['elasticloadbalancing:DescribeTargetHealth'],
    on: 'everything',
    because: 'DescribeTargetHealth has no resource level.',
    source: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html',
  },
  { actions: ['logs:FilterLogEvents'], on: 'log-group' },
  METRIC_PERMISSION,
  SWITCH_PERMISSION,
  BROKER_PERMISSION,
  ACKNOWLEDGEMENT_PERMISSION,
];
