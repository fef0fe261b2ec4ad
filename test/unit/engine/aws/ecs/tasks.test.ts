import { pauseAfter } from '../../../../../rehearsal/engine/aws/ecs/throttle';
import { MINUTE, NOW, world } from './world';

const IMPAIRED = '(service shop) is unable to consistently start tasks successfully.';

describe('a task that dies', () => {
  test('is replaced, and its end can be read for an hour', async () => {
    const { clock, ecs, running, crash, bus, deployments } = world();
    const victim = running()[0];
    crash(victim, 137, 'OutOfMemoryError: Container killed due to memory usage');
    expect(victim).toMatchObject({
      lastStatus: 'STOPPED',
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      exitCode: 137,
      reason: 'OutOfMemoryError: Container killed due to memory usage',
      stoppedAt: NOW,
    });
    expect(running()).toHaveLength(1);
    expect(await clock.run(() => running().length === 2, NOW + 10 * MINUTE)).toBe(true);
    expect(clock.now() - NOW).toBe(5_000 + 15_000 + 20_000);
    await clock.run(() => false, NOW + 59 * MINUTE);
    expect(ecs.tasks('shop')).toContain(victim);
    await clock.run(() => false, NOW + 61 * MINUTE);
    expect(ecs.tasks('shop')).not.toContain(victim);
    expect(bus.map(({ detail }) => detail.eventName)).toEqual(['SERVICE_STEADY_STATE']);
    expect(deployments()).toMatchObject([{ rolloutState: 'COMPLETED' }]);
  });

  test('cannot die twice, nor before it runs', async () => {
    const { clock, ecs, alive, running, crash } = world();
    const victim = running()[0];
    crash(victim);
    expect(() => crash(victim)).toThrow(/is STOPPED; only a RUNNING or STOPPING task has a container/);
    await clock.run(() => alive().length === 2, NOW + MINUTE);
    expect(() => crash(alive().at(-1))).toThrow(/is PROVISIONING/);
    expect(() => ecs.exitTask('arn:nobody', { exitCode: 1 })).toThrow('exitTask: no task arn:nobody');
  });

  test('may leave early when it is told to stop, with its own exit code', async () => {
    const { clock, ecs, update } = world();
    ecs.listen({ stopping: (task) => ecs.exitTask(task.arn, { exitCode: 0 }) });
    update({ desiredCount: 1 });
    await clock.run(() => false, NOW + MINUTE);
    expect(ecs.tasks('shop').filter((task) => task.lastStatus === 'STOPPED')).toMatchObject([
      { exitCode: 0, stopCode: 'ServiceSchedulerInitiated', stoppedAt: NOW + 5_000 },
    ]);
  });
});

describe('a crash loop', () => {
  const crashLoop = () => {
    const here = world();
    here.ecs.listen({
      running: (task) => void here.clock.setTimeout(() => task.lastStatus === 'RUNNING' && here.crash(task), 2_000),
    });
    return here;
  };

  test('stays in progress for ever without the circuit breaker, the old tasks working on', async () => {
    const { clock, bus, deployments, update } = crashLoop();
    update({ forceNewDeployment: true });
    await clock.run(() => false, NOW + 120 * MINUTE);
    expect(deployments()).toMatchObject([
      { status: 'PRIMARY', rolloutState: 'IN_PROGRESS' },
      { status: 'ACTIVE', runningCount: 2 },
    ]);
    expect(bus.map(({ detail }) => detail.eventName)).toEqual(['SERVICE_DEPLOYMENT_IN_PROGRESS']);
  });

  // Tasks that stop after RUNNING do not start the throttle, and failedTasks stays 0 once one has run:
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
  // SDK client-ecs DescribeServices documentation (Deployment.failedTasks)
  test('of tasks that reach RUNNING is neither slowed down nor counted', async () => {
    const { clock, ecs, deployments, messages, update } = crashLoop();
    update({ forceNewDeployment: true });
    await clock.run(() => false, NOW + 30 * MINUTE);
    expect(deployments()[0]?.failedTasks).toBe(0);
    expect(messages()).not.toContain(IMPAIRED);
    expect(ecs.tasks('shop').filter((task) => task.exitCode === 1).length).toBeGreaterThan(60);
  });
});

describe('an image that is not there', () => {
  const missingImage = async (minutes: number) => {
    const here = world();
    here.registry.deleteImage('shop', 'sha256:monday');
    here.update({ forceNewDeployment: true });
    await here.clock.run(() => false, NOW + minutes * MINUTE);
    return here;
  };

  test('stops its tasks before they run, and the old ones stay', async () => {
    const { ecs, deployments, describe } = await missingImage(1);
    expect(ecs.tasks('shop').find((task) => task.lastStatus === 'STOPPED')).toMatchObject({
      stopCode: 'TaskFailedToStart',
      stoppedReason: expect.stringMatching(/^CannotPullContainerError: /),
      imageDigest: '',
    });
    expect(ecs.tasks('shop').find((task) => task.lastStatus === 'STOPPED')).not.toHaveProperty('startedAt');
    expect(describe().runningCount).toBe(2);
    expect(deployments()[0]).toMatchObject({ rolloutState: 'IN_PROGRESS', failedTasks: 2 });
  });

  test('slows the starts down, says so once in six hours, and warns the bus', async () => {
    const { ecs, bus, messages } = await missingImage(5 * 60);
    const starts = messages().filter((message) => message.includes('has started'));
    expect(starts.length).toBeLessThan(25);
    expect(ecs.tasks('shop').filter((task) => task.lastStatus === 'STOPPED').length).toBeLessThanOrEqual(6);
    expect(messages().filter((message) => message === IMPAIRED)).toHaveLength(1);
    expect(bus.map(({ detail }) => [detail.eventType, detail.eventName])).toEqual([
      ['INFO', 'SERVICE_DEPLOYMENT_IN_PROGRESS'],
      ['WARN', 'SERVICE_TASK_START_IMPAIRED'],
    ]);
  });

  test('is forgiven at the next start after it was pushed', async () => {
    const { clock, registry, rolledOut, running } = await missingImage(3);
    registry.push('shop', { tag: 'latest', digest: 'sha256:late' });
    expect(await clock.run(rolledOut, clock.now() + 40 * MINUTE)).toBe(true);
    expect(running().map((task) => task.imageDigest)).toEqual(['sha256:late', 'sha256:late']);
  });

  test('is forgotten at once when another revision is deployed', async () => {
    const { clock, rolledOut, update } = await missingImage(5 * 60);
    update({ taskDefinition: 'shop:6' });
    expect(await clock.run(rolledOut, clock.now() + 4 * MINUTE)).toBe(true);
  });

  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
  test('never makes the scheduler wait longer than 27 minutes', () => {
    const pauses = Array.from({ length: 40 }, (_, failed) => pauseAfter(failed, 2));
    expect(pauses[1]).toBe(0);
    expect([...pauses].sort((a, b) => a - b)).toEqual(pauses);
    expect(Math.max(...pauses)).toBe(27 * MINUTE);
  });
});

describe('the number of tasks', () => {
  test('zero stops everything, and nothing comes back', async () => {
    const { clock, ecs, describe, alive, update } = world();
    update({ desiredCount: 0 });
    await clock.run(() => false, NOW + 30 * MINUTE);
    expect(alive()).toEqual([]);
    expect(ecs.tasks('shop').map((task) => [task.lastStatus, task.stopCode, task.exitCode])).toEqual([
      ['STOPPED', 'ServiceSchedulerInitiated', 143],
      ['STOPPED', 'ServiceSchedulerInitiated', 143],
    ]);
    expect(describe()).toMatchObject({ desiredCount: 0, runningCount: 0, pendingCount: 0 });
  });

  test('zero stops old and new tasks of a roll-out, also those that never ran', async () => {
    const { clock, ecs, alive, heard, update } = world();
    update({ forceNewDeployment: true });
    await clock.run(() => alive().length === 4, NOW + MINUTE);
    update({ desiredCount: 0 });
    await clock.run(() => false, NOW + 10 * MINUTE);
    expect(ecs.tasks('shop').every((task) => task.lastStatus === 'STOPPED')).toBe(true);
    expect(heard.filter((line) => line.startsWith('running'))).toEqual([]);
    expect(heard.filter((line) => line.startsWith('stopped'))).toHaveLength(4);
  });

  test('goes up and down without a new deployment', async () => {
    const { clock, deployments, describe, running, update, bus } = world();
    const before = deployments()[0]?.id;
    update({ desiredCount: 3 });
    expect(await clock.run(() => running().length === 3, NOW + 10 * MINUTE)).toBe(true);
    update({ desiredCount: 1 });
    await clock.run(() => false, NOW + 20 * MINUTE);
    expect(describe().runningCount).toBe(1);
    expect(deployments()).toMatchObject([{ id: before, rolloutState: 'COMPLETED' }]);
    expect(bus.map(({ detail }) => detail.eventName)).toEqual(['SERVICE_STEADY_STATE']);
  });

  test('is zero first and then two again for a stop-first restart: no old and new task together', async () => {
    const { clock, ecs, update, rolledOut, running } = world();
    update({ desiredCount: 0 });
    const down = () => ecs.tasks('shop').every((task) => task.lastStatus === 'STOPPED');
    expect(await clock.run(down, NOW + 10 * MINUTE)).toBe(true);
    const id = update({ desiredCount: 2, forceNewDeployment: true });
    expect(await clock.run(rolledOut, clock.now() + 10 * MINUTE)).toBe(true);
    expect(running().map((task) => task.deploymentId)).toEqual([id, id]);
  });
});
