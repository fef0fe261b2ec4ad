import type {
  AlarmHistoryItem,
  DescribeAlarmHistoryInput,
  DescribeAlarmHistoryOutput,
} from '@aws-sdk/client-cloudwatch';
import type { AlarmStateChange } from '../alarms/alarms';
import { oneOf } from '../alarms/refuse';
import { refuseOthers } from '../refuse';
import { AwsError } from './service';

const WHERE = 'cloudwatch:DescribeAlarmHistory';
const KEPT_MS = 30 * 86_400_000;
const PAGE = 100;

/**
 * DescribeAlarmHistory of CloudWatch: changes of state of alarms.
 * @param changes of every alarm, oldest first. @param now milliseconds since the epoch.
 */
export function alarmHistory(
  changes: readonly AlarmStateChange[],
  now: number,
  input: DescribeAlarmHistoryInput,
): DescribeAlarmHistoryOutput {
  refuseOthers(WHERE, input, [
    'AlarmName',
    'AlarmTypes',
    'HistoryItemType',
    'StartDate',
    'EndDate',
    'MaxRecords',
    'NextToken',
    'ScanBy',
  ]);
  oneOf(input.HistoryItemType, ['StateUpdate'], `${WHERE} HistoryItemType`);
  // @claim cross-checked: The newest items come first unless ScanBy is TimestampAscending.
  // @source https://github.com/aws/aws-cli/blob/develop/awscli/examples/cloudwatch/describe-alarm-history.rst
  const scanBy = oneOf(
    input.ScanBy ?? 'TimestampDescending',
    ['TimestampDescending', 'TimestampAscending'],
    `${WHERE} ScanBy`,
  );
  const found = changes
    .map((change, index) => ({ change, index }))
    .filter(({ change }) => isAskedFor(change, now, input));
  if (scanBy === 'TimestampDescending') found.reverse();
  // @claim assumed: A page holds 100 items unless MaxRecords, from 1 to 100, says otherwise, and comes with a NextToken while there are more.
  // @source SDK client-cloudwatch DescribeAlarmHistory documentation (names no default)
  const size = input.MaxRecords ?? PAGE;
  if (!(Number.isInteger(size) && size >= 1 && size <= PAGE)) {
    throw new AwsError('ValidationError', `MaxRecords is ${size}; 1 to ${PAGE} are allowed.`);
  }
  // A place among all changes, so that a change between two pages neither repeats nor hides an item.
  const at = input.NextToken === undefined ? undefined : Number(/^history-from-(\d+)$/.exec(input.NextToken)?.[1]);
  if (Number.isNaN(at)) throw new AwsError('InvalidNextToken', 'The next token specified is invalid.');
  const left = found.filter(({ index }) => {
    if (at === undefined) return true;
    return scanBy === 'TimestampDescending' ? index <= at : index >= at;
  });
  const next = left[size]?.index;
  return {
    AlarmHistoryItems: left.slice(0, size).map(({ change }) => itemOf(change)),
    ...(next === undefined ? {} : { NextToken: `history-from-${next}` }),
  };
}

function isAskedFor({ alarm, at }: AlarmStateChange, now: number, input: DescribeAlarmHistoryInput): boolean {
  // @claim documented: The history of an alarm is kept for 30 days.
  // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
  if (at < now - KEPT_MS) return false;
  // @claim documented: Without AlarmTypes only the history of metric alarms is answered.
  // @source SDK client-cloudwatch DescribeAlarmHistory documentation (AlarmTypes)
  if (!(input.AlarmTypes ?? ['MetricAlarm']).includes(typeOf(alarm))) return false;
  // @claim assumed: Items at StartDate and at EndDate are answered too.
  // @source SDK client-cloudwatch DescribeAlarmHistory documentation (does not say)
  const { AlarmName: name = alarm.name, StartDate, EndDate } = input;
  return alarm.name === name && at >= (StartDate?.getTime() ?? at) && at <= (EndDate?.getTime() ?? at);
}

function itemOf({ alarm, at, state, previous, reason, reasonData, event }: AlarmStateChange): AlarmHistoryItem {
  const before = event.detail.previousState as { reason?: string; reasonData?: string } | undefined;
  // @claim cross-checked: HistorySummary reads "Alarm updated from OK to ALARM", and HistoryData is JSON of version, oldState and newState, each with stateValue, stateReason and, where there are data, stateReasonData.
  // @source https://github.com/aws/aws-cli/blob/develop/awscli/examples/cloudwatch/describe-alarm-history.rst
  return {
    AlarmName: alarm.name,
    AlarmType: typeOf(alarm),
    Timestamp: new Date(at),
    HistoryItemType: 'StateUpdate',
    HistorySummary: `Alarm updated from ${previous} to ${state}`,
    HistoryData: JSON.stringify({
      version: '1.0',
      oldState: stateOf(previous, before?.reason ?? '', before?.reasonData ?? ''),
      newState: stateOf(state, reason, reasonData),
    }),
  };
}

const typeOf = ({ properties }: AlarmStateChange['alarm']): 'MetricAlarm' | 'CompositeAlarm' =>
  'AlarmRule' in properties ? 'CompositeAlarm' : 'MetricAlarm';

const stateOf = (stateValue: string, stateReason: string, reasonData: string) => ({
  stateValue,
  stateReason,
  ...(reasonData === '' ? {} : { stateReasonData: JSON.parse(reasonData) as unknown }),
});
