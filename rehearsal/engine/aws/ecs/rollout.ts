import { isRunning, isStarting } from './state';
import type { Task } from './types';

// @claim documented: a task without health check counts towards the minimum healthy percent 40 seconds after it reached RUNNING
// @source SDK client-ecs UpdateService documentation (DeploymentConfiguration.minimumHealthyPercent)
const COUNTS_AFTER_MS = 40_000;

/** When a running task begins to count as healthy, in milliseconds since the epoch. */
export const countsFrom = (task: Task) => (task.startedAt ?? Number.POSITIVE_INFINITY) + COUNTS_AFTER_MS;

export const counts = (task: Task, now: number) => isRunning(task) && now >= countsFrom(task);

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

  // @claim assumed: a task in STOPPING no longer counts towards maximumPercent, so that old and new overlap even at 0/100 percent
  // @source documented is only that RUNNING and PENDING tasks count: SDK client-ecs UpdateService documentation (DeploymentConfiguration.maximumPercent)
  const room = (rolling ? maximum : desiredCount) - primary.length - draining.length;
  const missing = desiredCount - primary.length;
  const start = Math.max(0, Math.min(missing, room));

  // @claim assumed: when a service has more tasks than desired, those not yet running are stopped first, then the newest
  // @source AWS documents a balance over Availability Zones only; the rehearsal has one
  const surplus = missing < 0 ? [...primary].reverse().sort(startingFirst).slice(0, -missing) : [];

  const kept = primary.filter((task) => !surplus.includes(task));
  const healthy = [...kept, ...draining].filter((task) => counts(task, now)).length;
  const retired = retire(draining, healthy - minimumHealthy, now);
  return { start, stop: [...surplus, ...retired], wedged: rolling && desiredCount > 0 && maximum <= minimumHealthy };
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
