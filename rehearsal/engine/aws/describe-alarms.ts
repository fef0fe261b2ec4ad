import type {
  CompositeAlarm,
  DescribeAlarmsInput,
  DescribeAlarmsOutput,
  MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import type { Alarm, AlarmStatus, Alarms, Composite } from '../alarms/alarms';
import { oneOf } from '../alarms/refuse';
import { NotPlayed, refuseOthers } from '../refuse';
import { AwsError } from './service';

const MAX_ALARM_NAMES = 100;
const MAX_RECORDS = 100;
const DEFAULT_RECORDS = 50;

/** DescribeAlarms of CloudWatch. @param createdAt when the alarms were made, in milliseconds. */
export function describeAlarms(alarms: Alarms, createdAt: number, input: DescribeAlarmsInput): DescribeAlarmsOutput {
  refuseOthers('cloudwatch:DescribeAlarms', input, [
    'AlarmNames',
    'AlarmNamePrefix',
    'AlarmTypes',
    'StateValue',
    'MaxRecords',
    'NextToken',
  ]);
  checkNames(input);
  const types = typesOf(input);
  // @claim assumed: Where both types are asked for, metric alarms come before composite ones on the pages of one answer.
  // @source SDK client-cloudwatch DescribeAlarms documentation (names no order)
  const candidates: readonly (Alarm | Composite)[] = [
    ...(types.includes('MetricAlarm') ? alarms.all : []),
    ...(types.includes('CompositeAlarm') ? alarms.composites : []),
  ];
  const found = candidates.filter(({ definition: { name } }) => {
    return isAskedFor(name, input) && (input.StateValue ?? alarms.state(name).value) === alarms.state(name).value;
  });
  const { page, next } = pageOf(found, input);
  const stateOf = ({ definition }: Alarm | Composite) => alarms.state(definition.name);
  return {
    MetricAlarms: page.filter(isMetric).map((alarm) => metricAlarm(alarm, stateOf(alarm), createdAt)),
    CompositeAlarms: page.filter(isComposite).map((alarm) => compositeAlarm(alarm, stateOf(alarm), createdAt)),
    ...(next === undefined ? {} : { NextToken: next }),
  };
}

const isComposite = (alarm: Alarm | Composite): alarm is Composite => 'alarmRule' in alarm;
const isMetric = (alarm: Alarm | Composite): alarm is Alarm => !isComposite(alarm);

function typesOf({ AlarmTypes }: DescribeAlarmsInput): readonly string[] {
  // @claim documented: Without AlarmTypes only metric alarms are answered, also where composite alarms are named.
  // @source SDK client-cloudwatch DescribeAlarms documentation (AlarmTypes)
  const played = ['MetricAlarm', 'CompositeAlarm'] as const;
  if (AlarmTypes?.length === 0) throw new NotPlayed('cloudwatch:DescribeAlarms with 0 AlarmTypes', played);
  return (AlarmTypes ?? ['MetricAlarm']).map((type) => oneOf(type, played, 'cloudwatch:DescribeAlarms AlarmTypes'));
}

function checkNames({ AlarmNames, AlarmNamePrefix }: DescribeAlarmsInput): void {
  // @claim documented: DescribeAlarms takes AlarmNames or AlarmNamePrefix, not both.
  // @source SDK client-cloudwatch DescribeAlarms documentation
  if (AlarmNames !== undefined && AlarmNamePrefix !== undefined) {
    throw invalid('AlarmNames and AlarmNamePrefix cannot be given together.');
  }
  if (AlarmNames !== undefined && (AlarmNames.length === 0 || AlarmNames.length > MAX_ALARM_NAMES)) {
    throw new NotPlayed(`cloudwatch:DescribeAlarms with ${AlarmNames.length} AlarmNames`, ['1 to 100']);
  }
}

function isAskedFor(name: string, { AlarmNames, AlarmNamePrefix }: DescribeAlarmsInput): boolean {
  // @claim cross-checked: DescribeAlarms leaves out a name that no alarm has, without an error.
  // @source moto, moto/cloudwatch/models.py get_alarms_by_alarm_names
  return AlarmNames?.includes(name) ?? name.startsWith(AlarmNamePrefix ?? '');
}

function pageOf<Found>(found: readonly Found[], input: DescribeAlarmsInput): { page: readonly Found[]; next?: string } {
  // @claim assumed: DescribeAlarms answers 50 alarms a page unless MaxRecords (at most 100) says otherwise, and NextToken while there are more.
  // @source SDK client-cloudwatch DescribeAlarms documentation
  const size = input.MaxRecords ?? DEFAULT_RECORDS;
  if (size < 1 || size > MAX_RECORDS) throw invalid(`MaxRecords is ${size}; 1 to ${MAX_RECORDS} are allowed.`);
  const start = input.NextToken === undefined ? 0 : Number(/^alarms-from-(\d+)$/.exec(input.NextToken)?.[1]);
  if (Number.isNaN(start)) throw new AwsError('InvalidNextToken', 'The next token specified is invalid.');
  const end = start + size;
  return { page: found.slice(start, end), ...(end < found.length ? { next: `alarms-from-${end}` } : {}) };
}

function metricAlarm(alarm: Alarm, status: AlarmStatus, createdAt: number): MetricAlarm {
  const { definition, rule } = alarm;
  return {
    ...pick(definition.properties as MetricAlarm, AS_DEFINED),
    ...common(alarm, status, createdAt),
    EvaluationPeriods: rule.evaluationPeriods,
    Threshold: alarm.threshold,
    ComparisonOperator: alarm.comparison,
  };
}

function compositeAlarm(alarm: Composite, status: AlarmStatus, createdAt: number): CompositeAlarm {
  const actions = pick(alarm.definition.properties as CompositeAlarm, ACTIONS);
  return { ...actions, ...common(alarm, status, createdAt), AlarmRule: alarm.alarmRule };
}

/** What both types of alarm have. */
function common({ definition, description }: Alarm | Composite, status: AlarmStatus, createdAt: number) {
  // @claim documented: StateUpdatedTimestamp is the last update of the state, StateTransitionedTimestamp the last change of StateValue.
  // @source SDK client-cloudwatch DescribeAlarms documentation
  return {
    AlarmName: definition.name,
    AlarmArn: definition.arn,
    ...(description === undefined ? {} : { AlarmDescription: description }),
    AlarmConfigurationUpdatedTimestamp: new Date(createdAt),
    ActionsEnabled: definition.properties.ActionsEnabled !== false,
    StateValue: status.value,
    StateReason: status.reason,
    ...(status.reasonData === '' ? {} : { StateReasonData: status.reasonData }),
    StateUpdatedTimestamp: new Date(status.updatedAt),
    StateTransitionedTimestamp: new Date(status.transitionedAt),
  };
}

const ACTIONS = ['AlarmActions', 'OKActions', 'InsufficientDataActions'] as const;

/** What DescribeAlarms says in the words of the definition, which has been checked when it was read. */
const AS_DEFINED = [
  'MetricName',
  'Namespace',
  'Statistic',
  'Dimensions',
  'Period',
  'Metrics',
  'DatapointsToAlarm',
  'TreatMissingData',
  ...ACTIONS,
] as const;

function pick<T extends object, K extends keyof T>(from: T, names: readonly K[]): Partial<Pick<T, K>> {
  return Object.fromEntries(names.filter((name) => name in from).map((name) => [name, from[name]])) as Partial<
    Pick<T, K>
  >;
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message);
}
