import { METRIC_PERMISSION } from '../shared/metric-permissions';
import { type Permission, SETTINGS_PERMISSION } from '../shared/permission';

export const permissions: readonly Permission[] = [
  // Without s3:ListBucket on the bucket, an object that is not there reads as one that may not be read.
  { actions: ['s3:GetObject'], on: 'signal-objects' },
  { actions: ['s3:ListBucket'], on: 'signal-buckets' },
  METRIC_PERMISSION,
  SETTINGS_PERMISSION,
];
