import type { ContainerDefinition, Tag } from '@aws-sdk/client-ecs';
import type { VirtualClock } from '../../clock';
import type { Random } from '../../random';
import type { Target, TargetChange, TargetState } from '../elbv2';
import type { Account } from '../service';

/** The target group in which the tasks of a service are registered. */
export interface ServiceLoadBalancer {
  readonly targetGroupArn: string;
  readonly containerPort: number;
  /** For how long after a task reached RUNNING its target may be unhealthy. */
  readonly healthCheckGracePeriodSeconds: number;
}

/** Whether a cluster has CloudWatch Container Insights. */
export type ContainerInsights = 'enhanced' | 'enabled' | 'disabled';

/** What a task definition gives its one container, which has the whole task for itself. */
export interface TaskSize {
  /** CPU units: 256 is a quarter of a vCPU. */
  readonly cpu: number;
  readonly memoryMb: number;
}

/** What a task definition says of its one container, beyond what `ServiceSpec` says already. */
export type ContainerDetails = Pick<
  ContainerDefinition,
  'portMappings' | 'environment' | 'secrets' | 'logConfiguration'
>;

/** What a task definition says beyond its image and its size. */
export interface TaskDefinitionDetails {
  readonly taskRoleArn?: string;
  readonly executionRoleArn?: string;
  readonly container?: ContainerDetails;
  readonly tags?: readonly Tag[];
}

/** A deployment of a service that was over before the story begins. */
export interface PastDeployment {
  /** `family:revision`, which is registered with it. */
  readonly taskDefinition: string;
  readonly image: string;
  /** What the image's tag stood for when its first task started; left out: no task of it ever did. */
  readonly digest?: string;
  /** SUCCESSFUL if left out. */
  readonly status?: 'SUCCESSFUL' | 'STOPPED';
  /** When it was made, and over. Milliseconds since the epoch. */
  readonly at: number;
}

/** A Fargate service with the rolling (`ECS`) deployment controller, as it stands before the story begins. */
export interface ServiceSpec {
  readonly cluster: string;
  /** Unique in the whole simulated account, because tasks are asked for by service name alone. */
  readonly name: string;
  readonly desiredCount: number;
  /** `family:revision`. */
  readonly taskDefinition: string;
  /** The image of that task definition, as it names it: `repository:tag`, `repository@sha256:...`. */
  readonly image: string;
  /** Of that task definition; 256 CPU units and 512 MB if left out. */
  readonly size?: TaskSize;
  /** What that task definition and those of `past` say besides. */
  readonly details?: TaskDefinitionDetails;
  /** The deployments before the present one, oldest first; none if left out. */
  readonly past?: readonly PastDeployment[];
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  /** Only switched off is rehearsed; `enable: true` is refused by name. */
  readonly circuitBreaker?: { readonly enable: boolean; readonly rollback: boolean };
  /** Needs `EcsOptions.targets`, with the target group in it. */
  readonly loadBalancer?: ServiceLoadBalancer;
  /** Since when it is as it stands. Milliseconds since the epoch, not after the clock's present. */
  readonly createdAt: number;
}

export type TaskStatus = 'PROVISIONING' | 'PENDING' | 'RUNNING' | 'DEACTIVATING' | 'STOPPING' | 'STOPPED';

/** A task as a target of its service's load balancer. */
export interface TaskTarget extends Target {
  readonly targetGroupArn: string;
  readonly state: TargetState;
  /** Why it is not healthy, in the load balancer's words. */
  readonly description?: string;
  /** Milliseconds since the epoch until which the scheduler takes no notice of an unhealthy target. */
  readonly graceUntil: number;
}

/** One task with its one container. Times are milliseconds since the epoch. The fields change while the task lives. */
export interface Task {
  readonly arn: string;
  /** The 32 hexadecimal digits at the end of the ARN. */
  readonly id: string;
  readonly service: string;
  readonly cluster: string;
  /** `ecs-svc/<19 digits>`. */
  readonly deploymentId: string;
  /** `family:revision`. */
  readonly taskDefinition: string;
  /** As its task definition names it. */
  readonly image: string;
  /** `sha256:...`; empty when the image could not be found. */
  readonly imageDigest: string;
  readonly lastStatus: TaskStatus;
  readonly healthStatus: 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN';
  /** Of its network interface; absent while it is PROVISIONING. */
  readonly privateIp?: string;
  /** From RUNNING on, where its service has a load balancer. */
  readonly target?: TaskTarget;
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly stoppingAt?: number;
  readonly stoppedAt?: number;
  readonly stopCode?: 'EssentialContainerExited' | 'ServiceSchedulerInitiated' | 'TaskFailedToStart';
  readonly stoppedReason?: string;
  /** Of the container; absent when it never ran. */
  readonly exitCode?: number;
  /** Why the container stopped, in the container's own words (`OutOfMemoryError: ...`). */
  readonly reason?: string;
}

/** Hears what happens to tasks from the moment it listens. The task handed over is the live one. */
export interface TaskListener {
  /** The container runs. */
  running?(task: Task): void;
  /** The container got its SIGTERM, its target drained before, and still runs; it may be ended early with `exitTask`. */
  stopping?(task: Task): void;
  /** The task is over; also told of tasks which never ran (then `startedAt` is absent). */
  stopped?(task: Task): void;
}

/** Milliseconds. */
export interface EcsTiming {
  /** From something happening to the scheduler acting on it. */
  readonly schedulerMs: number;
  readonly provisioningMs: number;
  readonly pullAndStartMs: number;
  /** From SIGTERM to the container's end, unless it is ended earlier. */
  readonly stopGraceMs: number;
  /** How long a service is as it should be before it is called steady and its deployment COMPLETED. */
  readonly steadyMs: number;
}

/** The event as a rule sees it, without the envelope that the bus adds (`version`, `id`, `account`, `time`, `region`). */
export interface EcsEvent {
  readonly source: 'aws.ecs';
  readonly detailType: 'ECS Deployment State Change' | 'ECS Service Action';
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, string>>;
}

/** What AWS does not document and we could not verify: each is a switch, so that a story can be told both ways. */
export interface EcsAssumptions {
  /** A replaced deployment leaves the list when its last task is STOPPED, or already when none is RUNNING or PENDING. */
  readonly drainedWhenTasksAre: 'STOPPED' | 'STOPPING';
}

/** The load balancers as ECS uses them. */
export interface Targets {
  /** @param as `standing`: it has been registered, and healthy, since before the story began. */
  register(targetGroupArn: string, target: Target, as: 'new' | 'standing'): void;
  /** The target drains and is `unused` in the end, which the listener is told. */
  deregister(targetGroupArn: string, target: Target): void;
  onHealthChange(listener: (change: TargetChange) => void): void;
}

export interface EcsOptions {
  readonly clock: VirtualClock;
  readonly account: Account;
  readonly random: Random;
  readonly timing: EcsTiming;
  /**
   * The `sha256:` digest that an image has in the registry now; undefined when there is no such image. Asked with
   * `repository:tag`, and with a digest (`repository@sha256:...`, `repository:tag@sha256:...`), which is there or is not.
   */
  readonly resolveImage: (image: string) => string | undefined;
  readonly onEvent?: (event: EcsEvent) => void;
  /** Left out: no service may have a load balancer. */
  readonly targets?: Targets;
  /** Left out: drained when STOPPED. */
  readonly assumptions?: Partial<EcsAssumptions>;
}
