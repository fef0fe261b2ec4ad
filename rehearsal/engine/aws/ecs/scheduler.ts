import type { Configuration, ServiceDeploymentRecord } from './history';
import { advance, ask, askBack, succeed } from './progress';
import { counts, fails, plan, turnsAt } from './rollout';
import { actionEvent, deploymentEvent, failedHealthChecks, sentence } from './sentences';
import type { DeploymentRecord, LiveTask, ServiceRecord } from './state';
import { desiredStatus, isRunning, isStopped, newDeployment, primaryOf, say, sayAgain, tasksOf } from './state';
import { TaskLives } from './tasks';
import { pauseAfter } from './throttle';
import type { EcsOptions } from './types';

// @claim documented: a stopped task is still answered for one hour
// @source https://repost.aws/knowledge-center/ecs-task-stopped
const STOPPED_KEPT_MS = 3_600_000;

/**
 * Keeps every service at its desired count and rolls its deployments out.
 *
 * It looks at a service `schedulerMs` after something happened to it, and then only when the next thing is due; a
 * steady service has no timer at all.
 */
export class Scheduler {
  readonly lives: TaskLives;
  private readonly looks = new Map<ServiceRecord, { at: number; timer: number }>();

  constructor(private readonly options: EcsOptions) {
    this.lives = new TaskLives(options, {
      ran: (service) => {
        service.failedStarts = 0;
        service.pausedUntil = 0;
        this.disturb(service);
      },
      failedToStart: (service, reason) => this.failedToStart(service, reason),
      stopped: (service) => {
        if (!this.isAsDesired(service, this.now())) this.disturb(service);
        else this.lookAt(service, this.now() + options.timing.schedulerMs);
      },
      healthChanged: (service) => this.disturb(service),
    });
  }

  /** Something happened to the service: it is no longer known to be steady. */
  disturb(service: ServiceRecord): void {
    service.steady = false;
    this.lookAt(service, this.now() + this.options.timing.schedulerMs);
  }

  /** Deploys a new revision of the service. */
  deploy(service: ServiceRecord, configuration: Configuration): void {
    const now = this.now();
    const deployment = newDeployment(this.options.random, now, service, { anew: configuration });
    ask(service, deployment.revision, now);
    this.roll(service, deployment);
  }

  /** A deployment that is not over is to be rolled back. */
  rollBack(service: ServiceRecord, deployment: ServiceDeploymentRecord): void {
    if (askBack(deployment, this.now())) this.disturb(service);
  }

  /** Makes a new PRIMARY deployment; the one before becomes ACTIVE and drains. */
  private roll(service: ServiceRecord, deployment: DeploymentRecord): void {
    // @claim documented: a new deployment is PRIMARY and IN_PROGRESS; the one it replaces is ACTIVE while it still has tasks and leaves the list when it has none
    // @source SDK client-ecs DescribeServices documentation (Deployment.status, Deployment.rolloutState)
    // @claim assumed: an unfinished deployment that is superseded keeps rolloutState IN_PROGRESS until it leaves the list
    // @source not documented; SDK client-ecs DescribeServices documentation (Deployment.rolloutState)
    service.deployments = [deployment, ...service.deployments];
    // @claim documented: an updated service returns to unthrottled starts
    // @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
    service.failedStarts = 0;
    service.pausedUntil = 0;
    service.said.clear();
    this.dropDrained(service);
    this.options.onEvent?.(deploymentEvent(service, deployment));
    this.disturb(service);
  }

  /** Lets go of tasks that stopped more than an hour ago. */
  forget(service: ServiceRecord): void {
    const oldest = this.now() - STOPPED_KEPT_MS;
    service.tasks = service.tasks.filter((task) => (task.stoppedAt ?? Number.POSITIVE_INFINITY) > oldest);
  }

  private look(service: ServiceRecord): void {
    const now = this.now();
    this.forget(service);
    this.dropDrained(service);
    const back = advance(service, now);
    // @claim cross-checked: a rollback is rolled out by a deployment of its own, with an id of its own, also where tasks of the revision it goes back to still run
    // @source https://github.com/aws/copilot-cli/issues/4838
    if (back) this.roll(service, newDeployment(this.options.random, now, service, { again: back }));
    const primary = primaryOf(service);
    const mine = (task: { deploymentId: string }) => task.deploymentId === primary.id;
    const fleet = { primary: service.tasks.filter(mine), replaced: service.tasks.filter((task) => !mine(task)) };
    const { start, stop, wedged } = plan({ ...service, ...fleet }, now);
    if (wedged) sayAgain(service, this.options.random, now, sentence.wedged(service.name));
    if (stop.length > 0) this.stop(service, stop, now);
    if (start > 0 && now >= service.pausedUntil) {
      const started = Array.from({ length: start }, () => this.lives.launch(service, primary));
      say(service, this.options.random, now, sentence.started(service.name, started));
      this.disturb(service);
    }
    this.weigh(service, now);
    const due = this.nextDue(service, start, now);
    if (due !== undefined) this.lookAt(service, due);
  }

  private stop(service: ServiceRecord, tasks: readonly LiveTask[], now: number): void {
    const unhealthy = tasks.filter((task) => task.deploymentId === primaryOf(service).id && fails(task, now));
    for (const task of unhealthy) {
      if (task.target === undefined) continue;
      say(service, this.options.random, now, sentence.unhealthy(service.name, task, task.target));
      this.lives.stop(task, failedHealthChecks(task.target));
    }
    const others = tasks.filter((task) => !unhealthy.includes(task));
    for (const task of others) this.lives.stop(task);
    if (others.length > 0) say(service, this.options.random, now, sentence.stopped(service.name, others));
    this.disturb(service);
  }

  /** Is it steady, and for long enough? */
  private weigh(service: ServiceRecord, now: number): void {
    if (!this.isAsDesired(service, now)) {
      service.asDesiredSince = undefined;
      return;
    }
    if (service.steady) return;
    service.asDesiredSince ??= now;
    if (now - service.asDesiredSince < this.options.timing.steadyMs) return;
    service.asDesiredSince = undefined;
    service.steady = true;
    service.said.clear();
    const primary = primaryOf(service);
    if (primary.rolloutState === 'IN_PROGRESS') this.complete(service, primary, now);
    // @claim documented: a service that becomes healthy and reaches its desired number of tasks reports its steady state; AWS repeats it periodically, which is not rehearsed
    // @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html
    say(service, this.options.random, now, sentence.steady(service.name));
    this.options.onEvent?.(actionEvent(service, 'SERVICE_STEADY_STATE', now));
  }

  private complete(service: ServiceRecord, deployment: DeploymentRecord, now: number): void {
    // @claim documented: a deployment is IN_PROGRESS until its service is steady, then COMPLETED; it becomes FAILED only with the circuit breaker switched on, so that a crash loop stays IN_PROGRESS without it
    // @source SDK client-ecs DescribeServices documentation (Deployment.rolloutState)
    deployment.rolloutState = 'COMPLETED';
    deployment.updatedAt = now;
    succeed(service, now);
    say(service, this.options.random, now, sentence.completed(service.name, deployment.id));
    this.options.onEvent?.(deploymentEvent(service, deployment));
  }

  private isAsDesired(service: ServiceRecord, now: number): boolean {
    const primary = primaryOf(service);
    const wanted = tasksOf(service, primary).filter((task) => desiredStatus(task) === 'RUNNING');
    return (
      service.deployments.length === 1 &&
      wanted.length === service.desiredCount &&
      wanted.every((task) => counts(task, now))
    );
  }

  /** When time alone will change what the scheduler would do. */
  private nextDue(service: ServiceRecord, wantsToStart: number, now: number): number | undefined {
    if (service.steady) return undefined;
    const due = service.tasks.filter(isRunning).map(turnsAt);
    if (wantsToStart > 0) due.push(service.pausedUntil);
    if (service.asDesiredSince !== undefined) due.push(service.asDesiredSince + this.options.timing.steadyMs);
    const next = Math.min(...due.filter((at) => at > now));
    return Number.isFinite(next) ? next : undefined;
  }

  private dropDrained(service: ServiceRecord): void {
    const over = this.options.assumptions?.drainedWhenTasksAre ?? 'STOPPED';
    const [primary, ...replaced] = service.deployments;
    // @claim assumed(drainedWhenTasksAre): a replaced deployment stays in the list until its last task is STOPPED
    // @source not documented; EcsAssumptions.drainedWhenTasksAre tells it the other way too
    const holds = (deployment: DeploymentRecord) =>
      tasksOf(service, deployment).some((task) =>
        over === 'STOPPED' ? !isStopped(task) : desiredStatus(task) === 'RUNNING',
      );
    service.deployments = [primary, ...replaced.filter(holds)];
    if (service.status === 'DRAINING' && service.tasks.every(isStopped)) service.status = 'INACTIVE';
    // @claim documented: when a service is deleted, so are its service deployments and revisions
    // @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html
    if (service.status === 'INACTIVE') service.history = [];
  }

  private failedToStart(service: ServiceRecord, reason: string): void {
    const now = this.now();
    service.failedStarts++;
    sayAgain(service, this.options.random, now, sentence.unplaced(service.name, reason));
    const pause = pauseAfter(service.failedStarts, service.desiredCount);
    if (pause === 0) return;
    service.pausedUntil = now + pause;
    if (sayAgain(service, this.options.random, now, sentence.impaired(service.name))) {
      this.options.onEvent?.(actionEvent(service, 'SERVICE_TASK_START_IMPAIRED', now));
    }
  }

  private lookAt(service: ServiceRecord, at: number): void {
    const planned = this.looks.get(service);
    if (planned !== undefined && planned.at <= at) return;
    if (planned !== undefined) this.options.clock.clearTimeout(planned.timer);
    const timer = this.options.clock.setTimeout(() => {
      this.looks.delete(service);
      this.look(service);
    }, at - this.now());
    this.looks.set(service, { at, timer });
  }

  now(): number {
    return this.options.clock.now();
  }
}
