import {
  type Deployment,
  DescribeServicesCommand,
  DescribeTasksCommand,
  type ECSClient,
  ListTasksCommand,
  type Service,
} from '@aws-sdk/client-ecs';
import { clockTime } from './wording';

export interface ServiceName {
  readonly cluster: string;
  readonly service: string;
}

/** @returns undefined when the service does not exist. @throws when the call fails. */
export async function describeService(ecs: ECSClient, { cluster, service }: ServiceName): Promise<Service | undefined> {
  const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
  return services[0];
}

/** Why a task ended. */
export interface StoppedTask {
  readonly task: string;
  readonly stoppedAt: string;
  readonly deployment: string;
  readonly stopCode: string;
  readonly reason: string;
  readonly exitCode: number | null;
}

/** The service's tasks that stopped of late (ECS remembers about an hour), latest first. */
export async function stoppedTasks(ecs: ECSClient, { cluster, service }: ServiceName): Promise<StoppedTask[]> {
  const { taskArns = [] } = await ecs.send(
    new ListTasksCommand({ cluster, serviceName: service, desiredStatus: 'STOPPED' }),
  );
  if (taskArns.length === 0) return [];
  const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns.slice(0, 100) }));
  return tasks
    .map((task) => ({
      task: task.taskArn?.split('/').at(-1) ?? '?',
      stoppedAt: (task.stoppedAt ?? task.stoppingAt ?? new Date(0)).toISOString(),
      deployment: task.startedBy ?? '?',
      stopCode: task.stopCode ?? '?',
      reason: task.stoppedReason ?? '?',
      exitCode: task.containers?.find(({ exitCode }) => exitCode !== undefined)?.exitCode ?? null,
    }))
    .sort((a, b) => b.stoppedAt.localeCompare(a.stoppedAt));
}

/**
 * Tasks that ended by themselves, or because they were not well, rather than because ECS or a person made room for
 * others. A task that fails its health checks is stopped by the scheduler like any other; only the reason tells.
 */
export const failed = (tasks: readonly StoppedTask[]): StoppedTask[] =>
  tasks.filter(
    ({ stopCode, reason }) =>
      (stopCode !== 'ServiceSchedulerInitiated' && stopCode !== 'UserInitiated') ||
      /failed .*health checks/i.test(reason),
  );

export function describeStops(tasks: readonly StoppedTask[]): string {
  const latest = tasks[0];
  if (!latest) return '';
  const exit = latest.exitCode === null ? '' : `, exit code ${latest.exitCode}`;
  const ended = tasks.length === 1 ? '1 task ended by itself' : `${tasks.length} tasks ended by themselves`;
  return `${ended}, the latest at ${clockTime(latest.stoppedAt)}: ${latest.reason}${exit}`;
}

export const primary = (service: Service): Deployment | undefined =>
  service.deployments?.find(({ status }) => status === 'PRIMARY');

/** A deployment that is still rolling out, if there is one. */
export const underWay = (service: Service): Deployment | undefined =>
  service.deployments?.find(({ status, rolloutState }) => status === 'PRIMARY' && rolloutState === 'IN_PROGRESS');

/** The last ten service events, as ECS words them. */
export const recentEvents = (service: Service): string[] =>
  (service.events ?? []).slice(0, 10).map(({ createdAt, message }) => `${clockTime(createdAt ?? 0)} ${message ?? ''}`);

/** Image digests of the running tasks; a tag may have moved between two of them. */
export async function runningDigests(ecs: ECSClient, { cluster, service }: ServiceName): Promise<string[]> {
  const { taskArns = [] } = await ecs.send(
    new ListTasksCommand({ cluster, serviceName: service, desiredStatus: 'RUNNING' }),
  );
  if (taskArns.length === 0) return [];
  const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns.slice(0, 100) }));
  const digests = tasks.flatMap(({ containers = [] }) => containers.flatMap(({ imageDigest }) => imageDigest ?? []));
  return [...new Set(digests)].sort();
}
