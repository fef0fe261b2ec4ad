import type {
  DescribeClustersRequest,
  DescribeClustersResponse,
  DescribeServicesRequest,
  DescribeServicesResponse,
  DescribeTaskDefinitionRequest,
  DescribeTaskDefinitionResponse,
  DescribeTasksRequest,
  DescribeTasksResponse,
  ListTasksRequest,
  ListTasksResponse,
  RegisterTaskDefinitionRequest,
  RegisterTaskDefinitionResponse,
  UpdateServiceRequest,
  UpdateServiceResponse,
} from '@aws-sdk/client-ecs';
import { NotPlayed, refuseOthers } from '../../refuse';
import { AwsError, type Caller } from '../service';
import { describeCluster, describeService, describeTask } from './answers';
import { listOf, missing, named, pageOf, sort } from './asked';
import { usable } from './definitions';
import type { Configuration } from './history';
import type { Registry } from './registry';
import type { Scheduler } from './scheduler';
import { type ServiceDeploymentOperations, serviceDeploymentOperations } from './service-deployments';
import { desiredStatus, primaryOf, type ServiceRecord } from './state';
import { describeTaskDefinition } from './task-definition';

/** The operations the app and its tools use. */
export interface EcsOperations extends ServiceDeploymentOperations {
  readonly DescribeClusters: (input: DescribeClustersRequest) => DescribeClustersResponse;
  readonly DescribeServices: (input: DescribeServicesRequest) => DescribeServicesResponse;
  readonly DescribeTaskDefinition: (input: DescribeTaskDefinitionRequest) => DescribeTaskDefinitionResponse;
  readonly UpdateService: (input: UpdateServiceRequest) => UpdateServiceResponse;
  readonly ListTasks: (input: ListTasksRequest) => ListTasksResponse;
  readonly DescribeTasks: (input: DescribeTasksRequest) => DescribeTasksResponse;
  readonly RegisterTaskDefinition: (
    input: RegisterTaskDefinitionRequest,
    caller: Caller,
  ) => RegisterTaskDefinitionResponse;
}

export function operationsOf(registry: Registry, scheduler: Scheduler): EcsOperations {
  return {
    DescribeClusters: (input) => describeClusters(registry, input),
    DescribeServices: (input) => describeServices(registry, input),
    DescribeTaskDefinition: (input) => describeDefinition(registry, input),
    RegisterTaskDefinition: (input, { principal }) => {
      const record = registry.definitions.register(input, principal, scheduler.now());
      return { taskDefinition: describeTaskDefinition(record, registry.account), tags: [...record.tags] };
    },
    UpdateService: (input) => updateService(registry, scheduler, input),
    ListTasks: (input) => listTasks(registry, scheduler, input),
    DescribeTasks: (input) => describeTasks(registry, scheduler, input),
    ...serviceDeploymentOperations(registry, scheduler),
  };
}

function describeDefinition(registry: Registry, input: DescribeTaskDefinitionRequest): DescribeTaskDefinitionResponse {
  refuseOthers('ecs DescribeTaskDefinition', input, ['taskDefinition', 'include']);
  const unplayed = input.include?.find((field) => field !== 'TAGS');
  if (unplayed !== undefined) throw new NotPlayed(`ecs DescribeTaskDefinition include ${unplayed}`, ['TAGS']);
  const found = registry.definitions.find(input.taskDefinition ?? '');
  // @claim cross-checked: one that is not registered is ClientException "Unable to describe task definition."
  // @source https://github.com/getmoto/moto/pull/5910
  if (!found) throw new AwsError('ClientException', 'Unable to describe task definition.');
  // @claim documented: the tags of a task definition are answered only where include has TAGS; one that is INACTIVE is described too
  // @source SDK client-ecs DescribeTaskDefinition documentation (include); SDK client-ecs DeregisterTaskDefinition documentation
  const tags = input.include?.includes('TAGS') ? found.tags : [];
  return { taskDefinition: describeTaskDefinition(found, registry.account), tags: [...tags] };
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
  const next = nextOf(registry, service, input.taskDefinition);
  if (desiredCount !== undefined && desiredCount !== service.desiredCount) {
    // @claim documented: a changed desiredCount alone starts no deployment
    // @source SDK client-ecs UpdateService documentation (desiredCount)
    service.desiredCount = desiredCount;
    scheduler.disturb(service);
  }
  // @claim documented: a new task definition starts a deployment; with no change of the service only forceNewDeployment does, and it pulls the tag anew
  // @source SDK client-ecs UpdateService documentation (taskDefinition, forceNewDeployment)
  if (input.forceNewDeployment || next.taskDefinition !== primaryOf(service).revision.taskDefinition) {
    scheduler.deploy(service, next);
  }
  return { service: describeService(service, registry.account) };
}

function nextOf(registry: Registry, service: ServiceRecord, given: string | undefined): Configuration {
  // @claim assumed: a service whose own task definition is INACTIVE may still be deployed anew, as long as it is not named
  // @source documented is that it may be scaled: SDK client-ecs DeregisterTaskDefinition documentation
  if (given === undefined) return primaryOf(service).revision;
  const next = usable(registry.definitions.find(given));
  // @claim cross-checked: a task definition without the container that the load balancer sends to is InvalidParameterException "The container N does not exist in the task definition."
  // @source output of AWS: https://github.com/hashicorp/terraform/issues/2888
  if (service.loadBalancer && next.containerName !== service.name) {
    throw new AwsError(
      'InvalidParameterException',
      `The container ${service.name} does not exist in the task definition.`,
    );
  }
  return next;
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
  const tasks = service.tasks.filter((task) => desiredStatus(task) === wanted);
  // @claim documented: ListTasks answers at most 100 tasks, or maxResults, and a nextToken when there are more
  // @source SDK client-ecs ListTasks documentation (maxResults)
  const { page, ...more } = pageOf(tasks, { maxResults: input.maxResults ?? 100, nextToken: input.nextToken });
  return { taskArns: page.map(({ arn }) => arn), ...more };
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
