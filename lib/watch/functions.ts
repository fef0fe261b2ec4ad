import { Duration } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Naming } from '../naming';
import { groupedAlarms } from './grouped-alarms';

export interface WatchedFunction {
  /** A folder under lambdas/. */
  readonly action: string;
  readonly timeoutSeconds: number;
  readonly function: lambda.IFunction;
}

export interface WatchFunctionsProps {
  readonly naming: Naming;
  readonly functions: readonly WatchedFunction[];
  readonly topic: sns.ITopic;
}

const PERIOD = Duration.minutes(5);

/**
 * A step that fails is tried once more, and then its workflow escalates: two errors of one function are told by a page
 * that says more than an alarm could. An event of a tick is tried three times. More than three within five minutes are more
 * than one step's or one tick's: the function itself does not work, whoever calls it.
 */
const ERRORS_SWALLOWED = 3;

/**
 * One throttled call is tried again. A second one, of any function, says that the account has no concurrency left, and
 * that those which page people have none either.
 */
const THROTTLES_SWALLOWED = 1;

/** A step that waits by design answers five seconds before its time is up: half of that is left to it. */
const LEAST_LEFT_SECONDS = 2.5;

/** Milliseconds beyond which an invocation was near its time-out: less than a tenth is left, and less than those seconds. */
const nearMs = (timeoutSeconds: number): number =>
  Math.round(1000 * Math.max(0.9 * timeoutSeconds, timeoutSeconds - LEAST_LEFT_SECONDS));

/** What goes wrong with functions beyond what retries swallow. */
export class WatchFunctions extends Construct {
  constructor(scope: Construct, id: string, { naming, functions, topic }: WatchFunctionsProps) {
    super(scope, id);
    const common = { period: PERIOD, topic };
    groupedAlarms(this, 'Errors', {
      ...common,
      alarmName: `${naming.stack}/FunctionErrors`,
      says: `More than ${ERRORS_SWALLOWED} errors of one function within 5 min. One of these`,
      of: 'MAX',
      threshold: ERRORS_SWALLOWED,
      watched: functions.map(({ action, function: of }) => ({
        name: action,
        metric: of.metricErrors({ period: PERIOD, statistic: 'Sum' }),
      })),
    });
    groupedAlarms(this, 'Throttles', {
      ...common,
      alarmName: `${naming.stack}/FunctionThrottles`,
      says: 'Calls of functions were throttled again and again: no concurrency is left, perhaps also not for paging. Some of these',
      of: 'SUM',
      threshold: THROTTLES_SWALLOWED,
      watched: functions.map(({ action, function: of }) => ({
        name: action,
        metric: of.metricThrottles({ period: PERIOD, statistic: 'Sum' }),
      })),
    });
    groupedAlarms(this, 'NearTimeout', {
      ...common,
      alarmName: `${naming.stack}/FunctionNearTimeout`,
      says: 'A function was nearly stopped by its time-out: the next time it may be. One of these',
      of: 'MAX',
      threshold: 1,
      watched: functions.map(({ action, timeoutSeconds, function: of }) => ({
        name: action,
        metric: of.metricDuration({ period: PERIOD, statistic: 'Maximum' }),
        per: nearMs(timeoutSeconds),
      })),
    });
  }
}
