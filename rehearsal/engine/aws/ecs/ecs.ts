import { arn, type ServiceModel } from '../service';
import { end, historyOf, newServiceDeployment } from './history';
import { type EcsOperations, operationsOf } from './operations';
import { Registry } from './registry';
import { Scheduler } from './scheduler';
import { sentence } from './sentences';
import { type DeploymentRecord, desiredStatus, newDeployment, type ServiceRecord, say } from './state';
import type { ContainerInsights, EcsOptions, ServiceSpec, Task, TaskListener, TaskSize } from './types';

/** Amazon ECS: Fargate services that are rolled out by ECS itself, their deployments and their tasks. */
export class Ecs implements ServiceModel {
  readonly operations: EcsOperations & ServiceModel['operations'];
  private readonly registry: Registry;
  private readonly scheduler: Scheduler;

  constructor(private readonly options: EcsOptions) {
    this.registry = new Registry(options.account);
    this.scheduler = new Scheduler(options);
    this.operations = { ...operationsOf(this.registry, this.scheduler) };
  }

  // @claim documented: Container Insights is off for a cluster unless its own setting or the account's turns it on.
  // @source SDK client-ecs CreateCluster documentation (ClusterSetting)
  /** Adds a cluster, or gives the one of that name another setting. */
  addCluster(name: string, containerInsights: ContainerInsights = 'disabled'): void {
    this.registry.addCluster(name, containerInsights);
  }

  /**
   * Registers a further revision, so that a service can be moved to it.
   * @param taskDefinition `family:revision`
   * @param image as a task definition names it
   * @param size 256 CPU units and 512 MB if left out.
   */
  addTaskDefinition(taskDefinition: string, image: string, size?: TaskSize): void {
    this.registry.definitions.add({ taskDefinition, image, size, registeredAt: this.options.clock.now() });
  }

  /**
   * What DeregisterTaskDefinition does: the revision is INACTIVE, and no service can be updated to it.
   * @param taskDefinition `family:revision`. @throws when there is no such active revision.
   */
  deregisterTaskDefinition(taskDefinition: string): void {
    this.registry.definitions.deregister(taskDefinition, this.options.clock.now());
  }

  /** The roles that a task definition gives its tasks; none where it is not registered. */
  rolesOf(taskDefinition: string): string[] {
    const { taskRoleArn, executionRoleArn } = this.registry.definitions.find(taskDefinition)?.registered ?? {};
    return [taskRoleArn, executionRoleArn].flatMap((role) => role ?? []);
  }

  /** The deployments before the present one are older than AWS keeps them. @throws when there is no such service. */
  forgetPast(service: string): void {
    const record = this.registry.existing(service);
    record.history = record.history.slice(0, 1);
  }

  /**
   * Adds a service that is already steady: its tasks RUNNING, its deployment COMPLETED since `createdAt`.
   * @throws when the circuit breaker is on, the name is taken, or the cluster, the image or the load balancer's target
   * group does not exist.
   */
  addService(spec: ServiceSpec): void {
    const digest = this.accept(spec);
    const { random } = this.options;
    const { cluster, name, desiredCount, minimumHealthyPercent, maximumPercent, createdAt, past = [] } = spec;
    this.register(spec);
    const own = { arn: arn('ecs', this.options.account, `service/${cluster}/${name}`), desiredCount };
    const { taskDefinition, image } = spec;
    const present = { taskDefinition, image, containerName: name };
    const deployment = newDeployment(random, createdAt, own, { anew: present }, 'COMPLETED');
    const service: ServiceRecord = {
      arn: own.arn,
      clusterArn: arn('ecs', this.options.account, `cluster/${cluster}`),
      cluster,
      name,
      minimumHealthyPercent,
      maximumPercent,
      createdAt: past[0]?.at ?? createdAt,
      loadBalancer: spec.loadBalancer,
      status: 'ACTIVE',
      desiredCount,
      deployments: [deployment],
      history: historyOf(own, past, name),
      tasks: [],
      events: [],
      steady: true,
      asDesiredSince: undefined,
      failedStarts: 0,
      pausedUntil: 0,
      said: new Map(),
    };
    this.registry.addService(service);
    this.remember(service, deployment, digest);
    for (let n = 0; n < desiredCount; n++) this.scheduler.lives.standing(service, deployment, digest, createdAt);
    deployment.updatedAt = createdAt;
    say(service, random, createdAt, sentence.completed(name, deployment.id));
    say(service, random, createdAt, sentence.steady(name));
  }

  /** The task definitions of a service, and of its past. */
  private register({ taskDefinition, image, size, name, details, past = [], createdAt }: ServiceSpec): void {
    const common = { size, containerName: name, details };
    for (const one of past) this.registry.definitions.add({ ...one, ...common, registeredAt: one.at });
    this.registry.definitions.add({ taskDefinition, image, ...common, registeredAt: createdAt });
  }

  /** Its present deployment has succeeded, with this digest. */
  private remember(service: ServiceRecord, { revision, createdAt }: DeploymentRecord, digest: string): void {
    revision.digest = digest;
    const before = service.history.find(({ status }) => status === 'SUCCESSFUL')?.target;
    const record = newServiceDeployment(service, revision, before ? [before] : [], createdAt);
    record.startedAt = createdAt;
    service.history.unshift(record);
    end(record, 'SUCCESSFUL', createdAt, (one) => {
      const count = one === revision ? service.desiredCount : 0;
      return { requested: count, running: count, pending: 0 };
    });
  }

  /** What `DeleteService` with `force` does: the service drains, then is INACTIVE. */
  deleteService(name: string): void {
    const service = this.registry.existing(name);
    // @claim documented: a deleted service is DRAINING while its tasks stop, then INACTIVE
    // @source SDK client-ecs DeleteService documentation
    service.status = service.tasks.some((task) => desiredStatus(task) === 'RUNNING') ? 'DRAINING' : 'INACTIVE';
    service.desiredCount = 0;
    this.scheduler.disturb(service);
  }

  listen(listener: TaskListener): void {
    this.scheduler.lives.listen(listener);
  }

  /**
   * The service's tasks, oldest first; stopped ones for one hour.
   * @throws when there is no such service.
   */
  tasks(service: string): Task[] {
    const record = this.registry.existing(service);
    this.scheduler.forget(record);
    return [...record.tasks];
  }

  /**
   * The container died by itself, or left early after its SIGTERM (`TaskListener.stopping`).
   * @throws when there is no such task, or it has no running container.
   */
  exitTask(taskArn: string, exit: { exitCode: number; reason?: string }): void {
    const task = this.registry.allTasks().find((each) => each.arn === taskArn);
    if (task === undefined) throw new Error(`exitTask: no task ${taskArn}`);
    this.scheduler.lives.exit(task, exit.exitCode, exit.reason);
  }

  /** @returns the digest of the service's image. */
  private accept(spec: ServiceSpec): string {
    const refuse = (why: string): never => {
      throw new Error(`service '${spec.name}': ${why}`);
    };
    if (spec.circuitBreaker?.enable) refuse('circuitBreaker.enable is not rehearsed; supported: false');
    if (!this.registry.hasCluster(spec.cluster)) refuse(`there is no cluster '${spec.cluster}'`);
    if (this.registry.byName(spec.name)) refuse('there is a service of this name already, in this or another cluster');
    if (spec.loadBalancer && !this.options.targets) refuse('loadBalancer needs the targets of EcsOptions');
    if (spec.createdAt > this.options.clock.now()) refuse('createdAt lies in the future');
    const times = [...(spec.past ?? []).map(({ at }) => at), spec.createdAt];
    if (times.some((at, n) => at <= (times[n - 1] ?? Number.NEGATIVE_INFINITY))) {
      refuse('past is not in the order of time, before createdAt');
    }
    return (
      this.options.resolveImage(spec.image) ?? refuse(`the registry has no image '${spec.image}' for its tasks to run`)
    );
  }
}
