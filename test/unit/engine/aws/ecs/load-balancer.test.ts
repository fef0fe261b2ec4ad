import type { EcsOptions, ServiceSpec, Task } from '../../../../../rehearsal/engine/aws/ecs';
import { plan } from '../../../../../rehearsal/engine/aws/ecs/rollout';
import { Elbv2 } from '../../../../../rehearsal/engine/aws/elbv2';
import { VirtualClock } from '../../../../../rehearsal/engine/clock';
import { MINUTE, NOW, SHOP, world } from './world';

const ELB = 'arn:aws:elasticloadbalancing:ap-south-1:123456789012';
const BALANCER = `${ELB}:loadbalancer/app/web/50dc6c495c0c9188`;
const GROUP = `${ELB}:targetgroup/shop/73e2d6bc24d8a067`;
const loadBalancer = { targetGroupArn: GROUP, containerPort: 8080, healthCheckGracePeriodSeconds: 60 };

/** The service `shop`, two tasks behind a load balancer; `sick` has the addresses that answer 503. */
function shop(spec: Partial<ServiceSpec> = {}, deregistrationDelayMs = 30_000) {
  const clock = new VirtualClock(NOW);
  const sick = new Set<string>();
  const changes: string[] = [];
  const elb = new Elbv2({
    clock,
    probe: (_group, { id }) => (sick.has(id) || sick.has('everybody') ? 503 : 200),
    onHealthChange: ({ target, state }) => void changes.push(`${target.id} ${state}`),
  });
  elb.addLoadBalancer({ arn: BALANCER, name: 'web', dnsName: 'web-1.ap-south-1.elb.amazonaws.com' });
  elb.addTargetGroup({
    arn: GROUP,
    name: 'shop',
    port: 8080,
    loadBalancerArn: BALANCER,
    health: {
      path: '/health',
      intervalMs: 10_000,
      timeoutMs: 5_000,
      healthyThreshold: 2,
      unhealthyThreshold: 3,
      matcher: '200',
    },
    deregistrationDelayMs,
  });
  const options: Partial<EcsOptions> = { clock, targets: elb };
  const made = world({ loadBalancer, ...spec }, options);
  const until = (done: () => boolean, minutes = 10) => clock.run(done, clock.now() + minutes * MINUTE);
  return { ...made, clock, elb, sick, changes, until };
}

const first = <T>(list: readonly T[]): T => {
  const [one] = list;
  if (one === undefined) throw new Error('there is none');
  return one;
};
const address = (task: Task): string => task.privateIp ?? 'no address';

describe('a service that stands behind a load balancer', () => {
  test('has every task registered by its own address, healthy and steady', async () => {
    const { elb, running, until, bus, messages } = shop();
    expect(elb.targets(GROUP).map(({ id, state }) => [id, state])).toEqual(
      running().map((task) => [address(task), 'healthy']),
    );
    expect(new Set(running().map(address)).size).toBe(2);
    const said = messages().length;
    await until(() => false, 60);
    expect([bus, messages().length]).toEqual([[], said]);
  });

  // Shape: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html
  test('is described with its target group and its grace period', () => {
    expect(shop().describe()).toMatchObject({
      loadBalancers: [{ targetGroupArn: GROUP, containerName: 'shop', containerPort: 8080 }],
      healthCheckGracePeriodSeconds: 60,
    });
    expect(world().describe()).not.toHaveProperty('healthCheckGracePeriodSeconds');
  });

  // https://github.com/hashicorp/terraform/issues/2888
  test('cannot be moved to a definition without the container that is sent to', () => {
    const { ecs, update } = shop();
    ecs.addTaskDefinition('other:1', 'shop:latest');
    expect(() => update({ taskDefinition: 'other:1' })).toThrow(
      expect.objectContaining({
        code: 'InvalidParameterException',
        message: 'The container shop does not exist in the task definition.',
      }),
    );
  });

  test('needs a load balancer to stand behind', () => {
    expect(() => world({ loadBalancer })).toThrow('loadBalancer needs the targets of EcsOptions');
    const targetGroupArn = `${GROUP}x`;
    expect(() => shop({ loadBalancer: { ...loadBalancer, targetGroupArn } })).toThrow('There is no target group');
  });
});

describe('a roll-out', () => {
  test('stops the old tasks only when the targets of the new ones are healthy', async () => {
    const { ecs, elb, update, rolledOut, until } = shop();
    let fewest = 2;
    ecs.listen({
      stopping: () => {
        fewest = Math.min(fewest, elb.targets(GROUP).filter(({ state }) => state === 'healthy').length);
      },
    });
    update({ forceNewDeployment: true });
    expect(await until(rolledOut)).toBe(true);
    expect(fewest).toBe(2);
  });

  test('never takes an old task away while the new ones answer 503', async () => {
    const { ecs, sick, running, update, until, messages, deployments } = shop();
    const old = running().map(({ id }) => id);
    ecs.listen({ running: (task) => sick.add(address(task)) });
    update({ forceNewDeployment: true });
    await until(() => false, 20);
    expect(running().map(({ id }) => id)).toEqual(expect.arrayContaining(old));
    expect(deployments()[0]?.rolloutState).toBe('IN_PROGRESS');
    expect(messages().filter((message) => message.includes('is unhealthy in')).length).toBeGreaterThan(3);
  });

  // "waits for the load balancer to report that the keep alive connection is closed (the target is in an UNUSED state)":
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/load-balancer-connection-draining.html
  test('lets the target of an old task drain before the container gets its SIGTERM', async () => {
    const { clock, ecs, update, until } = shop({ desiredCount: 1 }, 300_000);
    const [old] = ecs.tasks('shop');
    let sigterm = 0;
    ecs.listen({ stopping: () => (sigterm = clock.now()) });
    update({ forceNewDeployment: true });
    expect(await until(() => old?.lastStatus === 'DEACTIVATING')).toBe(true);
    const began = clock.now();
    expect(old?.target?.state).toBe('draining');
    expect(await until(() => old?.lastStatus === 'STOPPED')).toBe(true);
    expect(sigterm - began).toBe(300_000);
    expect(clock.now() - sigterm).toBe(30_000);
  });
});

describe('a task whose target is unhealthy', () => {
  /** One of the two answers 503 from now on. */
  const oneSick = (spec: Partial<ServiceSpec> = {}) => {
    const made = shop(spec);
    const task = first(made.running());
    made.sick.add(address(task));
    return { ...made, task };
  };

  // "the service scheduler will first start a replacement task": https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
  test('is stopped when its replacement is healthy', async () => {
    const { task, running, until, alive } = oneSick();
    expect(await until(() => alive().length === 3)).toBe(true);
    expect(task.lastStatus).toBe('RUNNING');
    expect(await until(() => task.lastStatus === 'STOPPED')).toBe(true);
    expect(running().map(({ target }) => target?.state)).toEqual(['healthy', 'healthy']);
  });

  // Fargate: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-unhealthy-event-messages.html
  // ARN and full stop as in https://github.com/aws/copilot-cli/issues/3772
  test('is named in a service event with the reason of the load balancer, and in its stopped reason', async () => {
    const { task, until, messages } = oneSick();
    await until(() => task.lastStatus === 'STOPPED');
    expect(messages()).toContain(
      `(service shop) (task ${task.id}) (port 8080) is unhealthy in (target-group ${GROUP}) ` +
        'due to (reason Health checks failed with these codes: [503]).',
    );
    expect(task).toMatchObject({
      stopCode: 'ServiceSchedulerInitiated',
      stoppedReason: `Task failed ELB health checks in (target-group ${GROUP})`,
    });
  });

  test('gives place first where maximumPercent leaves no room', async () => {
    const { ecs, task, running, until } = oneSick({ minimumHealthyPercent: 50, maximumPercent: 100 });
    let most = 0;
    ecs.listen({ running: () => (most = Math.max(most, ecs.tasks('shop').filter(isUp).length)) });
    expect(await until(() => task.lastStatus === 'DEACTIVATING')).toBe(true);
    expect(ecs.tasks('shop').filter(isUp)).toHaveLength(1);
    expect(await until(() => running().length === 2)).toBe(true);
    expect(most).toBe(2);
  });

  test('is left alone within its grace period', async () => {
    const grace = { ...loadBalancer, healthCheckGracePeriodSeconds: 600 };
    const { ecs, sick, alive, until, crash, running } = shop({ desiredCount: 1, loadBalancer: grace });
    sick.add('everybody');
    crash(first(running()));
    expect(await until(() => running().length === 1)).toBe(true);
    const started = first(running());
    await until(() => false, 9);
    expect([started.lastStatus, started.target?.state]).toEqual(['RUNNING', 'unhealthy']);
    expect(ecs.tasks('shop')).toHaveLength(2);
    expect(await until(() => alive().length === 2)).toBe(true);
  });

  test('goes on being replaced, one at a time, while nothing gets better', async () => {
    const { sick, until, messages, running } = shop({ desiredCount: 1 });
    sick.add('everybody');
    await until(() => false, 30);
    expect(running().length).toBeGreaterThanOrEqual(1);
    expect(messages().filter((message) => message.includes('is unhealthy in')).length).toBeGreaterThan(3);
    sick.clear();
    expect(await until(() => first(messages()).includes('has reached a steady state'))).toBe(true);
    expect(running()).toHaveLength(1);
  });

  test('and gets well again before it was replaced keeps its place', async () => {
    const { task, sick, until, running } = oneSick();
    await until(() => task.target?.state === 'unhealthy');
    sick.clear();
    await until(() => false, 10);
    expect(task.lastStatus).toBe('RUNNING');
    expect(running()).toHaveLength(2);
  });
});

describe('a task that ends', () => {
  test('by itself leaves its target group at once', async () => {
    const { crash, elb, running, until } = shop();
    const task = first(running());
    crash(task);
    expect(task.lastStatus).toBe('STOPPED');
    expect(elb.targets(GROUP)[0]).toMatchObject({ id: address(task), state: 'draining' });
    expect(await until(() => elb.targets(GROUP).filter(({ state }) => state === 'healthy').length === 2)).toBe(true);
  });

  test('by itself while its target drains is over there and then', async () => {
    const { ecs, until, update } = shop({ desiredCount: 1 });
    const [task] = ecs.tasks('shop');
    update({ desiredCount: 0 });
    expect(await until(() => task?.lastStatus === 'DEACTIVATING')).toBe(true);
    ecs.exitTask(task?.arn ?? '', { exitCode: 0 });
    expect(task).toMatchObject({ lastStatus: 'STOPPED', exitCode: 0, stopCode: 'ServiceSchedulerInitiated' });
    await until(() => false);
    expect(task?.lastStatus).toBe('STOPPED');
  });

  test('with its service leaves nothing registered and no timer', async () => {
    const { clock, ecs, elb, until } = shop();
    ecs.deleteService('shop');
    await until(() => false);
    expect(elb.targets(GROUP)).toEqual([]);
    expect(clock.fake.countTimers()).toBe(0);
  });
});

test('the same story has the same addresses and the same changes', async () => {
  const tell = async () => {
    const { changes, update, until } = shop();
    update({ forceNewDeployment: true });
    await until(() => false);
    return changes;
  };
  expect(await tell()).toEqual(await tell());
});

const isUp = ({ lastStatus }: Task) => ['PROVISIONING', 'PENDING', 'RUNNING'].includes(lastStatus);

describe('one look of the scheduler', () => {
  const task = (id: string, state?: 'initial' | 'healthy' | 'unhealthy'): Task => ({
    arn: id,
    id,
    service: SHOP.name,
    cluster: SHOP.cluster,
    deploymentId: 'ecs-svc/1',
    taskDefinition: SHOP.taskDefinition,
    image: SHOP.image,
    imageDigest: '',
    lastStatus: state ? 'RUNNING' : 'PENDING',
    healthStatus: 'UNKNOWN',
    createdAt: NOW,
    ...(state && { startedAt: NOW, target: { id, port: 1, targetGroupArn: GROUP, state, graceUntil: NOW } }),
  });
  const sick = (n: number) => Array.from({ length: n }, (_, i) => task(`sick${i}`, 'unhealthy'));
  const well = (n: number) => Array.from({ length: n }, (_, i) => task(`well${i}`, 'healthy'));
  const soon = (n: number) => Array.from({ length: n }, (_, i) => task(`soon${i}`, 'initial'));

  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
  test.each<[string, Task[], number, number, string[]]>([
    ['starts a replacement first', [...sick(1), ...well(1)], 200, 1, []],
    ['waits for the replacement', [...sick(1), ...well(1), ...soon(1)], 200, 0, []],
    ['waits for one that does not run yet', [...sick(1), ...well(1), task('pending')], 200, 0, []],
    ['stops the unhealthy task when the replacement is healthy', [...sick(1), ...well(2)], 200, 0, ['sick0']],
    ['stops one of two when the replacement is unhealthy too', [...sick(2), ...well(1)], 200, 1, ['sick0']],
    ['replaces all of them at once where there is room', sick(2), 200, 2, []],
    ['stops one where there is no room', sick(2), 100, 0, ['sick0']],
    ['stops no second one while the first is being replaced', [...sick(1), ...soon(1)], 100, 0, []],
  ])('%s', (_, primary, maximumPercent, start, stop) => {
    const seen = plan({ desiredCount: 2, minimumHealthyPercent: 50, maximumPercent, primary, replaced: [] }, NOW);
    expect({ start: seen.start, stop: seen.stop.map(({ id }) => id) }).toEqual({ start, stop });
  });
});
