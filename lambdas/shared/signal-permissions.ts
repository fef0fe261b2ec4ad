import type { Permission } from './permission';

/** What reading the alarms and their metrics takes. */
export const SIGNAL_PERMISSIONS: readonly Permission[] = [
  {
    actions: ['cloudwatch:DescribeAlarms'],
    on: 'everything',
    because: 'Composite alarms are answered only to a permission on everything.',
    source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html',
  },
  {
    actions: ['cloudwatch:GetMetricData'],
    on: 'everything',
    because: 'GetMetricData has no resource level.',
    source: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html',
  },
];
