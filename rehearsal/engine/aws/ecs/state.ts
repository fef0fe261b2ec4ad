import type { ServiceEvent } from '@aws-sdk/client-ecs';
import { type Random, uuid } from '../../random';
import { type Account, arn } from '../service';
import {
  type Configuration,
  newRevision,
  type ServiceDeploymentRecord,
  type ServiceRevision,
  type TaskCounts,
} from './history';
import type { ServiceLoadBalancer, Task } from './types';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export type LiveTask = Mutable<Task>;

export interface DeploymentRecord {
  readonly id: string;
  /** What it brings. */
  readonly revision: ServiceRevision;
  readonly createdAt: number;
  updatedAt: number;
  rolloutState: 'IN_PROGRESS' | 'COMPLETED';
  failedResolutions: number;
  failedTasks: number;
  /** A task of it has reached RUNNING. */
  ran: boolean;
}

export interface ServiceRecord {
  readonly arn: string;
  readonly clusterArn: string;
  readonly cluster: string;
  readonly name: string;
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  readonly createdAt: number;
  readonly loadBalancer: ServiceLoadBalancer | undefined;
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  desiredCount: number;
  /** The PRIMARY first, then what it replaces, newest first. */
  deployments: [DeploymentRecord, ...DeploymentRecord[]];
  /** Its deployments, over or not, newest first. */
  history: ServiceDeploymentRecord[];
  /** Oldest first. */
  tasks: LiveTask[];
  /** Newest first. */
  events: ServiceEvent[];
  /** Whether the steady state has been announced since something last changed. */
  steady: boolean;
  /** Since when everything is as desired, while that is not yet announced. */
  asDesiredSince: number | undefined;
  /** Tasks in a row that never reached RUNNING. */
  failedStarts: number;
  /** Until when the scheduler starts no task. */
  pausedUntil: number;
  /** Repeated messages, and when they were last said. */
  readonly said: Map<string, number>;
}

export const isStarting = (task: Task) => task.lastStatus === 'PROVISIONING' || task.lastStatus === 'PENDING';
export const isRunning = (task: Task) => task.lastStatus === 'RUNNING';
export const isStopped = (task: Task) => task.lastStatus === 'STOPPED';

/** What ECS means it to be, as opposed to what it is: a task that still drains is meant to be STOPPED. */
export const desiredStatus = (task: Task): 'RUNNING' | 'STOPPED' =>
  isStarting(task) || isRunning(task) ? 'RUNNING' : 'STOPPED';

export const tasksOf = (service: ServiceRecord, deployment: DeploymentRecord) =>
  service.tasks.filter((task) => task.deploymentId === deployment.id);

/** What a revision of the service counts now, over all deployments that brought it. */
export function countOf(service: ServiceRecord, revision: ServiceRevision): TaskCounts {
  const tasks = service.tasks.filter(({ deploymentId }) => revision.deploymentIds.includes(deploymentId));
  // @claim assumed: what is being replaced is requested as many tasks as it still may keep
  // @source not documented; SDK client-ecs DescribeServiceDeployments documentation (ServiceRevisionSummary.requestedTaskCount)
  const kept = tasks.filter((task) => desiredStatus(task) === 'RUNNING').length;
  return {
    requested: primaryOf(service).revision === revision ? service.desiredCount : kept,
    running: tasks.filter(isRunning).length,
    pending: tasks.filter(isStarting).length,
  };
}

export const primaryOf = (service: ServiceRecord) => service.deployments[0];

const pick = (random: Random, alphabet: string) => alphabet.charAt(Math.floor(random() * alphabet.length));
const digits = (random: Random, count: number, alphabet: string) =>
  Array.from({ length: count }, () => pick(random, alphabet)).join('');

const taskId = (random: Random) => digits(random, 32, '0123456789abcdef');

/** @param brings what a new revision is made of, or the revision there is that is brought again. */
export function newDeployment(
  random: Random,
  now: number,
  service: Pick<ServiceRecord, 'arn'>,
  brings: { readonly anew: Configuration } | { readonly again: ServiceRevision },
  rolloutState: DeploymentRecord['rolloutState'] = 'IN_PROGRESS',
): DeploymentRecord {
  // @claim documented: the id of a service's deployment has the form ecs-svc/<19 digits>
  // @source https://github.com/aws/aws-cli/blob/develop/awscli/examples/ecs/describe-services.rst
  const id = `ecs-svc/${pick(random, '123456789')}${digits(random, 18, '0123456789')}`;
  if ('again' in brings) brings.again.deploymentIds.push(id);
  return {
    id,
    revision: 'again' in brings ? brings.again : newRevision(service, id, brings.anew, now),
    createdAt: now,
    updatedAt: now,
    rolloutState,
    failedResolutions: 0,
    failedTasks: 0,
    ran: rolloutState === 'COMPLETED',
  };
}

export function newTask(
  account: Account,
  random: Random,
  service: ServiceRecord,
  deployment: DeploymentRecord,
  createdAt: number,
): LiveTask {
  const id = taskId(random);
  return {
    arn: arn('ecs', account, `task/${service.cluster}/${id}`),
    id,
    service: service.name,
    cluster: service.cluster,
    deploymentId: deployment.id,
    taskDefinition: deployment.revision.taskDefinition,
    image: deployment.revision.image,
    imageDigest: '',
    lastStatus: 'PROVISIONING',
    // @claim documented: a task without container health check reports UNKNOWN
    // @source SDK client-ecs DescribeTasks documentation (Container.healthStatus)
    healthStatus: 'UNKNOWN',
    createdAt,
  };
}

const EVENTS_KEPT = 100;

/** Adds one sentence to the service's own event list. */
export function say(service: ServiceRecord, random: Random, now: number, message: string): void {
  // @claim documented: DescribeServices shows at most the 100 latest service events
  // @source SDK client-ecs DescribeServices documentation (Service.events)
  // @claim cross-checked: service events are listed most recent first
  // @source output of describe-services: https://github.com/sil-org/ecs-deploy/issues/95
  service.events = [{ id: uuid(random), createdAt: new Date(now), message }, ...service.events].slice(0, EVENTS_KEPT);
}

const REPEATED_AFTER_MS = 6 * 3_600_000;

/**
 * Like `say`, for a condition that lasts.
 * @returns whether it was said, so that it goes to the event bus no more often.
 */
export function sayAgain(service: ServiceRecord, random: Random, now: number, message: string): boolean {
  // @claim documented: a duplicate service event is omitted until its cause is resolved or six hours have passed
  // @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages.html
  if (now - (service.said.get(message) ?? Number.NEGATIVE_INFINITY) < REPEATED_AFTER_MS) return false;
  service.said.set(message, now);
  say(service, random, now, message);
  return true;
}
