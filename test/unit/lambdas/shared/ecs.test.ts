import { DescribeServicesCommand, DescribeTasksCommand, type ECSClient, ListTasksCommand } from '@aws-sdk/client-ecs';
import { describeService, describeStops, runningDigests, stoppedTasks } from '../../../../lambdas/shared/ecs';
import { at, isoAfter, service, stoppedTask } from '../../../support/incidents';

const NAME = { cluster: 'algo-trading-prod-cluster', service: 'algo-trading-prod-trading' };

/** An ECS with these tasks, all of this service. */
const ecs = (tasks: object[], services: object[] = [service()]) => {
  const asked: unknown[] = [];
  const send = async (command: unknown) => {
    asked.push(command);
    if (command instanceof ListTasksCommand) return { taskArns: tasks.map((_, n) => `arn:task/${n}`) };
    if (command instanceof DescribeTasksCommand) return { tasks };
    if (command instanceof DescribeServicesCommand) return { services };
    throw new Error('not asked for here');
  };
  return { asked, client: { send } as unknown as ECSClient };
};

test('a service that does not exist is seen as missing, not as an error', async () => {
  await expect(describeService(ecs([], []).client, NAME)).resolves.toBeUndefined();
});

test('stopped tasks come latest first, with why they ended and whose they were', async () => {
  const { client, asked } = ecs([
    { taskArn: 'arn:aws:ecs:ap-south-1:1:task/cluster/older', stoppedAt: new Date(at(10)) },
    {
      taskArn: 'arn:aws:ecs:ap-south-1:1:task/cluster/latest',
      stoppedAt: new Date(at(30)),
      startedBy: 'ecs-svc/1111',
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [{ name: 'sidecar' }, { name: 'trading', exitCode: 0 }],
    },
  ]);
  await expect(stoppedTasks(client, NAME)).resolves.toEqual([
    stoppedTask({ task: 'latest', exitCode: 0 }),
    { task: 'older', stoppedAt: isoAfter(10), deployment: '?', stopCode: '?', reason: '?', exitCode: null },
  ]);
  expect((asked[0] as ListTasksCommand).input).toMatchObject({ desiredStatus: 'STOPPED' });
});

test('without tasks nothing is asked about them', async () => {
  const { client, asked } = ecs([]);
  await expect(stoppedTasks(client, NAME)).resolves.toEqual([]);
  await expect(runningDigests(client, NAME)).resolves.toEqual([]);
  expect(asked.filter((command) => command instanceof DescribeTasksCommand)).toEqual([]);
});

test('the images that run are told by their digests, each once; one that is not known yet is none', async () => {
  const running = (imageDigest: string) => ({ containers: [{ imageDigest }] });
  const { client, asked } = ecs([running('sha256:b'), running('sha256:a'), running('sha256:b'), { containers: [{}] }]);
  await expect(runningDigests(client, NAME)).resolves.toEqual(['sha256:a', 'sha256:b']);
  expect((asked[0] as ListTasksCommand).input).toMatchObject({ desiredStatus: 'RUNNING' });
});

test('stops are told by their number and the latest of them', () => {
  expect(describeStops([])).toBe('');
  expect(describeStops([stoppedTask({ exitCode: null })])).toBe(
    '1 task ended by itself, the latest at 10:02:47 IST: Essential container in task exited',
  );
});
