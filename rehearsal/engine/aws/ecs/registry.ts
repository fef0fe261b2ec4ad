import { type Account, AwsError, arn } from '../service';
import { Definitions } from './definitions';
import type { ServiceDeploymentRecord, ServiceRevision } from './history';
import type { LiveTask, ServiceRecord } from './state';
import type { ContainerInsights } from './types';

/** What exists: clusters, services, task definitions; and how ECS says that something does not. */
export class Registry {
  private readonly clusters = new Map<string, ContainerInsights>();
  private readonly services = new Map<string, ServiceRecord>();
  readonly definitions: Definitions;

  constructor(readonly account: Account) {
    this.definitions = new Definitions(account);
  }

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

  /** By ARN, with the service whose it is. */
  serviceDeployment(given: string): { service: ServiceRecord; found: ServiceDeploymentRecord } | undefined {
    for (const service of this.allServices()) {
      const found = service.history.find(({ arn: own }) => own === given);
      if (found) return { service, found };
    }
    return undefined;
  }

  /** By ARN, with the service whose it is. */
  serviceRevision(given: string): { service: ServiceRecord; found: ServiceRevision } | undefined {
    for (const service of this.allServices()) {
      const found = service.history.find(({ target }) => target.arn === given)?.target;
      if (found) return { service, found };
    }
    return undefined;
  }

  private plain(given: string, resource: string): string {
    const prefix = arn('ecs', this.account, resource);
    return given.startsWith(prefix) ? given.slice(prefix.length) : given;
  }
}
