import { isRunning, isStarting } from './state';
import type { Task } from './types';

// @claim documented: a task without health check counts towards the minimum healthy percent 40 seconds after it reached RUNNING
// @source SDK client-ecs UpdateService documentation (DeploymentConfiguration.minimumHealthyPercent)
const COUNTS_AFTER_MS = 40_000;

/** When time alone changes what a running task counts for, in milliseconds since the epoch. */
export const turnsAt = (task: Task) =>
  task.target?.graceUntil ?? (task.startedAt ?? Number.POSITIVE_INFINITY) + COUNTS_AFTER_MS;

/** Whether a task counts as healthy. */
export const counts = (task: Task, now: number) =>
  // @claim documented: a task behind a load balancer counts towards the minimum healthy percent once its target is healthy
  // @source SDK client-ecs UpdateService documentation (DeploymentConfiguration.minimumHealthyPercent)
  isRunning(task) && (task.target ? task.target.state === 'healthy' : now >= turnsAt(task));

/** Whether the scheduler holds a task for unhealthy and replaces it. */
export const fails = (task: Task, now: number) =>
  isRunning(task) && task.target?.state === 'unhealthy' && now >= task.target.graceUntil;

/** A service as the scheduler sees it; tasks that are stopping or stopped play no part. */
export interface Fleet<T extends Task> {
  readonly desiredCount: number;
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  /** Tasks of the PRIMARY deployment, oldest first. */
  readonly primary: readonly T[];
  /** Tasks of the deployments it replaces. */
  readonly replaced: readonly T[];
}

export interface Limits {
  readonly minimumHealthy: number;
  readonly maximum: number;
}

/** How few healthy tasks and how many tasks at all a roll-out may leave. */
export function limits(fleet: Pick<Fleet<Task>, 'desiredCount' | 'minimumHealthyPercent' | 'maximumPercent'>): Limits {
  // @claim documented: in a roll-out the healthy tasks stay at or above desiredCount x minimumHealthyPercent rounded up, the RUNNING and PENDING ones at or below desiredCount x maximumPercent rounded down
  // @source SDK client-ecs UpdateService documentation (DeploymentConfiguration)
  return {
    minimumHealthy: Math.ceil((fleet.desiredCount * fleet.minimumHealthyPercent) / 100),
    maximum: Math.floor((fleet.desiredCount * fleet.maximumPercent) / 100),
  };
}

export interface Plan<T extends Task> {
  /** Tasks of the PRIMARY deployment to start. */
  readonly start: number;
  readonly stop: readonly T[];
  /** A roll-out in which nothing may ever be started or stopped. */
  readonly wedged: boolean;
}

/** One look of the scheduler. */
export function plan<T extends Task>(fleet: Fleet<T>, now: number): Plan<T> {
  const { desiredCount, replaced } = fleet;
  const { minimumHealthy, maximum } = limits(fleet);
  const primary = fleet.primary.filter((task) => isStarting(task) || isRunning(task));
  const draining = replaced.filter((task) => isStarting(task) || isRunning(task));
  const rolling = draining.length > 0;
  const failed = primary.filter((task) => fails(task, now));
  const sound = primary.filter((task) => !failed.includes(task));

  // @claim assumed: a task in STOPPING no longer counts towards maximumPercent, so that old and new overlap even at 0/100 percent
  // @source documented is only that RUNNING and PENDING tasks count: SDK client-ecs UpdateService documentation (DeploymentConfiguration.maximumPercent)
  // @claim documented: the replacement of an unhealthy task is started first, as far as maximumPercent permits
  // @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
  const room = (rolling || failed.length > 0 ? maximum : desiredCount) - primary.length - draining.length;
  const missing = desiredCount - sound.length;
  const start = Math.max(0, Math.min(missing, room));

  // @claim assumed: when a service has more tasks than desired, those not yet running are stopped first, then the newest
  // @source AWS documents a balance over Availability Zones only; the rehearsal has one
  const surplus = missing < 0 ? [...sound].reverse().sort(startingFirst).slice(0, -missing) : [];

  const waiting = sound.filter((task) => !counts(task, now)).length;
  const given = failed.slice(
    0,
    dispensable(primary.length - waiting - desiredCount, missing > 0 && start + waiting === 0),
  );
  const kept = sound.filter((task) => !surplus.includes(task));
  const healthy = [...kept, ...draining].filter((task) => counts(task, now)).length;
  const retired = retire(draining, healthy - minimumHealthy, now);
  return {
    start,
    stop: [...surplus, ...given, ...retired],
    wedged: rolling && desiredCount > 0 && maximum <= minimumHealthy,
  };
}

/** How many unhealthy tasks may go: those above the desired count, or one to make room for its replacement. */
function dispensable(above: number, stuck: boolean): number {
  // @claim documented: an unhealthy task is stopped when its replacement is healthy; when that is unhealthy too, one of them is; and where maximumPercent leaves no room for a replacement, unhealthy tasks are stopped one at a time
  // @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
  // @claim assumed: of several unhealthy tasks the oldest is stopped
  // @source documented is "at random": https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
  return Math.max(0, above, stuck ? 1 : 0);
}

/** Which replaced tasks may go when `spare` healthy ones are above the minimum. */
function retire<T extends Task>(draining: readonly T[], spare: number, now: number): T[] {
  // @claim assumed: replaced tasks are stopped as soon as the minimum healthy percent permits, those not yet running at once
  // @source AWS documents the limits, not the order ("may stop two existing tasks"): SDK client-ecs UpdateService documentation
  let left = spare;
  return draining.filter((task) => {
    if (isStarting(task)) return true;
    if (left < 0) return false;
    if (!counts(task, now)) return true;
    left--;
    return left >= 0;
  });
}

const startingFirst = (a: Task, b: Task) => Number(isStarting(b)) - Number(isStarting(a));
