import type {
  DescribeAlarmHistoryCommandInput,
  DescribeAlarmsCommandInput,
  GetMetricDataCommandInput,
  PutMetricDataCommandInput,
} from '@aws-sdk/client-cloudwatch';
import type { FilterLogEventsCommandInput } from '@aws-sdk/client-cloudwatch-logs';
import { type AuthorizationWorld, arnIn, ask, needed, type Rows, refuseMembers, row } from './row';

/** The alarms a call names, or all of them. */
function alarmsOf(input: DescribeAlarmsCommandInput, world: AuthorizationWorld): string[] {
  refuseMembers('DescribeAlarms', input, ['ChildrenOfAlarmName', 'ParentsOfAlarmName']);
  const refused = input.AlarmTypes?.find((type) => type !== 'MetricAlarm' && type !== 'CompositeAlarm');
  if (refused !== undefined) throw new Error(`DescribeAlarms of ${refused}: what IAM is asked for it is not modelled.`);
  // @claim documented: Information about composite alarms needs cloudwatch:DescribeAlarms on "*".
  // @source SDK client-cloudwatch DescribeAlarms documentation
  if (input.AlarmTypes?.includes('CompositeAlarm')) return ['*'];
  return (input.AlarmNames?.length ? input.AlarmNames : ['*']).map((name) =>
    arnIn(world, 'cloudwatch', `alarm:${name}`),
  );
}

function logGroupName({ logGroupName, logGroupIdentifier }: FilterLogEventsCommandInput): string {
  return needed('FilterLogEvents', 'logGroupName', logGroupName ?? logGroupIdentifier)
    .replace(/^arn:[^:]+:logs:[^:]*:[^:]*:log-group:/, '')
    .replace(/:\*$/, '');
}

export const observability: Rows = {
  // @claim cross-checked: logs:DescribeLogGroups, also with a prefix, is asked for log-group::log-stream: and so needs a policy for every group.
  // @source https://github.com/hashicorp/terraform-provider-aws/issues/8804
  'logs:DescribeLogGroups': row('logs:DescribeLogGroups', (_input, world) => [
    ask('logs:DescribeLogGroups', arnIn(world, 'logs', 'log-group::log-stream:')),
  ]),
  // @claim documented: cloudwatch:DescribeAlarms is asked for alarms.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
  // @claim assumed: With AlarmNames it is asked for each alarm named, otherwise for alarm:*.
  // @source https://github.com/aws-samples/amazon-cloudwatch-auto-alarms/issues/1
  'monitoring:DescribeAlarms': row<DescribeAlarmsCommandInput>('cloudwatch:DescribeAlarms', (input, world) =>
    alarmsOf(input, world).map((alarm) => ask('cloudwatch:DescribeAlarms', alarm)),
  ),
  // @claim documented: cloudwatch:DescribeAlarmHistory is asked for alarms.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
  // @claim documented: The history of composite alarms is answered only to a permission that is scoped to "*".
  // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
  // @claim assumed: With an AlarmName it is asked for that alarm, otherwise for alarm:*.
  // @source https://github.com/aws-samples/amazon-cloudwatch-auto-alarms/issues/1 (said of DescribeAlarms)
  'monitoring:DescribeAlarmHistory': row<DescribeAlarmHistoryCommandInput>(
    'cloudwatch:DescribeAlarmHistory',
    (input, world) => {
      refuseMembers('DescribeAlarmHistory', input, ['AlarmContributorId']);
      if (input.AlarmTypes?.includes('CompositeAlarm')) return [ask('cloudwatch:DescribeAlarmHistory', '*')];
      return [ask('cloudwatch:DescribeAlarmHistory', arnIn(world, 'cloudwatch', `alarm:${input.AlarmName ?? '*'}`))];
    },
  ),
  // @claim documented: cloudwatch:GetMetricData needs no resource: it is asked for "*".
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
  'monitoring:GetMetricData': row<GetMetricDataCommandInput>('cloudwatch:GetMetricData', () => [
    ask('cloudwatch:GetMetricData', '*'),
  ]),
  // @claim documented: cloudwatch:PutMetricData needs no resource: it is asked for "*", with the namespace.
  // @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
  'monitoring:PutMetricData': row<PutMetricDataCommandInput>('cloudwatch:PutMetricData', ({ Namespace }) => [
    ask('cloudwatch:PutMetricData', '*', {
      'cloudwatch:namespace': needed('PutMetricData', 'Namespace', Namespace),
    }),
  ]),
  // @claim documented: logs:FilterLogEvents is asked for the log group, and a policy must name the group with a trailing :*.
  // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
  // @claim assumed: What is asked for ends in ":log-stream:", so that the ARN of the group without :* does not match.
  // @source https://github.com/aws/aws-cli/issues/3578
  'logs:FilterLogEvents': row<FilterLogEventsCommandInput>('logs:FilterLogEvents', (input, world) => [
    ask('logs:FilterLogEvents', arnIn(world, 'logs', `log-group:${logGroupName(input)}:log-stream:`)),
  ]),
};
