import type { ContainerDefinition, RegisterTaskDefinitionRequest } from '@aws-sdk/client-ecs';
import { NotPlayed, refuseOthers } from '../../refuse';
import { AwsError } from '../service';
import { isInEcr, type Registrable } from './task-definition';

const PLAYED = [
  'family',
  'taskRoleArn',
  'executionRoleArn',
  'networkMode',
  'containerDefinitions',
  'volumes',
  'placementConstraints',
  'requiresCompatibilities',
  'cpu',
  'memory',
  'runtimePlatform',
  'tags',
];

const PLAYED_OF_CONTAINER = [
  'name',
  'image',
  'cpu',
  'memory',
  'portMappings',
  'essential',
  'environment',
  'secrets',
  'logConfiguration',
  'mountPoints',
  'volumesFrom',
  'systemControls',
];

const FAMILY = /^[\w-]{1,255}$/;

// @claim documented: Fargate knows certain sizes only: 512, 1024 and 2048 MB with 256 CPU units; 1 to 4 GB with 512; 2 to 8 GB with 1024; 4 to 16 GB with 2048; 8 to 30 GB with 4096; in steps of 1 GB.
// @source SDK client-ecs RegisterTaskDefinition documentation (memory)
const SIZES: Readonly<Record<string, readonly number[]>> = {
  '256': [512, 1024, 2048],
  '512': gigabytes(1, 4),
  '1024': gigabytes(2, 8),
  '2048': gigabytes(4, 16),
  '4096': gigabytes(8, 30),
};

function gigabytes(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, n) => (from + n) * 1024);
}

const refused = (why: string) => new AwsError('ClientException', why);

/**
 * What a new revision for Fargate says.
 * @throws AwsError as AWS refuses it, NotPlayed for a member that nothing here acts on.
 */
export function readRegistration(input: RegisterTaskDefinitionRequest): Registrable & { readonly family: string } {
  refuseOthers('ecs RegisterTaskDefinition', input, PLAYED);
  refuseFilled('ecs RegisterTaskDefinition', input, ['volumes', 'placementConstraints']);
  // @claim documented: The name of a family has up to 255 letters, digits, hyphens and underscores.
  // @source SDK client-ecs RegisterTaskDefinition documentation (family)
  const { family = '', containerDefinitions = [] } = input;
  if (!FAMILY.test(family)) throw refused(`Invalid family name '${family}'.`);
  if (input.requiresCompatibilities?.join() !== 'FARGATE') {
    const given = JSON.stringify(input.requiresCompatibilities);
    throw new NotPlayed(`ecs RegisterTaskDefinition requiresCompatibilities ${given}`, ['["FARGATE"]']);
  }
  checkContainers(containerDefinitions);
  checkForFargate(input, containerDefinitions);
  const { taskRoleArn, executionRoleArn, networkMode, requiresCompatibilities, cpu, memory, runtimePlatform } = input;
  const roles = { ...(taskRoleArn && { taskRoleArn }), ...(executionRoleArn && { executionRoleArn }) };
  return structuredClone({
    family,
    containerDefinitions,
    ...roles,
    networkMode,
    requiresCompatibilities,
    cpu,
    memory,
    ...(runtimePlatform && { runtimePlatform }),
  });
}

function checkContainers(containers: readonly ContainerDefinition[]): void {
  // @claim cross-checked: A definition without containers is ClientException "Container list cannot be empty."
  // @source output of AWS: https://github.com/awsdocs/aws-cloudformation-user-guide/pull/454
  const [container, ...others] = containers;
  if (container === undefined) throw refused('Container list cannot be empty.');
  if (others.length > 0)
    throw new NotPlayed(`ecs RegisterTaskDefinition with ${containers.length} containers`, ['one']);
  refuseOthers('ecs RegisterTaskDefinition containerDefinitions', container, PLAYED_OF_CONTAINER);
  refuseFilled('ecs RegisterTaskDefinition containerDefinitions', container, [
    'mountPoints',
    'volumesFrom',
    'systemControls',
  ]);
  if (container.essential === false) {
    throw new NotPlayed('ecs RegisterTaskDefinition containerDefinitions essential false', ['true']);
  }
  // @claim cross-checked: A container without a name is ClientException "Container.name should not be null or empty."
  // @source output of AWS: https://github.com/awsdocs/aws-cloudformation-user-guide/pull/612
  if (!container.name) throw refused('Container.name should not be null or empty.');
  // @claim assumed: The same is said of a container without an image.
  // @source not documented; https://github.com/awsdocs/aws-cloudformation-user-guide/pull/612
  if (!container.image) throw refused('Container.image should not be null or empty.');
}

function checkForFargate(input: RegisterTaskDefinitionRequest, containers: readonly ContainerDefinition[]): void {
  const { networkMode, cpu, memory, executionRoleArn, taskRoleArn } = input;
  // @claim documented: Fargate requires the network mode awsvpc, and CPU and memory of the task.
  // @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
  // @claim assumed: A definition without them is ClientException, in these words.
  // @source not documented; https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html
  if (networkMode !== 'awsvpc') throw refused(`Fargate only supports network mode 'awsvpc'.`);
  if (!cpu) throw refused(`Fargate requires that 'cpu' be defined at the task level.`);
  if (!memory) throw refused(`Fargate requires that 'memory' be defined at the task level.`);
  // @claim documented: A size that Fargate does not know is ClientException "No Fargate configuration exists for given values".
  // @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html
  if (!SIZES[cpu]?.includes(Number(memory))) throw refused('No Fargate configuration exists for given values.');
  // @claim cross-checked: A role that is an empty text is ClientException "Role is not valid".
  // @source output of AWS: https://github.com/fabfuel/ecs-deploy/issues/231
  if (taskRoleArn === '' || executionRoleArn === '') throw refused('Role is not valid');
  if (executionRoleArn !== undefined) return;
  // @claim cross-checked: Without an execution role, Fargate takes neither an image from ECR nor the log driver awslogs: ClientException "Fargate requires task definition to have execution role ARN to support ECR images." (or "log driver awslogs.")
  // @source output of AWS: https://github.com/hashicorp/terraform-provider-aws/issues/3051; https://github.com/virtual-kubelet/virtual-kubelet/issues/193
  const needs = 'Fargate requires task definition to have execution role ARN to support';
  if (containers.some(({ image }) => isInEcr(image))) throw refused(`${needs} ECR images.`);
  if (containers.some(({ logConfiguration }) => logConfiguration?.logDriver === 'awslogs')) {
    throw refused(`${needs} log driver awslogs.`);
  }
}

/** What may be there, but empty: so it comes back from DescribeTaskDefinition. */
function refuseFilled(where: string, input: object, members: readonly string[]): void {
  for (const member of members) {
    const value = (input as Record<string, unknown>)[member];
    if (Array.isArray(value) && value.length > 0) throw new NotPlayed(`${where} ${member} with entries`, ['none']);
  }
}
