import { refuseOthers } from '../aws/refuse';
import { alarmsIn, decisive, holds, parseAlarmRule, type RuleNode } from './alarm-rule';
import { type AlarmDefinition, readActions } from './definition';
import type { AlarmState } from './evaluate';
import { text } from './refuse';
import { type AlarmStatus, stateDetail, timestamp } from './report';

/** A composite alarm read and checked. */
export interface Composite {
  readonly definition: AlarmDefinition;
  readonly description: string | undefined;
  /** As it was given. */
  readonly alarmRule: string;
  readonly root: RuleNode;
  /** ARNs of the alarms its rule names. */
  readonly children: readonly string[];
  /** What it does on entering each state; empty where its actions are disabled. */
  readonly actions: Readonly<Record<AlarmState, readonly string[]>>;
}

/** An alarm that a rule may name, and its state now. */
export interface Child {
  readonly arn: string;
  readonly status: AlarmStatus;
}

const SUPPORTED = [
  'AlarmName',
  'AlarmDescription',
  'Tags',
  'AlarmRule',
  'ActionsEnabled',
  'AlarmActions',
  'OKActions',
  'InsufficientDataActions',
];
const MOST_CHILDREN = 100;

/**
 * @param arnOf the ARN of an alarm by its name or ARN; undefined where there is none.
 * @throws when a property is not rehearsed, or the rule names an alarm that does not exist.
 */
export function readComposite(
  definition: AlarmDefinition,
  arnOf: (nameOrArn: string) => string | undefined,
): Composite {
  const { properties } = definition;
  const where = `Composite alarm ${definition.name}`;
  refuseOthers(where, properties, SUPPORTED);
  const alarmRule = text(properties.AlarmRule, `${where}: AlarmRule`);
  const root = parseAlarmRule(alarmRule, `${where}: AlarmRule`);
  const children = alarmsIn(root).map((given) => {
    const arn = arnOf(given);
    if (arn === undefined) throw new Error(`${where}: AlarmRule names the alarm ${given}, which does not exist.`);
    return arn;
  });
  // @claim documented: An AlarmRule names at most 100 alarms.
  // @source SDK client-cloudwatch PutCompositeAlarm documentation (AlarmRule)
  if (new Set(children).size > MOST_CHILDREN) throw new Error(`${where}: AlarmRule names more than 100 alarms.`);
  const description = properties.AlarmDescription;
  return {
    definition,
    description: description === undefined ? undefined : text(description, `${where}: AlarmDescription`),
    alarmRule,
    root,
    children: [...new Set(children)],
    actions: readActions(properties, where),
  };
}

/**
 * A composite alarm's state by the states of its children.
 * @param because the child that changed; undefined when the alarm has just been made.
 */
export function judgeComposite(
  { definition, root }: Composite,
  childOf: (nameOrArn: string) => Child,
  now: number,
  because?: Child,
): AlarmStatus {
  // @claim documented: A new composite alarm is INSUFFICIENT_DATA, is evaluated at once and never in that state again: it is in ALARM when its rule holds, and OK otherwise, also where its children have no data.
  // @source SDK client-cloudwatch PutCompositeAlarm documentation
  const stateOf = (alarm: string) => childOf(alarm).status.value;
  const value = holds(root, stateOf) ? 'ALARM' : 'OK';
  const telling = decisive(root, stateOf).map(childOf);
  return {
    value,
    reason: because ? transition(because) : `${definition.arn} was created and its alarm rule evaluates to ${value}`,
    reasonData: triggering(telling),
    updatedAt: now,
    transitionedAt: now,
  };
}

/** The `detail` of the event CloudWatch sends when a composite alarm changes from `previous` to `status`. */
export function compositeDetail(
  { definition, description, alarmRule }: Composite,
  status: AlarmStatus,
  previous: AlarmStatus,
): Record<string, unknown> {
  // @claim documented: The event of a composite alarm carries alarmName, state, previousState and configuration with alarmRule; actionsSuppressedBy and its reason only while a suppressor holds its actions back.
  // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
  return {
    alarmName: definition.name,
    configuration: { alarmRule, ...(description === undefined ? {} : { description }) },
    previousState: stateDetail(previous),
    state: stateDetail(status),
  };
}

function transition({ arn, status }: Child): string {
  // @claim documented: The reason of a composite alarm reads `<ARN of the child> transitioned to ALARM at Friday 22 July, 2022 15:57:45 UTC`, at first `<its ARN> was created and its alarm rule evaluates to OK`.
  // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
  return `${arn} transitioned to ${status.value} at ${longDate(status.transitionedAt)}`;
}

function triggering(children: readonly Child[]): string {
  // @claim documented: reasonData of a composite alarm lists its triggeringAlarms, each with ARN, state and the time of that state.
  // @source https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
  // @claim assumed: The alarms listed are those that decide the rule, the latest change first.
  // @source consistent with AWS's two examples: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
  const latestFirst = [...children].sort((a, b) => b.status.transitionedAt - a.status.transitionedAt);
  return JSON.stringify({
    triggeringAlarms: latestFirst.map(({ arn, status }) => ({
      arn,
      state: { value: status.value, timestamp: timestamp(status.transitionedAt) },
    })),
  });
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** `Friday 22 July, 2022 15:57:45 UTC` */
function longDate(at: number): string {
  const date = new Date(at);
  const iso = date.toISOString();
  const day = `${DAYS[date.getUTCDay()]} ${iso.slice(8, 10)} ${MONTHS[date.getUTCMonth()]}`;
  return `${day}, ${iso.slice(0, 4)} ${iso.slice(11, 19)} UTC`;
}
