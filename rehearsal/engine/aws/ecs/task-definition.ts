import type {
  Attribute,
  ContainerDefinition,
  RegisterTaskDefinitionRequest,
  Tag,
  TaskDefinition,
} from '@aws-sdk/client-ecs';
import { type Account, arn } from '../service';

/** What is registered, and can be registered again. */
export type Registrable = Pick<
  RegisterTaskDefinitionRequest,
  | 'containerDefinitions'
  | 'taskRoleArn'
  | 'executionRoleArn'
  | 'networkMode'
  | 'requiresCompatibilities'
  | 'cpu'
  | 'memory'
  | 'runtimePlatform'
>;

/** A revision of a task definition, with one container. */
export interface TaskDefinitionRecord {
  /** `family:revision`. */
  readonly taskDefinition: string;
  readonly family: string;
  readonly revision: number;
  /** As it names it: with a tag, or with a digest. */
  readonly image: string;
  readonly containerName: string;
  readonly registered: Registrable;
  readonly tags: readonly Tag[];
  readonly registeredAt: number;
  /** ARN of who registered it. */
  readonly registeredBy: string;
  /** Since when it is INACTIVE. */
  deregisteredAt?: number;
}

export const definitionArn = (account: Account, taskDefinition: string): string =>
  arn('ecs', account, `task-definition/${taskDefinition}`);

/** What DescribeTaskDefinition and RegisterTaskDefinition answer. */
export function describeTaskDefinition(record: TaskDefinitionRecord, account: Account): TaskDefinition {
  const { taskDefinition, family, revision, registered, deregisteredAt } = record;
  const containers = registered.containerDefinitions ?? [];
  return {
    taskDefinitionArn: definitionArn(account, taskDefinition),
    containerDefinitions: containers.map(describeContainerDefinition),
    family,
    ...(registered.taskRoleArn && { taskRoleArn: registered.taskRoleArn }),
    ...(registered.executionRoleArn && { executionRoleArn: registered.executionRoleArn }),
    networkMode: registered.networkMode,
    revision,
    volumes: [],
    status: deregisteredAt === undefined ? 'ACTIVE' : 'INACTIVE',
    requiresAttributes: attributesOf(registered, containers),
    placementConstraints: [],
    // @claim documented: compatibilities are the launch types that the definition was found valid for; one for awsvpc is valid for EC2 too.
    // @source SDK client-ecs DescribeTaskDefinition documentation (TaskDefinition.compatibilities)
    compatibilities: ['EC2', 'FARGATE'],
    ...(registered.runtimePlatform && { runtimePlatform: { ...registered.runtimePlatform } }),
    requiresCompatibilities: registered.requiresCompatibilities,
    cpu: registered.cpu,
    memory: registered.memory,
    registeredAt: new Date(record.registeredAt),
    ...(deregisteredAt !== undefined && { deregisteredAt: new Date(deregisteredAt) }),
    registeredBy: record.registeredBy,
  };
}

// @claim documented: Lists that were not given are answered as empty ones: a container's portMappings, environment, mountPoints and volumesFrom, the definition's volumes and placementConstraints.
// @source https://github.com/aws/aws-cli/blob/develop/awscli/examples/ecs/register-task-definition.rst
const describeContainerDefinition = (container: ContainerDefinition): ContainerDefinition => ({
  ...structuredClone(container),
  portMappings: (container.portMappings ?? []).map((mapping) => ({
    ...mapping,
    // @claim documented: A port of the host is that of the container in awsvpc, and its protocol tcp unless said otherwise.
    // @source SDK client-ecs RegisterTaskDefinition documentation (PortMapping)
    hostPort: mapping.hostPort ?? mapping.containerPort,
    protocol: mapping.protocol ?? 'tcp',
  })),
  essential: container.essential ?? true,
  environment: container.environment ?? [],
  mountPoints: [],
  volumesFrom: [],
  systemControls: [],
});

// @claim assumed: requiresAttributes names the capabilities that an agent needs: remote API, task networking, and one for each thing used (roles, ECR, awslogs, secrets).
// @source seen in recorded describe-task-definition answers: https://github.com/aws/aws-cli/issues/3887
function attributesOf(registered: Registrable, containers: readonly ContainerDefinition[]): Attribute[] {
  const fromEcr = containers.some(({ image }) => isInEcr(image));
  const logs = containers.some(({ logConfiguration }) => logConfiguration?.logDriver === 'awslogs');
  const secrets = containers.some((container) => (container.secrets ?? []).length > 0);
  const executes = registered.executionRoleArn !== undefined;
  const named: readonly (readonly [string, boolean])[] = [
    ['com.amazonaws.ecs.capability.docker-remote-api.1.18', true],
    ['ecs.capability.task-eni', true],
    ['com.amazonaws.ecs.capability.task-iam-role', registered.taskRoleArn !== undefined],
    ['com.amazonaws.ecs.capability.ecr-auth', fromEcr],
    ['ecs.capability.execution-role-ecr-pull', fromEcr && executes],
    ['com.amazonaws.ecs.capability.logging-driver.awslogs', logs],
    ['ecs.capability.execution-role-awslogs', logs && executes],
    ['ecs.capability.secrets.asm.environment-variables', secrets],
  ];
  return named.flatMap(([name, needed]) => (needed ? [{ name }] : []));
}

export const isInEcr = (image: string | undefined): boolean =>
  /^\d{12}\.dkr\.ecr\.[\w-]+\.amazonaws\.com\//.test(image ?? '');
