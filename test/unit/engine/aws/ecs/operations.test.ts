import { Ecs } from '../../../../../rehearsal/engine/aws/ecs';
import { MINUTE, NOW, SHOP, world } from './world';

const ARN = 'arn:aws:ecs:ap-south-1:123456789012';
const code = (code: string) => expect.objectContaining({ code });

describe('DescribeServices', () => {
  test('finds a service by name and by ARN, in a cluster by name and by ARN', () => {
    const { ecs } = world();
    for (const cluster of ['web', `${ARN}:cluster/web`]) {
      for (const service of ['shop', `${ARN}:service/web/shop`]) {
        expect(ecs.operations.DescribeServices({ cluster, services: [service] })).toMatchObject({
          services: [{ serviceName: 'shop', clusterArn: `${ARN}:cluster/web`, createdAt: new Date(SHOP.createdAt) }],
          failures: [],
        });
      }
    }
  });

  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html
  test('reports an unknown service as MISSING beside the known one', () => {
    const answer = world().ecs.operations.DescribeServices({ cluster: 'web', services: ['shop', 'shed'] });
    expect(answer.services).toHaveLength(1);
    expect(answer.failures).toEqual([{ arn: `${ARN}:service/web/shed`, reason: 'MISSING' }]);
  });

  test('does not find the service of another cluster', () => {
    const { ecs } = world();
    ecs.addCluster('default');
    expect(ecs.operations.DescribeServices({ services: ['shop'] }).failures).toHaveLength(1);
  });

  test.each([{ cluster: 'wed', services: ['shop'] }, { services: ['shop'] }])('knows no cluster in %j', (input) => {
    expect(() => world().ecs.operations.DescribeServices(input)).toThrow(code('ClusterNotFoundException'));
  });

  test('takes one to ten services', () => {
    const { DescribeServices } = world().ecs.operations;
    expect(() => DescribeServices({ cluster: 'web', services: Array(11).fill('shop') })).toThrow(
      code('InvalidParameterException'),
    );
    expect(() => DescribeServices({ cluster: 'web', services: [] })).toThrow(code('InvalidParameterException'));
  });

  test('keeps the hundred latest events', async () => {
    const { clock, ecs, crash, messages } = world();
    ecs.listen({ running: (task) => void clock.setTimeout(() => crash(task), 1_000) });
    for (const task of ecs.tasks('shop')) crash(task);
    await clock.run(() => false, NOW + 120 * MINUTE);
    expect(messages()).toHaveLength(100);
  });
});

describe('UpdateService', () => {
  test('knows neither the service nor the cluster nor the task definition', () => {
    const { UpdateService } = world().ecs.operations;
    expect(() => UpdateService({ cluster: 'web', service: 'shed' })).toThrow(code('ServiceNotFoundException'));
    expect(() => UpdateService({ cluster: 'wed', service: 'shop' })).toThrow(code('ClusterNotFoundException'));
    expect(() => UpdateService({ cluster: 'web', service: 'shop', taskDefinition: 'shop:99' })).toThrow(
      code('ClientException'),
    );
    expect(() => UpdateService({ cluster: 'web', service: 'shop', desiredCount: -1 })).toThrow(
      code('InvalidParameterException'),
    );
  });

  test('refuses a service that was deleted, while it drains and after', async () => {
    const { clock, ecs, describe, update } = world();
    ecs.deleteService('shop');
    expect(describe().status).toBe('DRAINING');
    expect(() => update({ desiredCount: 1 })).toThrow(code('ServiceNotActiveException'));
    await clock.run(() => false, NOW + 5 * MINUTE);
    expect(describe()).toMatchObject({ status: 'INACTIVE', runningCount: 0 });
    expect(() => update({ desiredCount: 1 })).toThrow(code('ServiceNotActiveException'));
  });

  test('changes nothing when nothing is new', async () => {
    const { clock, deployments, update } = world();
    const before = deployments();
    update({ taskDefinition: `${ARN}:task-definition/shop:7`, desiredCount: 2, forceNewDeployment: false });
    await clock.run(() => false, NOW + 5 * MINUTE);
    expect(deployments()).toEqual(before);
  });

  test('refuses by name what is not rehearsed', () => {
    const { UpdateService } = world().ecs.operations;
    expect(() =>
      UpdateService({ cluster: 'web', service: 'shop', healthCheckGracePeriodSeconds: 5, platformVersion: '1.4.0' }),
    ).toThrow(
      'does not play ecs UpdateService healthCheckGracePeriodSeconds, platformVersion. ' +
        'It plays: cluster, service, desiredCount, taskDefinition, forceNewDeployment.',
    );
  });
});

describe('ListTasks and DescribeTasks', () => {
  // SDK client-ecs ListTasks documentation: the filter is the desired status, not the last one
  test('a task that still drains is listed under STOPPED though its container works', async () => {
    const { clock, ecs, update } = world();
    update({ desiredCount: 0 });
    await clock.run(() => ecs.tasks('shop')[0]?.lastStatus === 'STOPPING', NOW + MINUTE);
    const list = (desiredStatus: 'RUNNING' | 'STOPPED') =>
      ecs.operations.ListTasks({ cluster: 'web', serviceName: 'shop', desiredStatus }).taskArns ?? [];
    expect(list('RUNNING')).toEqual([]);
    expect(list('STOPPED')).toHaveLength(2);
    const [task] = ecs.operations.DescribeTasks({ cluster: 'web', tasks: list('STOPPED') }).tasks ?? [];
    expect(task).toMatchObject({
      desiredStatus: 'STOPPED',
      lastStatus: 'STOPPING',
      stoppingAt: new Date(NOW + 5_000),
      containers: [{ lastStatus: 'RUNNING' }],
    });
  });

  test('a dead task says how it ended', () => {
    const { ecs, running, crash } = world();
    const [victim] = running();
    crash(victim, 137, 'OutOfMemoryError: Container killed due to memory usage');
    const [arn] =
      ecs.operations.ListTasks({ cluster: 'web', serviceName: 'shop', desiredStatus: 'STOPPED' }).taskArns ?? [];
    expect(arn).toBe(victim?.arn);
    const { tasks } = ecs.operations.DescribeTasks({ cluster: 'web', tasks: [arn ?? ''] });
    expect(tasks).toMatchObject([
      {
        taskDefinitionArn: `${ARN}:task-definition/shop:7`,
        stopCode: 'EssentialContainerExited',
        stoppedReason: 'Essential container in task exited',
        stoppedAt: new Date(NOW),
        containers: [
          {
            exitCode: 137,
            reason: 'OutOfMemoryError: Container killed due to memory usage',
            image: 'shop:latest',
            imageDigest: 'sha256:monday',
            lastStatus: 'STOPPED',
          },
        ],
      },
    ]);
  });

  test('a task is found by id, and MISSING once an hour has passed since it stopped', async () => {
    const { clock, ecs, running, crash } = world();
    const [victim] = running();
    crash(victim);
    const ask = () => ecs.operations.DescribeTasks({ cluster: 'web', tasks: [victim?.id ?? ''] });
    expect(ask().tasks).toHaveLength(1);
    await clock.run(() => false, NOW + 61 * MINUTE);
    expect(ask()).toEqual({ tasks: [], failures: [{ arn: victim?.arn, reason: 'MISSING' }] });
  });

  // SDK client-ecs ListTasks documentation (maxResults): up to 100 results and a nextToken
  test('more than a hundred dead tasks come in pages', async () => {
    const { clock, ecs, crash } = world({ desiredCount: 5 });
    ecs.listen({ running: (task) => void clock.setTimeout(() => crash(task), 1_000) });
    for (const task of ecs.tasks('shop')) crash(task);
    await clock.run(() => false, NOW + 30 * MINUTE);
    const dead = ecs.tasks('shop').filter((task) => task.lastStatus === 'STOPPED');
    const ask = { cluster: 'web', serviceName: 'shop', desiredStatus: 'STOPPED' as const };
    const first = ecs.operations.ListTasks(ask);
    expect(first.taskArns).toHaveLength(100);
    const second = ecs.operations.ListTasks({ ...ask, nextToken: first.nextToken });
    expect([...(first.taskArns ?? []), ...(second.taskArns ?? [])]).toEqual(dead.slice(0, 200).map(({ arn }) => arn));
    expect(() => ecs.operations.ListTasks({ ...ask, nextToken: 'x' })).toThrow(code('InvalidParameterException'));
  });

  test('refuses by name what is not rehearsed', () => {
    const { ListTasks, DescribeTasks } = world().ecs.operations;
    expect(() => ListTasks({ cluster: 'web', serviceName: 'shop', family: 'shop' })).toThrow(
      /does not play ecs ListTasks family/,
    );
    expect(() => ListTasks({ cluster: 'web' })).toThrow(/without serviceName/);
    expect(() => ListTasks({ cluster: 'web', serviceName: 'shop', desiredStatus: 'PENDING' })).toThrow(/'PENDING'/);
    expect(() => DescribeTasks({ cluster: 'web', tasks: ['x'], include: ['TAGS'] })).toThrow(
      /does not play ecs DescribeTasks include/,
    );
  });
});

// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeClusters.html
describe('DescribeClusters', () => {
  test('finds a cluster by name and by ARN, and reports an unknown one as MISSING', () => {
    const { DescribeClusters } = world().ecs.operations;
    const { clusters = [], failures } = DescribeClusters({ clusters: ['web', `${ARN}:cluster/web`, 'wed'] });
    expect(clusters.map(({ clusterName, status }) => [clusterName, status])).toEqual([
      ['web', 'ACTIVE'],
      ['web', 'ACTIVE'],
    ]);
    expect(clusters[0]).toMatchObject({
      activeServicesCount: 1,
      runningTasksCount: 2,
      clusterArn: `${ARN}:cluster/web`,
    });
    expect(failures).toEqual([{ arn: `${ARN}:cluster/wed`, reason: 'MISSING' }]);
    expect(DescribeClusters({}).failures).toEqual([{ arn: `${ARN}:cluster/default`, reason: 'MISSING' }]);
  });

  test('says whether Container Insights is on only when it is asked to; it is off unless it was turned on', () => {
    const { ecs } = world();
    const settings = (include: 'SETTINGS'[]) =>
      ecs.operations.DescribeClusters({ clusters: ['web'], include }).clusters?.[0]?.settings;
    expect(settings([])).toBeUndefined();
    expect(settings(['SETTINGS'])).toEqual([{ name: 'containerInsights', value: 'disabled' }]);
    ecs.addCluster('web', 'enhanced');
    expect(settings(['SETTINGS'])).toEqual([{ name: 'containerInsights', value: 'enhanced' }]);
  });

  test('refuses by name what it does not answer', () => {
    const { DescribeClusters } = world().ecs.operations;
    expect(() => DescribeClusters({ clusters: ['web'], include: ['TAGS'] })).toThrow('include TAGS');
    expect(() => DescribeClusters({ clusters: [] })).toThrow(code('InvalidParameterException'));
  });
});

describe('a service the rehearsal cannot play', () => {
  test.each([
    [{ circuitBreaker: { enable: true, rollback: true } }, /circuitBreaker.enable is not rehearsed/],
    [{ cluster: 'wed' }, /there is no cluster 'wed'/],
    [{ image: 'shop:nowhere' }, /no image 'shop:nowhere'/],
    [{ taskDefinition: 'shop' }, /give family:revision/],
    [{ createdAt: NOW + 1 }, /createdAt lies in the future/],
    [{ past: [{ taskDefinition: 'shop:5', image: 'shop:latest', at: NOW }] }, /past is not in the order of time/],
  ])('%j', (spec, why) => {
    expect(() => world(spec)).toThrow(why);
  });

  test('a name may be used once', () => {
    const { ecs } = world();
    expect(() => ecs.addService(SHOP)).toThrow(/a service of this name already/);
    expect(() => ecs.tasks('shed')).toThrow("no service 'shed'; there are: shop");
    expect(ecs).toBeInstanceOf(Ecs);
  });
});
