import type { Cluster, Container, Deployment, Service, Task as TaskAnswer } from '@aws-sdk/client-ecs';
import { type Account, arn } from '../service';
import type { Registry } from './registry';
import { rolloutReason } from './sentences';
import type { DeploymentRecord, ServiceRecord } from './state';
import { desiredStatus, isRunning, isStarting, isStopped, primaryOf, tasksOf } from './state';
import { definitionArn } from './task-definition';
import type { ContainerInsights, Task } from './types';

const FARGATE = { launchType: 'FARGATE', platformVersion: 'LATEST', platformFamily: 'Linux' } as const;

// @claim documented: runningCount counts the tasks in RUNNING only, so not one whose container still works while it is stopping
// @source SDK client-ecs DescribeServices documentation (Service.runningCount, Service.pendingCount)
// @claim assumed: pendingCount counts PROVISIONING tasks beside PENDING ones
// @source documented is PENDING only: SDK client-ecs DescribeServices documentation (Service.pendingCount)
const countsOf = (tasks: readonly Task[]) => ({
  pendingCount: tasks.filter(isStarting).length,
  runningCount: tasks.filter(isRunning).length,
});

function describeDeployment(service: ServiceRecord, deployment: DeploymentRecord, account: Account): Deployment {
  const tasks = tasksOf(service, deployment);
  const primary = deployment === primaryOf(service);
  return {
    id: deployment.id,
    status: primary ? 'PRIMARY' : 'ACTIVE',
    taskDefinition: definitionArn(account, deployment.revision.taskDefinition),
    // @claim assumed: a deployment that is being replaced has as desired count the tasks it still may keep
    // @source not documented; SDK client-ecs DescribeServices documentation (Deployment.desiredCount)
    desiredCount: primary ? service.desiredCount : tasks.filter((task) => desiredStatus(task) === 'RUNNING').length,
    ...countsOf(tasks),
    failedTasks: deployment.failedTasks,
    createdAt: new Date(deployment.createdAt),
    updatedAt: new Date(deployment.updatedAt),
    ...FARGATE,
    rolloutState: deployment.rolloutState,
    rolloutStateReason: rolloutReason(deployment),
  };
}

export function describeLoadBalancer({ name, loadBalancer }: ServiceRecord): Partial<Service> {
  if (!loadBalancer) return {};
  const { targetGroupArn, containerPort, healthCheckGracePeriodSeconds } = loadBalancer;
  return { loadBalancers: [{ targetGroupArn, containerName: name, containerPort }], healthCheckGracePeriodSeconds };
}

/** What DescribeClusters answers. */
export function describeCluster(
  registry: Registry,
  { name, containerInsights }: { name: string; containerInsights: ContainerInsights },
  withSettings: boolean,
): Cluster {
  const services = registry.allServices().filter(({ cluster }) => cluster === name);
  const { runningCount, pendingCount } = countsOf(services.flatMap(({ tasks }) => tasks));
  return {
    clusterArn: arn('ecs', registry.account, `cluster/${name}`),
    clusterName: name,
    status: 'ACTIVE',
    registeredContainerInstancesCount: 0,
    runningTasksCount: runningCount,
    pendingTasksCount: pendingCount,
    // @claim documented: activeServicesCount counts the services that are ACTIVE
    // @source SDK client-ecs DescribeClusters documentation (Cluster.activeServicesCount)
    activeServicesCount: services.filter(({ status }) => status === 'ACTIVE').length,
    // @claim documented: the settings of a cluster, of which there is containerInsights (enhanced, enabled or disabled), are answered only where include has SETTINGS
    // @source SDK client-ecs DescribeClusters documentation (include, ClusterSetting)
    ...(withSettings ? { settings: [{ name: 'containerInsights' as const, value: containerInsights }] } : {}),
  };
}

/** What DescribeServices and UpdateService answer. Networks are not part of the model. */
export function describeService(service: ServiceRecord, account: Account): Service {
  return {
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: service.clusterArn,
    status: service.status,
    desiredCount: service.desiredCount,
    ...countsOf(service.tasks),
    ...FARGATE,
    taskDefinition: definitionArn(account, primaryOf(service).revision.taskDefinition),
    ...describeLoadBalancer(service),
    deploymentConfiguration: {
      deploymentCircuitBreaker: { enable: false, rollback: false },
      minimumHealthyPercent: service.minimumHealthyPercent,
      maximumPercent: service.maximumPercent,
      strategy: 'ROLLING',
    },
    deployments: service.deployments.map((deployment) => describeDeployment(service, deployment, account)),
    events: [...service.events],
    createdAt: new Date(service.createdAt),
    schedulingStrategy: 'REPLICA',
    deploymentController: { type: 'ECS' },
  };
}

const containerStatus = (task: Task) => (isStopped(task) ? 'STOPPED' : isStarting(task) ? 'PENDING' : 'RUNNING');

const given = <K extends string, V>(key: K, value: V | undefined) =>
  (value === undefined ? {} : { [key]: value }) as Partial<Record<K, V>>;

const date = (at: number | undefined) => (at === undefined ? undefined : new Date(at));

function describeContainer(task: Task): Container {
  return {
    name: task.service,
    taskArn: task.arn,
    image: task.image,
    ...given('imageDigest', task.imageDigest || undefined),
    lastStatus: containerStatus(task),
    healthStatus: task.healthStatus,
    ...given('exitCode', task.exitCode),
    ...given('reason', task.stopCode === 'TaskFailedToStart' ? task.stoppedReason : task.reason),
  };
}

/** What DescribeTasks answers: one container, named as the service. */
export function describeTask(task: Task, account: Account): TaskAnswer {
  return {
    taskArn: task.arn,
    clusterArn: arn('ecs', account, `cluster/${task.cluster}`),
    taskDefinitionArn: definitionArn(account, task.taskDefinition),
    containers: [describeContainer(task)],
    lastStatus: task.lastStatus,
    desiredStatus: desiredStatus(task),
    healthStatus: task.healthStatus,
    // @claim documented: a task that a service started is startedBy the id of its deployment
    // @source SDK client-ecs DescribeTasks documentation (Task.startedBy)
    group: `service:${task.service}`,
    startedBy: task.deploymentId,
    ...FARGATE,
    createdAt: new Date(task.createdAt),
    ...given('startedAt', date(task.startedAt)),
    ...given('stoppingAt', date(task.stoppingAt)),
    ...given('stoppedAt', date(task.stoppedAt)),
    ...given('stopCode', task.stopCode),
    ...given('stoppedReason', task.stoppedReason),
  };
}
