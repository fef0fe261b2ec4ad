import {
  DescribeTaskDefinitionCommand,
  type ECSClient,
  RegisterTaskDefinitionCommand,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import {
  describeDefinition,
  differences,
  ensureDefinition,
  withImage,
} from '../../../../lambdas/shared/release/definition';
import { REPOSITORY, SERVICE } from './world';

const described = (revision: number, image: string): TaskDefinition => ({
  taskDefinitionArn: `arn:aws:ecs:ap-south-1:123456789012:task-definition/${SERVICE}:${revision}`,
  family: SERVICE,
  revision,
  status: 'ACTIVE',
  requiresAttributes: [{ name: 'ecs.capability.task-eni' }],
  compatibilities: ['EC2', 'FARGATE'],
  registeredAt: new Date(0),
  registeredBy: 'arn:aws:iam::123456789012:user/ci',
  cpu: '256',
  memory: '512',
  networkMode: 'awsvpc',
  executionRoleArn: 'arn:aws:iam::123456789012:role/execution',
  containerDefinitions: [
    { name: 'app', image, environment: [{ name: 'LOG_LEVEL', value: 'INFO' }] },
    { name: 'sidecar', image: 'collector:1' },
  ],
});

/** ECS with one family, whose latest revision is given; registering adds one. */
function ecsWith(latest: TaskDefinition) {
  const registered: object[] = [];
  const send = async (command: object): Promise<object> => {
    if (command instanceof DescribeTaskDefinitionCommand) {
      return {
        taskDefinition: latest,
        tags: [
          { key: 'Service', value: 'trading' },
          { key: 'aws:x', value: 'y' },
        ],
      };
    }
    if (!(command instanceof RegisterTaskDefinitionCommand)) throw new Error('not asked here');
    registered.push(command.input);
    return { taskDefinition: { taskDefinitionArn: `arn:task-definition/${SERVICE}:13` } };
  };
  return { ecs: { send } as unknown as ECSClient, registered };
}

const wait = async (): Promise<void> => undefined;

test('a copy carries everything over but the image, and nothing that AWS has added', async () => {
  const { ecs } = ecsWith(described(12, `${REPOSITORY}:latest`));
  const definition = await describeDefinition(ecs, `${SERVICE}:12`);
  const copy = withImage(
    definition?.content ?? { family: '?', containerDefinitions: [] },
    'app',
    `${REPOSITORY}@sha256:1`,
  );
  expect(copy).toEqual({
    family: SERVICE,
    cpu: '256',
    memory: '512',
    networkMode: 'awsvpc',
    executionRoleArn: 'arn:aws:iam::123456789012:role/execution',
    // Tags that AWS gives itself cannot be given by others.
    tags: [{ key: 'Service', value: 'trading' }],
    containerDefinitions: [
      { name: 'app', image: `${REPOSITORY}@sha256:1`, environment: [{ name: 'LOG_LEVEL', value: 'INFO' }] },
      { name: 'sidecar', image: 'collector:1' },
    ],
  });
  expect(differences(definition?.content ?? copy, copy)).toEqual([
    `container app: image: ${REPOSITORY}:latest -> ${REPOSITORY}@sha256:1`,
  ]);
  expect(differences(copy, copy)).toEqual([]);
});

test('an identical revision is used again, and another content is registered', async () => {
  const { ecs, registered } = ecsWith(described(12, `${REPOSITORY}@sha256:1`));
  const { content } = (await describeDefinition(ecs, SERVICE)) ?? {
    content: { family: '?', containerDefinitions: [] },
  };
  expect(await ensureDefinition({ ecs, acting: ecs }, content, wait)).toBe(`${SERVICE}:12`);
  expect(registered).toEqual([]);
  const other = withImage(content, 'app', `${REPOSITORY}@sha256:2`);
  expect(await ensureDefinition({ ecs, acting: ecs }, other, wait)).toBe(`${SERVICE}:13`);
  expect(registered).toEqual([other]);
});
