import type { Permission } from './permission';

/** What reading metrics takes. */
export const METRIC_PERMISSION: Permission = {
  actions: ['cloudwatch:GetMetricData'],
  on: 'everything',
  because: 'GetMetricData has no resource level.',
  source: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html',
};
