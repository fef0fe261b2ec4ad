import type { Role } from '../../../rehearsal/platform';
import type { Flaw } from '../../../rehearsal/platform/services/releases';
import { system } from './system';

const [ARN, REGISTRY] = ['arn:aws:ecs:ap-south-1:123456789012', '123456789012.dkr.ecr.ap-south-1.amazonaws.com'];

/** A started platform, and somebody who deploys images by their digest. */
function deployer(role: Role = 'trading') {
  const seen = system();
  const { ecs, platform } = seen;
  const name = `algo-${role}`;
  const where = { cluster: 'algo', service: name };
  const history = () =>
    (ecs.operations.ListServiceDeployments(where).serviceDeployments ?? []).map((one) => {
      const serviceRevisionArns = [one.targetServiceRevisionArn ?? ''];
      const [revision] = ecs.operations.DescribeServiceRevisions({ serviceRevisionArns }).serviceRevisions ?? [];
      const [{ imageDigest, image } = {}] = revision?.containerImages ?? [];
      return { status: one.status, taskDefinition: revision?.taskDefinition?.split('/')[1], imageDigest, image };
    });
  /** What a deployment of a digest does: a copy of the present definition, with the image pinned. */
  const deploy = (digest: string) => {
    const { taskDefinition: found } = ecs.operations.DescribeTaskDefinition({ taskDefinition: name });
    const [container] = found?.containerDefinitions ?? [];
    const { family, taskRoleArn, executionRoleArn, networkMode, requiresCompatibilities, cpu, memory } = found ?? {};
    const { taskDefinition } = ecs.operations.RegisterTaskDefinition(
      {
        ...{ family, taskRoleArn, executionRoleArn, networkMode, requiresCompatibilities, cpu, memory },
        containerDefinitions: [{ ...container, image: `${REGISTRY}/${name}@${digest}` }],
      },
      { principal: 'arn:aws:iam::123456789012:role/deployer' },
    );
    ecs.operations.UpdateService({ ...where, taskDefinition: taskDefinition?.taskDefinitionArn });
  };
  const [before, present] = platform.delivery.images(role).map(({ digest }) => digest) as [string, string];
  return { ...seen, before, present, deploy, history, where };
}

describe('at the start', () => {
  it.each<Role>(['trading', 'dashboard', 'data-service'])('%s has had two deployments, of two images', (role) => {
    const { before, present, history, platform } = deployer(role);
    const name = `algo-${role}`;
    const image = `${REGISTRY}/${name}:latest`;
    expect(history()).toEqual([
      { status: 'SUCCESSFUL', taskDefinition: `${name}:12`, imageDigest: present, image },
      { status: 'SUCCESSFUL', taskDefinition: `${name}:11`, imageDigest: before, image },
    ]);
    expect(present).not.toBe(before);
    expect(platform.delivery.images(role).map(({ tags }) => tags)).toEqual([[], ['latest']]);
  });

  it('a task definition says what the service has, and can be read by an operator', () => {
    const { ecs } = deployer();
    const { taskDefinition, tags } = ecs.operations.DescribeTaskDefinition({
      taskDefinition: 'algo-trading',
      include: ['TAGS'],
    });
    expect(taskDefinition).toMatchObject({
      taskDefinitionArn: `${ARN}:task-definition/algo-trading:12`,
      taskRoleArn: 'arn:aws:iam::123456789012:role/algo-trading-task',
      executionRoleArn: 'arn:aws:iam::123456789012:role/algo-trading-execution',
      containerDefinitions: [
        {
          logConfiguration: {
            logDriver: 'awslogs',
            options: { 'awslogs-group': '/algo', 'awslogs-stream-prefix': 'trading' },
          },
        },
      ],
    });
    expect(tags).toEqual([{ key: 'Service', value: 'trading' }]);
  });
});

it('the tag in an earlier revision stands for the present image: only the digest brings the earlier one back', () => {
  const { before, present, deploy, ecs, pass, where } = deployer();
  const running = () =>
    new Set(ecs.tasks('algo-trading').flatMap((task) => (task.lastStatus === 'RUNNING' ? [task.imageDigest] : [])));
  ecs.operations.UpdateService({ ...where, taskDefinition: 'algo-trading:11' });
  pass(300);
  expect([...running()]).toEqual([present]);
  deploy(before);
  pass(300);
  expect([...running()]).toEqual([before]);
});

describe('an image that is flawed', () => {
  it.each<Flaw>(['hangs', 'refuses'])('and %s serves no order once it has replaced the sound one', (flaw) => {
    const { platform, deploy, history, pass, present } = deployer();
    deploy(platform.delivery.pushImage('trading', { flaw }));
    pass(300);
    expect(history()[0]?.status).toBe('SUCCESSFUL');
    expect(platform.serves('trading')).toBe(false);
    deploy(present);
    pass(300);
    expect(platform.serves('trading')).toBe(true);
  });

  it('and exits never replaces the sound one', () => {
    const { platform, deploy, history, pass } = deployer();
    deploy(platform.delivery.pushImage('trading', { flaw: 'exits' }));
    pass(1800);
    expect(history()[0]?.status).toBe('IN_PROGRESS');
    expect(platform.serves('trading')).toBe(true);
  });

  it('as the tag stands for it strikes with the next forced deployment, and not before', () => {
    const { platform, pass, present } = deployer();
    platform.delivery.pushImage('trading', { tag: 'latest', flaw: 'hangs' });
    pass(300);
    expect(platform.serves('trading')).toBe(true);
    platform.deploy('trading');
    pass(300);
    expect(platform.serves('trading')).toBe(false);
    platform.delivery.moveTag('trading', 'latest', present);
    platform.deploy('trading');
    pass(300);
    expect(platform.serves('trading')).toBe(true);
  });

  it('is taken for what it is by the load balancer, and the old task stays', () => {
    const { platform, deploy, pass, targets } = deployer('dashboard');
    deploy(platform.delivery.pushImage('dashboard', { flaw: 'refuses' }));
    pass(240);
    expect(targets().map(({ state }) => state)).toContain('healthy');
    expect(platform.serves('dashboard')).toBe(true);
  });
});

it('a sound image is deployed, and its deployment succeeds', () => {
  const { platform, deploy, history, pass } = deployer();
  const digest = platform.delivery.pushImage('trading', { tag: 'v2' });
  deploy(digest);
  pass(300);
  expect(history()[0]).toEqual({
    status: 'SUCCESSFUL',
    taskDefinition: 'algo-trading:13',
    imageDigest: digest,
    image: `${REGISTRY}/algo-trading@${digest}`,
  });
  expect(platform.serves('trading')).toBe(true);
});

it('what is deleted cannot be gone back to: the deployment does not complete, and what runs goes on', () => {
  const { before, platform, deploy, history, pass } = deployer();
  platform.delivery.deleteImage('trading', before);
  deploy(before);
  pass(1800);
  expect(history()[0]?.status).toBe('IN_PROGRESS');
  expect(platform.serves('trading')).toBe(true);
});

it('a revision that was deregistered, and a past that AWS no longer tells, are so for everybody', () => {
  const { platform, ecs, history, where } = deployer();
  platform.delivery.deregister('trading', 11);
  expect(() => ecs.operations.UpdateService({ ...where, taskDefinition: 'algo-trading:11' })).toThrow('inactive');
  expect(history()).toHaveLength(2);
  platform.delivery.forgetDeployments('trading');
  expect(history()).toHaveLength(1);
});
