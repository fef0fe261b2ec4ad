import { type Account, AwsError, arn } from '../service';
import type { LiveTask, ServiceRecord } from './state';
import type { ContainerInsights, TaskSize } from './types';

/** A revision of a task definition, with one container. */
export interface TaskDefinitionRecord {
  /** `family:revision`. */
  readonly taskDefinition: string;
  /** `repository:tag`. */
  readonly image: string;
  readonly size: TaskSize;
  readonly containerName: string;
}

// @claim documented: 256 CPU units with 512 MB is the smallest size of a Fargate task; it is assumed where a story names none.
// @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#task_size
const SMALLEST: TaskSize = { cpu: 256, memoryMb: 512 };

/** What exists: clusters, services, task definitions; and how ECS says that something does not. */
export class Registry {
  private readonly clusters = new Map<string, ContainerInsights>();
  private readonly services = new Map<string, ServiceRecord>();
  /** By `family:revision`. */
  private readonly definitions = new Map<string, TaskDefinitionRecord>();

  constructor(readonly account: Account) {}

  addCluster(name: string, containerInsights: ContainerInsights): void {
    this.clusters.set(name, containerInsights);
  }

  /** By name or ARN. Undefined where there is no such cluster. */
  settingOf(given: string): { name: string; containerInsights: ContainerInsights } | undefined {
    const name = this.plain(given, 'cluster/');
    const containerInsights = this.clusters.get(name);
    return containerInsights && { name, containerInsights };
  }

  addService(service: ServiceRecord): void {
    this.services.set(service.name, service);
  }

  /** @param containerName as the family if left out. */
  addTaskDefinition(taskDefinition: string, image: string, size: TaskSize = SMALLEST, containerName?: string): void {
    const [, family] = /^([\w-]+):[1-9]\d*$/.exec(taskDefinition) ?? [];
    if (family === undefined) throw new Error(`task definition '${taskDefinition}': give family:revision`);
    this.definitions.set(taskDefinition, {
      taskDefinition,
      image,
      size,
      containerName: containerName ?? family,
    });
  }

  hasCluster = (name: string) => this.clusters.has(name);
  byName = (name: string) => this.services.get(name);

  /** @throws an ordinary error, because the story, not AWS, was asked. */
  existing(name: string): ServiceRecord {
    const service = this.services.get(name);
    if (service === undefined) {
      throw new Error(`no service '${name}'; there are: ${[...this.services.keys()].join(', ') || 'none'}`);
    }
    return service;
  }

  /** @throws ClusterNotFoundException */
  cluster(given: string | undefined): string {
    // @claim documented: a call without cluster means the cluster named default; an unknown one is ClusterNotFoundException
    // @source SDK client-ecs DescribeServices documentation
    const name = this.plain(given ?? 'default', 'cluster/');
    if (!this.clusters.has(name)) throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
    return name;
  }

  /** By name or ARN. */
  service(cluster: string, given: string): ServiceRecord | undefined {
    const service = this.services.get(this.plain(given, `service/${cluster}/`));
    return service?.cluster === cluster ? service : undefined;
  }

  /** By id or ARN. */
  task(cluster: string, given: string): LiveTask | undefined {
    const id = this.plain(given, `task/${cluster}/`);
    return this.allTasks().find((task) => task.cluster === cluster && task.id === id);
  }

  allServices = () => [...this.services.values()];
  allTasks = () => this.allServices().flatMap((service) => service.tasks);

  /** @throws ClientException when it is not registered. */
  taskDefinition(given: string): TaskDefinitionRecord {
    const found = this.described('UpdateService', given);
    // @claim cross-checked: a task definition that is not registered is ClientException "TaskDefinition not found."
    // @source https://github.com/Cloud-CV/EvalAI/issues/2419
    if (found === undefined) throw new AwsError('ClientException', 'TaskDefinition not found.');
    return found;
  }

  /** By family:revision or ARN; undefined where it is not registered. @throws for a family without its revision. */
  described(operation: string, given: string): TaskDefinitionRecord | undefined {
    const taskDefinition = this.plain(given, 'task-definition/');
    if (!taskDefinition.includes(':')) {
      throw new Error(
        `ecs:${operation}: taskDefinition '${given}' has no revision; the rehearsal supports family:revision`,
      );
    }
    return this.definitions.get(taskDefinition);
  }

  private plain(given: string, resource: string): string {
    const prefix = arn('ecs', this.account, resource);
    return given.startsWith(prefix) ? given.slice(prefix.length) : given;
  }
}
