import { evaluate, type Rule } from '../../alarms/evaluate';
import type { MetricStat } from '../../alarms/queries';

/** A target tracking policy: the metric is kept near `target`. */
export interface TrackingPolicy {
  /** `target-tracking` if left out. */
  readonly name?: string;
  readonly metric: MetricStat;
  readonly target: number;
  readonly scaleOutCooldownSeconds: number;
  readonly scaleInCooldownSeconds: number;
}

/** Which activities are suspended. */
export interface Suspended {
  readonly DynamicScalingInSuspended: boolean;
  readonly DynamicScalingOutSuspended: boolean;
  readonly ScheduledScalingSuspended: boolean;
}

/** The last scale-out: when (milliseconds), and from how many running tasks. */
export interface ScaledOut {
  readonly at: number;
  readonly from: number;
}

/** What one look at a target sees. */
export interface Look {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly policy: TrackingPolicy;
  /** The metric, one entry a minute, oldest first; `undefined` where a minute has no data. */
  readonly minutes: readonly (number | undefined)[];
  /** How many minutes beyond those of an alarm its evaluation reads. */
  readonly extraMinutes: number;
  readonly min: number;
  readonly max: number;
  readonly desired: number;
  readonly running: number;
  readonly deploying: boolean;
  readonly suspended: Suspended;
  readonly scaledOut: ScaledOut | undefined;
  /** When it was last scaled in, in milliseconds. */
  readonly scaledInAt: number | undefined;
}

export interface Decision {
  readonly direction: 'out' | 'in';
  /** The running tasks it was reckoned from. */
  readonly from: number;
  readonly to: number;
  readonly because: string;
}

const HIGH_MINUTES = 3;
/** How many minutes the longer of the two alarms judges. */
export const LOW_MINUTES = 15;
const LOW_SHARE = 0.9;

/**
 * What target tracking does at this minute: out while the metric has been above the target for three minutes, in while
 * it has been below nine tenths of it for fifteen, always within minimum and maximum; undefined = nothing.
 */
export function track(look: Look): Decision | undefined {
  // @claim assumed: Target tracking scales out when the metric was above the target for 3 one-minute data points, and in when it was below for 15.
  // @source not documented; told of the alarms that target tracking makes: https://dev.to/dspv/ecs-fargate-autoscaling-target-tracking-step-and-why-it-doesnt-scale-when-you-expect-1e47
  // @claim assumed: Scaling in begins below 90 percent of the target.
  // @source not documented; seen in the alarms that target tracking makes (AlarmLow at 67.5 for a target of 75)
  const { target } = look.policy;
  const low = target * LOW_SHARE;
  if (inAlarm(look, HIGH_MINUTES, (value) => value > target)) return scaleOut(look);
  if (inAlarm(look, LOW_MINUTES, (value) => value < low)) return scaleIn(look);
  return undefined;
}

function scaleOut(look: Look): Decision | undefined {
  const { policy, desired, running, min, max, scaledOut, now } = look;
  // @claim documented: While DynamicScalingOutSuspended is true no policy adds tasks; while DynamicScalingInSuspended is true none removes any.
  // @source SDK client-application-auto-scaling RegisterScalableTarget documentation (SuspendedState)
  if (look.suspended.DynamicScalingOutSuspended) return undefined;
  // @claim documented: A scale-out does nothing while the desired count is above the maximum, and a scale-in nothing while it is below the minimum.
  // @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html
  if (desired > max) return undefined;
  // @claim documented: While the scale-out cool-down lasts, what it added counts as part of the next scale-out, so that only a larger one adds more.
  // @source https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html#target-tracking-cooldown
  const cooling = scaledOut !== undefined && now - scaledOut.at < policy.scaleOutCooldownSeconds * 1000;
  // @claim documented: Scaling starts from the running tasks, not from the desired count; from none it adds the least possible.
  // @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html
  const from = cooling ? scaledOut.from : running;
  // @claim documented: When the desired count is below the minimum, a scale-out raises it to the minimum and goes on from there.
  // @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html
  const to = within(proportional(look, from) || 1, min, max);
  return to > desired
    ? { direction: 'out', from, to, because: reason(look, 'above', policy.target, HIGH_MINUTES) }
    : undefined;
}

function scaleIn(look: Look): Decision | undefined {
  const { policy, desired, running, min, max, scaledInAt, now } = look;
  if (look.suspended.DynamicScalingInSuspended || desired < min) return undefined;
  // @claim documented: Scaling in is off while a deployment of the service is in progress, scaling out is not.
  // @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html
  if (look.deploying) return undefined;
  // @claim documented: Nothing is scaled in again before the scale-in cool-down is over; a scale-out ends that cool-down.
  // @source https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html#target-tracking-cooldown
  if (scaledInAt !== undefined && now - scaledInAt < policy.scaleInCooldownSeconds * 1000) return undefined;
  const to = within(proportional(look, running), min, max);
  const low = policy.target * LOW_SHARE;
  return to < desired
    ? { direction: 'in', from: running, to, because: reason(look, 'below', low, LOW_MINUTES) }
    : undefined;
}

/** The tasks that would bring the metric to its target, if it is shared out evenly. */
function proportional({ minutes, policy }: Look, from: number): number {
  // @claim documented: Target tracking changes capacity in proportion to the metric, and rounds so that it rather has too much.
  // @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html
  // @claim assumed: The proportion is that of the latest data point to the target, times the tasks, rounded up.
  // @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html
  return Math.ceil((from * newest(minutes)) / policy.target);
}

function inAlarm({ minutes, extraMinutes }: Look, periods: number, breaching: Rule['breaching']): boolean {
  // @claim documented: Target tracking does nothing when its metric has insufficient data; missing data are not taken for low use.
  // @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html
  const rule: Rule = { evaluationPeriods: periods, datapointsToAlarm: periods, treatMissingData: 'missing', breaching };
  return evaluate(rule, minutes.slice(-(periods + extraMinutes)), 'INSUFFICIENT_DATA').state === 'ALARM';
}

function newest(minutes: readonly (number | undefined)[]): number {
  return minutes.findLast((value) => value !== undefined) ?? Number.NaN;
}

function reason({ policy, minutes }: Look, where: 'above' | 'below', bound: number, periods: number): string {
  return `${policy.metric.name} at ${newest(minutes)}, ${where} ${bound} for ${periods} minutes`;
}

/** The nearest number of tasks in [`min`, `max`]. */
export function within(count: number, min: number, max: number): number {
  return Math.min(Math.max(count, min), max);
}
