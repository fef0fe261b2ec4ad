import type {
  DescribeClustersRequest,
  DescribeClustersResponse,
  DescribeServicesRequest,
  DescribeServicesResponse,
  DescribeTaskDefinitionRequest,
  DescribeTaskDefinitionResponse,
  DescribeTasksRequest,
  DescribeTasksResponse,
  Failure,
  ListTasksRequest,
  ListTasksResponse,
  UpdateServiceRequest,
  UpdateServiceResponse,
} from '@aws-sdk/client-ecs';
import { NotPlayed, refuseOthers } from '../../refuse';
import { AwsError, arn } from '../service';
import { describeCluster, describeService, describeTask, describeTaskDefinition } from './answers';
import type { Registry } from './registry';
import type { Scheduler } from './scheduler';
import { desiredStatus, primaryOf, type ServiceRecord } from './state';

/** The operations the app and its tools use. */
export interface EcsOperations {
  readonly DescribeClusters: (input: DescribeClustersRequest) => DescribeClustersResponse;
  readonly DescribeServices: (input: DescribeServicesRequest) => DescribeServicesResponse;
  readonly DescribeTaskDefinition: (input: DescribeTaskDefinitionRequest) => DescribeTaskDefinitionResponse;
  readonly UpdateService: (input: UpdateServiceRequest) => UpdateServiceResponse;
  readonly ListTasks: (input: ListTasksRequest) => ListTasksResponse;
  readonly DescribeTasks: (input: DescribeTasksRequest) => DescribeTasksResponse;
}

export function operationsOf(registry: Registry, scheduler: Scheduler): EcsOperations {
  return {
    DescribeClusters: (input) => describeClusters(registry, input),
    DescribeServices: (input) => describeServices(registry, input),
    DescribeTaskDefinition: (input) => {
      refuseOthers('ecs DescribeTaskDefinition', input, ['taskDefinition']);
      const found = registry.described('DescribeTaskDefinition', input.taskDefinition ?? '');
      // @claim cross-checked: one that is not registered is ClientException "Unable to describe task definition."
      // @source https://github.com/getmoto/moto/pull/5910
      if (!found) throw new AwsError('ClientException', 'Unable to describe task definition.');
      return { taskDefinition: describeTaskDefinition(found, registry.account), tags: [] };
    },
    UpdateService: (input) => updateService(registry, scheduler, input),
    ListTasks: (input) => listTasks(registry, scheduler, input),
    DescribeTasks: (input) => describeTasks(registry, scheduler, input),
  };
}

function describeClusters(registry: Registry, input: DescribeClustersRequest): DescribeClustersResponse {
  refuseOthers('ecs DescribeClusters', input, ['clusters', 'include']);
  const unplayed = input.include?.find((field) => field !== 'SETTINGS');
  if (unplayed !== undefined) throw new NotPlayed(`ecs DescribeClusters include ${unplayed}`, ['SETTINGS']);
  // @claim documented: DescribeClusters takes up to 100 clusters and means the one named default when none is given; one that does not exist is not an error but a failure with reason MISSING
  // @source SDK client-ecs DescribeClusters documentation; https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html
  const asked = listOf('DescribeClusters', 'clusters', input.clusters ?? ['default'], 100);
  const withSettings = input.include?.includes('SETTINGS') ?? false;
  return sort(
    asked,
    (name) => registry.settingOf(name),
    (name) => missing(registry, name, 'cluster/'),
    (clusters, failures) => ({
      clusters: clusters.map((cluster) => describeCluster(registry, cluster, withSettings)),
      failures,
    }),
  );
}

function describeServices(registry: Registry, input: DescribeServicesRequest): DescribeServicesResponse {
  refuseOthers('ecs DescribeServices', input, ['cluster', 'services']);
  const cluster = registry.cluster(input.cluster);
  // @claim documented: DescribeServices takes up to 10 services; one that does not exist is not an error but a failure with reason MISSING
  // @source SDK client-ecs DescribeServices documentation; https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html
  const asked = listOf('DescribeServices', 'services', input.services, 10);
  return sort(
    asked,
    (name) => registry.service(cluster, name),
    (name) => missing(registry, name, `service/${cluster}/`),
    (services, failures) => ({
      services: services.map((service) => describeService(service, registry.account)),
      failures,
    }),
  );
}

function updateService(registry: Registry, scheduler: Scheduler, input: UpdateServiceRequest): UpdateServiceResponse {
  refuseOthers('ecs UpdateService', input, [
    'cluster',
    'service',
    'desiredCount',
    'taskDefinition',
    'forceNewDeployment',
  ]);
  const service = named(registry, input.cluster, input.service);
  // @claim documented: an inactive service cannot be updated: ServiceNotActiveException
  // @source SDK client-ecs UpdateService documentation
  if (service.status !== 'ACTIVE') throw new AwsError('ServiceNotActiveException', 'Service was not ACTIVE.');
  const { desiredCount } = input;
  if (desiredCount !== undefined && !(Number.isInteger(desiredCount) && desiredCount >= 0)) {
    throw new AwsError('InvalidParameterException', `desiredCount ${desiredCount} is not a whole number of tasks.`);
  }
  const next = registry.taskDefinition(input.taskDefinition ?? primaryOf(service).taskDefinition);
  if (desiredCount !== undefined && desiredCount !== service.desiredCount) {
    // @claim documented: a changed desiredCount alone starts no deployment
    // @source SDK client-ecs UpdateService documentation (desiredCount)
    service.desiredCount = desiredCount;
    scheduler.disturb(service);
  }
  // @claim documented: a new task definition starts a deployment; with no change of the service only forceNewDeployment does, and it pulls the tag anew
  // @source SDK client-ecs UpdateService documentation (taskDefinition, forceNewDeployment)
  if (input.forceNewDeployment || next.taskDefinition !== primaryOf(service).taskDefinition) {
    scheduler.deploy(service, next.taskDefinition, next.image);
  }
  return { service: describeService(service, registry.account) };
}

function listTasks(registry: Registry, scheduler: Scheduler, input: ListTasksRequest): ListTasksResponse {
  refuseOthers('ecs ListTasks', input, ['cluster', 'serviceName', 'desiredStatus', 'maxResults', 'nextToken']);
  if (input.serviceName === undefined)
    throw new NotPlayed('ecs ListTasks without serviceName', ['the tasks of one service']);
  const service = named(registry, input.cluster, input.serviceName);
  // @claim documented: ListTasks filters by what ECS wants a task to be, RUNNING unless said otherwise; a task that still drains is listed under STOPPED
  // @source SDK client-ecs ListTasks documentation (desiredStatus)
  const wanted = input.desiredStatus ?? 'RUNNING';
  if (wanted !== 'RUNNING' && wanted !== 'STOPPED') {
    throw new NotPlayed(`ecs ListTasks desiredStatus '${wanted}'`, ['RUNNING', 'STOPPED']);
  }
  scheduler.forget(service);
  const arns = service.tasks.filter((task) => desiredStatus(task) === wanted).map((task) => task.arn);
  // @claim documented: ListTasks answers at most 100 tasks, or maxResults, and a nextToken when there are more
  // @source SDK client-ecs ListTasks documentation (maxResults)
  const size = input.maxResults ?? 100;
  if (!(Number.isInteger(size) && size >= 1 && size <= 100)) {
    throw new AwsError('InvalidParameterException', `maxResults ${size} is not between 1 and 100.`);
  }
  const from = input.nextToken === undefined ? 0 : arns.indexOf(input.nextToken) + 1;
  if (input.nextToken !== undefined && from === 0) {
    throw new AwsError('InvalidParameterException', 'Invalid token.');
  }
  const page = arns.slice(from, from + size);
  const last = page.at(-1);
  return from + size < arns.length && last !== undefined ? { taskArns: page, nextToken: last } : { taskArns: page };
}

function describeTasks(registry: Registry, scheduler: Scheduler, input: DescribeTasksRequest): DescribeTasksResponse {
  refuseOthers('ecs DescribeTasks', input, ['cluster', 'tasks']);
  const cluster = registry.cluster(input.cluster);
  for (const service of registry.allServices()) scheduler.forget(service);
  // @claim documented: DescribeTasks takes up to 100 ids or ARNs; one that is not found is a failure with reason MISSING
  // @source SDK client-ecs DescribeTasks documentation; https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html
  const asked = listOf('DescribeTasks', 'tasks', input.tasks, 100);
  return sort(
    asked,
    (id) => registry.task(cluster, id),
    (id) => missing(registry, id, `task/${cluster}/`),
    (tasks, failures) => ({ tasks: tasks.map((task) => describeTask(task, registry.account)), failures }),
  );
}

/** @throws ClusterNotFoundException, ServiceNotFoundException */
function named(registry: Registry, cluster: string | undefined, service: string | undefined): ServiceRecord {
  const found = registry.service(registry.cluster(cluster), service ?? '');
  if (found === undefined) throw new AwsError('ServiceNotFoundException', 'Service not found.');
  return found;
}

function sort<Found, Answer>(
  asked: readonly string[],
  find: (given: string) => Found | undefined,
  fail: (given: string) => Failure,
  answer: (found: Found[], failures: Failure[]) => Answer,
): Answer {
  const all = asked.map((given) => ({ given, found: find(given) }));
  return answer(
    all.flatMap(({ found }) => (found === undefined ? [] : [found])),
    all.flatMap(({ given, found }) => (found === undefined ? [fail(given)] : [])),
  );
}

const missing = (registry: Registry, given: string, resource: string): Failure => ({
  arn: given.startsWith('arn:') ? given : arn('ecs', registry.account, resource + given),
  reason: 'MISSING',
});

function listOf(operation: string, member: string, given: string[] | undefined, most: number): string[] {
  if (given === undefined || given.length === 0 || given.length > most) {
    throw new AwsError('InvalidParameterException', `${operation}: ${member} takes 1 to ${most} entries.`);
  }
  return given;
}
