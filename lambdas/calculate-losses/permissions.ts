import { type Permission, STEP_PERMISSIONS, VERDICT_PERMISSION } from '../shared/permission';
import { SWITCH_PERMISSION } from '../shared/service-permissions';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  VERDICT_PERMISSION,
  SWITCH_PERMISSION,
  { actions: ['s3:GetObject'], on: 'trades-object' },
  { actions: ['s3:ListBucket'], on: 'trades-bucket' },
  {
    actions: ['cloudwatch:GetMetricData'],
    on: 'everything',
    because: 'GetMetricData has no resource level.',
    source: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html',
  },
];
