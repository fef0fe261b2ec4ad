import { type Permission, SETTINGS_PERMISSION, STAND_DOWN_PERMISSION, STEP_PERMISSIONS } from '../shared/permission';

export const permissions: readonly Permission[] = [
  ...STEP_PERMISSIONS,
  STAND_DOWN_PERMISSION,
  SETTINGS_PERMISSION,
  {
    actions: ['cloudwatch:PutMetricData'],
    on: 'heartbeat',
    because: 'PutMetricData has no resource level; the condition names the namespace.',
    source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html',
  },
];
