import { Ecr } from '../../../../../rehearsal/engine/aws/ecr';
import {
  Ecs,
  type EcsEvent,
  type EcsOptions,
  type ServiceSpec,
  type Task,
} from '../../../../../rehearsal/engine/aws/ecs';
import { VirtualClock } from '../../../../../rehearsal/engine/clock';
import { seeded } from '../../../../../rehearsal/engine/random';

export const NOW = Date.UTC(2026, 10, 23, 4, 0, 0);
export const MINUTE = 60_000;
export const TIMING = {
  schedulerMs: 5_000,
  provisioningMs: 15_000,
  pullAndStartMs: 20_000,
  stopGraceMs: 30_000,
  steadyMs: 10_000,
};

export const SHOP: ServiceSpec = {
  cluster: 'web',
  name: 'shop',
  desiredCount: 2,
  taskDefinition: 'shop:7',
  image: 'shop:latest',
  minimumHealthyPercent: 100,
  maximumPercent: 200,
  circuitBreaker: { enable: false, rollback: false },
  createdAt: NOW - 24 * 60 * MINUTE,
};

/** A cluster `web` with the service `shop`, two tasks on `shop:latest`, steady since yesterday. */
export function world(spec: Partial<ServiceSpec> = {}, options: Partial<EcsOptions> = {}) {
  const clock = new VirtualClock(NOW);
  const account = { id: '123456789012', region: 'ap-south-1' };
  const registry = new Ecr({ clock, account });
  registry.addRepository('shop');
  registry.push('shop', { tag: 'old', digest: 'sha256:friday' });
  registry.push('shop', { tag: 'latest', digest: 'sha256:monday' });
  const bus: EcsEvent[] = [];
  const ecs = new Ecs({
    clock,
    account,
    random: seeded(7),
    timing: TIMING,
    resolveImage: (image) => registry.resolve(registry.uri(image)),
    onEvent: (event) => bus.push(event),
    ...options,
  });
  const heard: string[] = [];
  ecs.addCluster('web');
  ecs.addService({ ...SHOP, ...spec });
  ecs.addTaskDefinition('shop:6', 'shop:old');
  ecs.listen({
    running: (task) => heard.push(`running ${task.id}`),
    stopping: (task) => heard.push(`stopping ${task.id}`),
    stopped: (task) => heard.push(`stopped ${task.id}`),
  });

  const describe = () => {
    const [service] = ecs.operations.DescribeServices({ cluster: 'web', services: ['shop'] }).services ?? [];
    if (service === undefined) throw new Error('the shop is gone');
    return service;
  };
  const deployments = () => describe().deployments ?? [];
  const update = (input: Omit<Parameters<Ecs['operations']['UpdateService']>[0], 'cluster' | 'service'>) => {
    const { service } = ecs.operations.UpdateService({ cluster: 'web', service: 'shop', ...input });
    return service?.deployments?.[0]?.id ?? '';
  };
  const alive = () =>
    ecs.tasks('shop').filter((task) => ['PROVISIONING', 'PENDING', 'RUNNING'].includes(task.lastStatus));
  const running = () => ecs.tasks('shop').filter((task) => task.lastStatus === 'RUNNING');
  const messages = () => (describe().events ?? []).map((event) => event.message ?? '');
  const rolledOut = () => deployments().length === 1 && deployments()[0]?.rolloutState === 'COMPLETED';
  const crash = (task: Task | undefined, exitCode = 1, reason?: string) => {
    if (task === undefined) throw new Error('no task to crash');
    ecs.exitTask(task.arn, { exitCode, ...(reason === undefined ? {} : { reason }) });
  };
  return {
    clock,
    ecs,
    registry,
    bus,
    heard,
    describe,
    deployments,
    update,
    alive,
    running,
    messages,
    rolledOut,
    crash,
  };
}
