import { IANAZone } from 'luxon';
import type { Resource } from '../assembly';
import { NotPlayed, refuseOthers } from '../refuse';
import { type Cron, parseCron } from './cron';

/** A schedule as synthesised, read and checked. */
export interface Schedule {
  readonly arn: string;
  readonly name: string;
  readonly groupArn: string;
  readonly cron: Cron;
  /** How far the clock of its time zone is ahead of UTC. */
  readonly offsetMs: number;
  readonly functionArn: string;
  readonly roleArn: string;
  /** JSON, with context attributes not yet replaced. */
  readonly input: string;
  readonly maximumEventAgeInSeconds: number;
  readonly maximumRetryAttempts: number;
  readonly deadLetterArn: string | undefined;
}

const MEMBERS = [
  'Name',
  'GroupName',
  'Description',
  'ScheduleExpression',
  'ScheduleExpressionTimezone',
  'FlexibleTimeWindow',
  'State',
  'Target',
];
const FUNCTION = /^arn:aws:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+$/;
const MONTH_MS = 30 * 86_400_000;

// @claim documented: Scheduler replaces <aws.scheduler.scheduled-time> and <aws.scheduler.execution-id> in the input by the time of the schedule, as 2022-03-22T18:59:43Z, and an id of its own for each attempted invocation.
// @source https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
export const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';
export const EXECUTION_ID = '<aws.scheduler.execution-id>';

/**
 * Reads the properties of an `AWS::Scheduler::Schedule`.
 * @param now the time zone must stand still from a year before this instant to two years after it.
 * @throws NotPlayed for whatever is not rehearsed; the error names the schedule and the property.
 */
export function readSchedule({ arn, name, properties }: Resource, now: number): Schedule {
  const where = `Schedule ${name}:`;
  refuseOthers(where, properties, MEMBERS);
  const flexible = record(properties.FlexibleTimeWindow, `${where} FlexibleTimeWindow`);
  if (flexible.Mode !== 'OFF' || Object.keys(flexible).length > 1) {
    throw new NotPlayed(`${where} FlexibleTimeWindow ${JSON.stringify(flexible)}`, ['{"Mode":"OFF"}']);
  }
  // @claim documented: A schedule is ENABLED unless its State says otherwise.
  // @source https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
  if ((properties.State ?? 'ENABLED') !== 'ENABLED') {
    throw new NotPlayed(`${where} State ${JSON.stringify(properties.State)}`, ['ENABLED']);
  }
  return {
    arn,
    name,
    groupArn: arn.replace(/:schedule\/([^/]+)\/.*$/, ':schedule-group/$1'),
    cron: parseCron(String(properties.ScheduleExpression), `${where} ScheduleExpression`),
    // @claim documented: Without ScheduleExpressionTimezone an expression is read in UTC.
    // @source https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
    offsetMs: offsetOf(String(properties.ScheduleExpressionTimezone ?? 'UTC'), where, now),
    ...readTarget(properties.Target, `${where} Target`),
  };
}

function readTarget(given: unknown, where: string) {
  const target = record(given, where);
  refuseOthers(where, target, ['Arn', 'RoleArn', 'Input', 'RetryPolicy', 'DeadLetterConfig']);
  const functionArn = String(target.Arn);
  if (!FUNCTION.test(functionArn)) throw new NotPlayed(`${where}.Arn ${functionArn}`, ['ARNs of functions']);
  const retry = record(target.RetryPolicy ?? {}, `${where}.RetryPolicy`);
  refuseOthers(`${where}.RetryPolicy`, retry, ['MaximumEventAgeInSeconds', 'MaximumRetryAttempts']);
  const dead = record(target.DeadLetterConfig ?? {}, `${where}.DeadLetterConfig`);
  refuseOthers(`${where}.DeadLetterConfig`, dead, ['Arn']);
  return {
    functionArn,
    roleArn: String(target.RoleArn),
    input: readInput(target.Input, `${where}.Input`),
    // @claim documented: Without a retry policy Scheduler keeps trying for 24 hours, 185 times at most; an age is 60 to 86,400 seconds.
    // @source https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html and the default of aws-cdk-lib's aws_scheduler.ScheduleTargetBaseProps
    maximumEventAgeInSeconds: count(retry.MaximumEventAgeInSeconds ?? 86_400, 60, 86_400, `${where} maximum age`),
    maximumRetryAttempts: count(retry.MaximumRetryAttempts ?? 185, 0, 185, `${where} maximum retries`),
    deadLetterArn: dead.Arn === undefined ? undefined : String(dead.Arn),
  };
}

function readInput(given: unknown, where: string): string {
  // @claim documented: The input of a Lambda target is well-formed JSON; without one Scheduler sends a notification of its own.
  // @source https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Target.html
  if (typeof given !== 'string') throw new NotPlayed(`${where} ${JSON.stringify(given) ?? 'left out'}`, ['JSON text']);
  try {
    JSON.parse(given);
  } catch (error) {
    throw new Error(`${where} is not JSON: ${(error as Error).message}`);
  }
  const other = given.match(/<aws\.scheduler\.[^>]*>/g)?.find((one) => one !== SCHEDULED_TIME && one !== EXECUTION_ID);
  if (other) throw new NotPlayed(`${where} ${other}`, [SCHEDULED_TIME, EXECUTION_ID]);
  return given;
}

/** Where clocks change AWS skips hours or uses them once; that is not played, so such a zone is refused. */
function offsetOf(zone: string, where: string, now: number): number {
  if (!IANAZone.isValidZone(zone)) {
    throw new Error(`${where} ScheduleExpressionTimezone is ${zone}; expected an IANA time zone such as Asia/Kolkata`);
  }
  const iana = IANAZone.create(zone);
  const offset = iana.offset(now);
  for (let month = -12; month <= 24; month++) {
    if (iana.offset(now + month * MONTH_MS) === offset) continue;
    throw new NotPlayed(`${where} ScheduleExpressionTimezone ${zone}, whose clocks change`, [
      'time zones without daylight saving time',
    ]);
  }
  return offset * 60_000;
}

function record(value: unknown, where: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Error(`${where} is ${JSON.stringify(value) ?? 'missing'}; expected an object`);
}

function count(value: unknown, least: number, most: number, where: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`${where} is ${JSON.stringify(value)}; expected a whole number from ${least} to ${most}`);
}
