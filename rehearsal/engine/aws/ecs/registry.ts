import { type Account, AwsError, arn } from '../service';
import type { LiveTask, ServiceRecord } from './state';
import type { ContainerInsights } from './types';

/** What exists: clusters, services, task definitions; and how ECS says that something does not. */
export class Registry {
  private readonly clusters = new Map<string, ContainerInsights>();
  private readonly services = new Map<string, ServiceRecord>();
  /** `family:revision` to `repository:tag`. */
  private readonly images = new Map<string, string>();

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

  addTaskDefinition(taskDefinition: string, image: string): void {
    if (!/^[\w-]+:[1-9]\d*$/.test(taskDefinition)) {
      throw new Error(`task definition '${taskDefinition}': give family:revision`);
    }
    this.images.set(taskDefinition, image);
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

  /**
   * @returns `family:revision` and its image.
   * @throws ClientException when it is not registered.
   */
  taskDefinition(given: string): { taskDefinition: string; image: string } {
    const taskDefinition = this.plain(given, 'task-definition/');
    if (!taskDefinition.includes(':')) {
      throw new Error(
        `ecs:UpdateService: taskDefinition '${given}' has no revision; the rehearsal supports family:revision`,
      );
    }
    const image = this.images.get(taskDefinition);
    // @claim cross-checked: a task definition that is not registered is ClientException "TaskDefinition not found."
    // @source https://github.com/Cloud-CV/EvalAI/issues/2419
    if (image === undefined) throw new AwsError('ClientException', 'TaskDefinition not found.');
    return { taskDefinition, image };
  }

  private plain(given: string, resource: string): string {
    const prefix = arn('ecs', this.account, resource);
    return given.startsWith(prefix) ? given.slice(prefix.length) : given;
  }
}
