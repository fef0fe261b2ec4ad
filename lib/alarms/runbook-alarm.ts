import { Duration } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { DateTime } from 'luxon';
import type { Environment } from '../../environments/schema';
import type { Absence } from '../../lambdas/shared/signals';
import type { Target, Trigger } from '../../runbooks/runbook';
import type { Naming } from '../naming';

/** An alarm that can start a runbook. */
export interface RunbookAlarm {
  readonly trigger: Trigger;
  /** What it is about. */
  readonly target: Target;
  readonly name: string;
  /** What it means when its metric is silent. */
  readonly absence: Absence;
  readonly alarm: cloudwatch.IAlarm;
}

export interface AlarmsProps {
  readonly environment: Environment;
  readonly naming: Naming;
}

export const MINUTE = Duration.minutes(1);
export const FIVE_MINUTES = Duration.minutes(5);

/**
 * Metric arithmetic that lets a metric through during the session and says 0 outside it. It goes by the time of day
 * alone, not by the weekday: the exchange trades on some Saturdays and Sundays. CloudWatch counts hours in UTC.
 */
export function inSession(id: string, { timeZone, session }: Environment['calendar']): string {
  const minuteOfDay = (clock: string): number => {
    const utc = DateTime.fromISO(`2026-01-05T${clock}`, { zone: timeZone }).toUTC();
    return utc.hour * 60 + utc.minute;
  };
  const minute = `HOUR(${id})*60+MINUTE(${id})`;
  const during = `IF(${minute} >= ${minuteOfDay(session.opens)} AND ${minute} < ${minuteOfDay(session.closes)}, ${id}, 0)`;
  // HOUR and MINUTE have a value for every minute, and IF reads a missing metric as 0: alone, silence would look like no
  // order waiting. A condition on the metric itself has no value where the metric has none, and drops the point.
  return `IF(${id} >= 0, ${during})`;
}
