import type { RegisterTaskDefinitionRequest } from '@aws-sdk/client-ecs';
import type { TaskDefinitionDetails } from '../../../../../rehearsal/engine/aws/ecs';
import { MINUTE, NOW, SHOP, world } from './world';

const ARN = 'arn:aws:ecs:ap-south-1:123456789012';
const ROLE = 'arn:aws:iam::123456789012:role/';
const BY = { principal: `${ROLE}deployer` };
const IN_ECR = '123456789012.dkr.ecr.ap-south-1.amazonaws.com/shop';

const details: TaskDefinitionDetails = {
  taskRoleArn: `${ROLE}shop-task`,
  executionRoleArn: `${ROLE}shop-execution`,
  container: {
    portMappings: [{ containerPort: 8080 }],
    environment: [{ name: 'LOG', value: 'INFO' }],
    secrets: [{ name: 'KEY', valueFrom: 'shop-key' }],
    logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/shop' } },
  },
  tags: [{ key: 'Service', value: 'shop' }],
};

/** What can be registered of what was described, as its reader has to pick it. */
function registrable(here: ReturnType<typeof world>, taskDefinition: string): RegisterTaskDefinitionRequest {
  const { taskDefinition: found, tags = [] } = here.ecs.operations.DescribeTaskDefinition({
    taskDefinition,
    include: ['TAGS'],
  });
  const {
    taskDefinitionArn,
    revision,
    status,
    deregisteredAt,
    requiresAttributes,
    compatibilities,
    registeredAt,
    registeredBy,
    ...rest
  } = found ?? {};
  return { ...rest, tags } as RegisterTaskDefinitionRequest;
}

describe('DescribeTaskDefinition', () => {
  // Shape: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html, and of empty lists
  // https://github.com/aws/aws-cli/blob/develop/awscli/examples/ecs/register-task-definition.rst
  test.each(['shop:7', `${ARN}:task-definition/shop:7`])('answers all there is of %s', (taskDefinition) => {
    const { ecs } = world({ size: { cpu: 512, memoryMb: 1024 }, details });
    expect(ecs.operations.DescribeTaskDefinition({ taskDefinition })).toEqual({
      tags: [],
      taskDefinition: {
        taskDefinitionArn: `${ARN}:task-definition/shop:7`,
        family: 'shop',
        revision: 7,
        status: 'ACTIVE',
        containerDefinitions: [
          {
            name: 'shop',
            image: 'shop:latest',
            cpu: 512,
            memory: 1024,
            essential: true,
            portMappings: [{ containerPort: 8080, hostPort: 8080, protocol: 'tcp' }],
            environment: [{ name: 'LOG', value: 'INFO' }],
            secrets: [{ name: 'KEY', valueFrom: 'shop-key' }],
            logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/shop' } },
            mountPoints: [],
            volumesFrom: [],
            systemControls: [],
          },
        ],
        taskRoleArn: `${ROLE}shop-task`,
        executionRoleArn: `${ROLE}shop-execution`,
        networkMode: 'awsvpc',
        requiresCompatibilities: ['FARGATE'],
        compatibilities: ['EC2', 'FARGATE'],
        cpu: '512',
        memory: '1024',
        runtimePlatform: { cpuArchitecture: 'X86_64', operatingSystemFamily: 'LINUX' },
        volumes: [],
        placementConstraints: [],
        requiresAttributes: expect.arrayContaining([
          { name: 'ecs.capability.task-eni' },
          { name: 'com.amazonaws.ecs.capability.task-iam-role' },
          { name: 'ecs.capability.execution-role-awslogs' },
        ]),
        registeredAt: new Date(SHOP.createdAt),
        registeredBy: 'arn:aws:iam::123456789012:root',
      },
    });
  });

  test('knows a revision that no service uses, and the smallest size where none is named', () => {
    const { taskDefinition } = world().ecs.operations.DescribeTaskDefinition({ taskDefinition: 'shop:6' });
    expect(taskDefinition).toMatchObject({ revision: 6, cpu: '256', memory: '512' });
    expect(taskDefinition?.containerDefinitions?.[0]?.image).toBe('shop:old');
  });

  // SDK client-ecs DescribeTaskDefinition documentation: the family alone is its latest ACTIVE revision
  test('of a family means its latest active revision', () => {
    const { ecs } = world();
    const revision = () => ecs.operations.DescribeTaskDefinition({ taskDefinition: 'shop' }).taskDefinition?.revision;
    expect(revision()).toBe(7);
    ecs.deregisterTaskDefinition('shop:7');
    expect(revision()).toBe(6);
    ecs.deregisterTaskDefinition('shop:6');
    expect(revision).toThrow('Unable to describe task definition.');
  });

  // SDK client-ecs DescribeTaskDefinition documentation (include)
  test('answers tags only where it is asked for them', () => {
    const { DescribeTaskDefinition } = world({ details }).ecs.operations;
    expect(DescribeTaskDefinition({ taskDefinition: 'shop:7' }).tags).toEqual([]);
    expect(DescribeTaskDefinition({ taskDefinition: 'shop:7', include: ['TAGS'] }).tags).toEqual(details.tags);
  });

  // https://github.com/getmoto/moto/pull/5910
  test.each(['shop:99', 'shed'])('%s, which is not registered, is a ClientException', (taskDefinition) => {
    expect(() => world().ecs.operations.DescribeTaskDefinition({ taskDefinition })).toThrow(
      expect.objectContaining({ code: 'ClientException', message: 'Unable to describe task definition.' }),
    );
  });
});

describe('RegisterTaskDefinition', () => {
  test('makes a copy with another image the next revision, which a service can be moved to', async () => {
    const here = world({
      details,
      past: [{ taskDefinition: 'shop:5', image: 'shop:latest', at: NOW - 3 * 1440 * MINUTE }],
    });
    const copy = registrable(here, 'shop:5');
    const [container] = copy.containerDefinitions ?? [];
    const image = 'shop@sha256:friday';
    const answer = here.ecs.operations.RegisterTaskDefinition(
      { ...copy, containerDefinitions: [{ ...container, image }] },
      BY,
    );
    // The next after 7, the highest there is: SDK client-ecs RegisterTaskDefinition documentation (TaskDefinition.revision)
    expect(answer.taskDefinition).toMatchObject({
      taskDefinitionArn: `${ARN}:task-definition/shop:8`,
      status: 'ACTIVE',
      registeredAt: new Date(NOW),
      registeredBy: BY.principal,
    });
    expect(answer.tags).toEqual(details.tags);
    expect(registrable(here, 'shop:8')).toEqual({ ...copy, containerDefinitions: [{ ...container, image }] });
    here.update({ taskDefinition: 'shop:8' });
    expect(await here.clock.run(here.rolledOut, NOW + 10 * MINUTE)).toBe(true);
    expect(here.running().map((task) => [task.image, task.imageDigest])).toEqual([
      [image, 'sha256:friday'],
      [image, 'sha256:friday'],
    ]);
  });

  test('takes a number only once, whatever was deregistered', () => {
    const here = world();
    here.ecs.deregisterTaskDefinition('shop:7');
    const { taskDefinition } = here.ecs.operations.RegisterTaskDefinition(registrable(here, 'shop:7'), BY);
    expect(taskDefinition?.revision).toBe(8);
  });

  test('begins a new family with 1, and keeps nothing that its caller changes afterwards', () => {
    const here = world({ details });
    const input = { ...registrable(here, 'shop:7'), family: 'shed' };
    expect(here.ecs.operations.RegisterTaskDefinition(input, BY).taskDefinition?.revision).toBe(1);
    const [container] = input.containerDefinitions ?? [];
    if (container) container.image = 'other';
    expect(registrable(here, 'shed:1').containerDefinitions?.[0]?.image).toBe('shop:latest');
  });

  type Change = Partial<RegisterTaskDefinitionRequest>;
  const container = { name: 'shop', image: `${IN_ECR}:latest` };
  test.each<[Change, string]>([
    // https://github.com/awsdocs/aws-cloudformation-user-guide/pull/454
    [{ containerDefinitions: [] }, 'Container list cannot be empty.'],
    // https://github.com/awsdocs/aws-cloudformation-user-guide/pull/612
    [{ containerDefinitions: [{ image: 'shop:latest' }] }, 'Container.name should not be null or empty.'],
    // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html
    [{ cpu: '256', memory: '8192' }, 'No Fargate configuration exists for given values.'],
    [{ cpu: undefined }, "Fargate requires that 'cpu' be defined at the task level."],
    [{ memory: undefined }, "Fargate requires that 'memory' be defined at the task level."],
    [{ networkMode: 'bridge' }, "Fargate only supports network mode 'awsvpc'."],
    // https://github.com/fabfuel/ecs-deploy/issues/231
    [{ taskRoleArn: '' }, 'Role is not valid'],
    // https://github.com/hashicorp/terraform-provider-aws/issues/3051
    [
      { executionRoleArn: undefined, containerDefinitions: [container] },
      'Fargate requires task definition to have execution role ARN to support ECR images.',
    ],
    // https://github.com/virtual-kubelet/virtual-kubelet/issues/193
    [
      {
        executionRoleArn: undefined,
        containerDefinitions: [{ ...container, image: 'shop:latest', logConfiguration: { logDriver: 'awslogs' } }],
      },
      'Fargate requires task definition to have execution role ARN to support log driver awslogs.',
    ],
  ])('%j is refused: %s', (change, message) => {
    const here = world({ details });
    const input = { ...registrable(here, 'shop:7'), ...change };
    expect(() => here.ecs.operations.RegisterTaskDefinition(input, BY)).toThrow(
      expect.objectContaining({ code: 'ClientException', message }),
    );
  });

  test.each<[object, string]>([
    [{ revision: 7, status: 'ACTIVE' }, 'RegisterTaskDefinition revision, status'],
    [{ registeredAt: new Date(), compatibilities: [] }, 'registeredAt, compatibilities'],
    [{ ephemeralStorage: { sizeInGiB: 30 } }, 'ephemeralStorage'],
    [{ volumes: [{ name: 'data' }] }, 'volumes with entries'],
    [{ requiresCompatibilities: ['EC2'] }, 'requiresCompatibilities ["EC2"]'],
    [{ containerDefinitions: [container, container] }, 'with 2 containers'],
    [{ containerDefinitions: [{ ...container, healthCheck: { command: ['true'] } }] }, 'healthCheck'],
    [{ containerDefinitions: [{ ...container, essential: false }] }, 'essential false'],
    [{ containerDefinitions: [{ ...container, mountPoints: [{}] }] }, 'mountPoints with entries'],
  ])('%j is refused by name, being no part of the rehearsal', (more, name) => {
    const here = world();
    const input = { ...registrable(here, 'shop:7'), ...more };
    expect(() => here.ecs.operations.RegisterTaskDefinition(input, BY)).toThrow(name);
  });
});

describe('a revision that was deregistered', () => {
  const inactive = () => {
    const here = world();
    here.ecs.deregisterTaskDefinition('shop:6');
    return here;
  };

  test('is described as INACTIVE', () => {
    const { taskDefinition } = inactive().ecs.operations.DescribeTaskDefinition({ taskDefinition: 'shop:6' });
    expect(taskDefinition).toMatchObject({ status: 'INACTIVE', deregisteredAt: new Date(NOW) });
  });

  // https://github.com/aws/aws-cdk/issues/33195
  test('is nothing a service can be updated to', () => {
    expect(() => inactive().update({ taskDefinition: 'shop:6' })).toThrow(
      expect.objectContaining({ code: 'ClientException', message: 'TaskDefinition is inactive' }),
    );
  });

  // SDK client-ecs DeregisterTaskDefinition documentation: services that reference it can still scale
  test('leaves the service that uses it to run and to scale', async () => {
    const { clock, ecs, running, update } = world();
    ecs.deregisterTaskDefinition('shop:7');
    update({ desiredCount: 3 });
    expect(await clock.run(() => running().length === 3, NOW + 5 * MINUTE)).toBe(true);
  });

  test('cannot be deregistered again', () => {
    expect(() => inactive().ecs.deregisterTaskDefinition('shop:6')).toThrow("no active task definition 'shop:6'");
  });
});
