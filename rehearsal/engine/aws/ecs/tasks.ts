import { pinned } from '../ecr';
import type { DeploymentRecord, LiveTask, ServiceRecord } from './state';
import { isRunning, isStarting, newTask } from './state';
import { privateIp, TaskTargets } from './targets';
import type { EcsOptions, Task, TaskListener } from './types';

type Ending = Pick<LiveTask, 'stopCode' | 'stoppedReason' | 'exitCode' | 'reason'>;

/** Tells the scheduler what became of a task. */
export interface TaskObserver {
  ran(service: ServiceRecord): void;
  /** It never reached RUNNING; `reason` says why. */
  failedToStart(service: ServiceRecord, reason: string): void;
  stopped(service: ServiceRecord): void;
  /** The load balancer thinks otherwise of one of its tasks. */
  healthChanged(service: ServiceRecord): void;
}

interface Home {
  readonly service: ServiceRecord;
  readonly deployment: DeploymentRecord;
}

const ATTEMPTS_TO_RESOLVE = 3;
const SIGTERM_EXIT = 143;
const HAS_CONTAINER: readonly string[] = ['RUNNING', 'DEACTIVATING', 'STOPPING'];

/** The life of tasks: PROVISIONING, PENDING, RUNNING, DEACTIVATING behind a load balancer, STOPPING, STOPPED. */
export class TaskLives {
  private readonly listeners: TaskListener[] = [];
  private readonly timers = new Map<Task, number>();
  private readonly homes = new WeakMap<Task, Home>();
  private readonly targets: TaskTargets;
  private addresses = 0;

  constructor(
    private readonly options: EcsOptions,
    private readonly observer: TaskObserver,
  ) {
    this.targets = new TaskTargets(options.targets, {
      changed: (task) => isRunning(task) && this.observer.healthChanged(this.home(task).service),
      drained: (task) => task.lastStatus === 'DEACTIVATING' && this.terminate(task),
    });
  }

  listen(listener: TaskListener): void {
    this.listeners.push(listener);
  }

  launch(service: ServiceRecord, deployment: DeploymentRecord): LiveTask {
    const task = this.create(service, deployment, this.options.clock.now());
    this.after(task, this.options.timing.provisioningMs, () => this.pull(task));
    return task;
  }

  /** A task that has been running since `since`. */
  standing(service: ServiceRecord, deployment: DeploymentRecord, digest: string, since: number): void {
    const task = this.create(service, deployment, since);
    this.change(task, { privateIp: this.address(), imageDigest: digest, lastStatus: 'RUNNING', startedAt: since });
    if (service.loadBalancer) this.targets.join(task, service.loadBalancer, since, 'standing');
    for (const listener of this.listeners) listener.running?.(task);
  }

  /**
   * The scheduler wants it gone.
   * @param stoppedReason left out: the service has too many tasks of this deployment.
   */
  stop(task: LiveTask, stoppedReason = `Scaling activity initiated by (deployment ${task.deploymentId})`): void {
    // @claim assumed: a task stopped by a roll-out or a scale-in has stopCode ServiceSchedulerInitiated and stoppedReason "Scaling activity initiated by (deployment ecs-svc/N)"
    // @source seen in recorded "ECS Task State Change" events; the codes are documented: https://repost.aws/knowledge-center/ecs-task-stopped
    const ending: Ending = { stopCode: 'ServiceSchedulerInitiated', stoppedReason };
    // @claim assumed: a task that does not run yet is STOPPED at once, without ever running
    // @source not documented; https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
    if (isStarting(task)) {
      this.end(task, ending);
      return;
    }
    // @claim documented: a task behind a load balancer is DEACTIVATING while its target drains, and its container gets its SIGTERM only when the target is unused
    // @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/load-balancer-connection-draining.html; https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
    this.change(task, { lastStatus: 'DEACTIVATING', stoppingAt: this.options.clock.now(), ...ending });
    if (!this.targets.leave(task)) this.terminate(task);
  }

  private terminate(task: LiveTask): void {
    this.change(task, { lastStatus: 'STOPPING' });
    // @claim assumed: the container leaves on SIGTERM with exit code 143 (128 + 15) within its stop time-out
    // @source the exit code is the container's own; time-out and signals: SDK client-ecs StopTask documentation
    this.after(task, this.options.timing.stopGraceMs, () => this.end(task, { exitCode: SIGTERM_EXIT }));
    for (const listener of this.listeners) listener.stopping?.(task);
  }

  /**
   * The container ended by itself, or early after its SIGTERM.
   * @throws when the task has no running container.
   */
  exit(task: LiveTask, exitCode: number, reason?: string): void {
    if (!HAS_CONTAINER.includes(task.lastStatus)) {
      const which = 'only a RUNNING or STOPPING task has a container, or one in between';
      throw new Error(`exitTask: ${task.arn} is ${task.lastStatus}; ${which}`);
    }
    // @claim documented: when an essential container ends, its task stops with stopCode EssentialContainerExited and stoppedReason "Essential container in task exited"
    // @source https://repost.aws/knowledge-center/ecs-task-stopped
    const ownWill: Ending = isRunning(task)
      ? { stopCode: 'EssentialContainerExited', stoppedReason: 'Essential container in task exited' }
      : {};
    // @claim assumed: a task whose container ends by itself is STOPPED at once, while its target still drains
    // @source not documented; https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
    this.targets.leave(task);
    this.end(task, { ...ownWill, exitCode, ...(reason === undefined ? {} : { reason }) });
  }

  private create(service: ServiceRecord, deployment: DeploymentRecord, createdAt: number): LiveTask {
    const { account, random } = this.options;
    const task = newTask(account, random, service, deployment, createdAt);
    service.tasks.push(task);
    this.homes.set(task, { service, deployment });
    return task;
  }

  private pull(task: LiveTask): void {
    const { service, deployment } = this.home(task);
    this.change(task, { lastStatus: 'PENDING', privateIp: this.address() });
    const ref = pullOf(deployment);
    const digest = this.digestFor(deployment);
    this.after(task, this.options.timing.pullAndStartMs, () => {
      if (digest === undefined) return this.fail(task, ref);
      const startedAt = this.options.clock.now();
      this.change(task, { imageDigest: digest, lastStatus: 'RUNNING', startedAt });
      if (service.loadBalancer) this.targets.join(task, service.loadBalancer, startedAt, 'new');
      deployment.ran = true;
      deployment.failedTasks = 0;
      this.observer.ran(service);
      for (const listener of this.listeners) listener.running?.(task);
    });
  }

  private digestFor(deployment: DeploymentRecord): string | undefined {
    // @claim documented: the first task of a deployment fixes the digest its tag stands for, and every later task of it starts from that digest; after three failed attempts the deployment goes on without one
    // @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html#deployment-container-image-stability
    const { revision } = deployment;
    const digest = this.options.resolveImage(pullOf(deployment));
    if (revision.digest !== undefined) return digest && revision.digest;
    if (digest === undefined) deployment.failedResolutions++;
    else if (deployment.failedResolutions < ATTEMPTS_TO_RESOLVE) revision.digest = digest;
    return digest;
  }

  private fail(task: LiveTask, ref: string): void {
    const { service, deployment } = this.home(task);
    // @claim documented: an image that is not in the registry stops its task with CannotPullContainerError before it runs
    // @source https://docs.aws.amazon.com/AmazonECS/latest/userguide/stopped-task-error-codes.html
    // @claim cross-checked: so does one whose tag was resolved and whose digest is gone since: "failed to resolve ref <image>@<digest>: <image>@<digest>: not found", though the tag is there
    // @source output of AWS: https://github.com/aws/containers-roadmap/issues/2687
    const reason =
      'CannotPullContainerError: pull image manifest has been retried 1 time(s): ' +
      `failed to resolve ref ${ref}: ${ref}: not found`;
    // @claim documented: failedTasks counts the tasks in a row that did not reach RUNNING, is reset and no longer evaluated once one has, and so stays 0 in a crash loop
    // @source SDK client-ecs DescribeServices documentation (Deployment.failedTasks)
    if (!deployment.ran) deployment.failedTasks++;
    this.observer.failedToStart(service, reason);
    this.end(task, { stopCode: 'TaskFailedToStart', stoppedReason: reason });
  }

  private end(task: LiveTask, ending: Ending): void {
    const now = this.options.clock.now();
    this.cancel(task);
    this.change(task, {
      ...ending,
      lastStatus: 'STOPPED',
      stoppingAt: task.stoppingAt ?? now,
      stoppedAt: now,
    });
    this.observer.stopped(this.home(task).service);
    for (const listener of this.listeners) listener.stopped?.(task);
  }

  private address(): string {
    return privateIp(this.addresses++);
  }

  private change(task: LiveTask, to: Partial<LiveTask>): void {
    Object.assign(task, to);
    this.home(task).deployment.updatedAt = this.options.clock.now();
  }

  private home(task: Task): Home {
    const home = this.homes.get(task);
    if (home === undefined) throw new Error(`${task.arn} was not made here`);
    return home;
  }

  private after(task: Task, milliseconds: number, step: () => void): void {
    this.timers.set(task, this.options.clock.setTimeout(step, milliseconds));
  }

  private cancel(task: Task): void {
    const timer = this.timers.get(task);
    if (timer !== undefined) this.options.clock.clearTimeout(timer);
    this.timers.delete(task);
  }
}

/** What its tasks pull: the image as it was named, pinned to the digest once there is one. */
const pullOf = ({ revision: { image, digest } }: DeploymentRecord): string =>
  digest === undefined ? image : pinned(image, digest);
