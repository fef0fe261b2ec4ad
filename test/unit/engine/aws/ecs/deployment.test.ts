import type { EcsEvent } from '../../../../../rehearsal/engine/aws/ecs';
import { MINUTE, NOW, world } from './world';

const named = (bus: readonly EcsEvent[]) => bus.map(({ detail }) => detail.eventName);

describe('a service that was left alone', () => {
  test('is steady, completed and has a timer nowhere', async () => {
    const { clock, describe, deployments, heard } = world();
    expect(await clock.run(() => false)).toBe(false);
    expect(clock.now()).toBe(NOW);
    expect(describe()).toMatchObject({ status: 'ACTIVE', desiredCount: 2, runningCount: 2, pendingCount: 0 });
    expect(deployments()).toMatchObject([{ status: 'PRIMARY', rolloutState: 'COMPLETED', runningCount: 2 }]);
    expect(deployments()[0]?.createdAt).toEqual(new Date(NOW - 24 * 60 * MINUTE));
    expect(heard).toEqual([]);
  });
});

describe('a forced restart', () => {
  test('is answered with a new primary deployment, the old one active beside it', () => {
    const { deployments, update } = world();
    const before = deployments()[0]?.id;
    const id = update({ forceNewDeployment: true });
    expect(id).toMatch(/^ecs-svc\/\d{19}$/);
    expect(deployments()).toMatchObject([
      { id, status: 'PRIMARY', rolloutState: 'IN_PROGRESS', desiredCount: 2, runningCount: 0, pendingCount: 0 },
      { id: before, status: 'ACTIVE', rolloutState: 'COMPLETED', runningCount: 2 },
    ]);
  });

  test('never has fewer than two healthy tasks at 100/200 percent, and ends with two new ones', async () => {
    const { clock, ecs, update, running, rolledOut } = world();
    const old = running().map((task) => task.id);
    let fewest = running().length;
    let most = 0;
    ecs.listen({
      running: () => {
        most = Math.max(most, running().length);
      },
      stopping: () => {
        fewest = Math.min(fewest, running().length);
      },
    });
    const id = update({ forceNewDeployment: true });
    expect(await clock.run(rolledOut, NOW + 10 * MINUTE)).toBe(true);
    expect({ fewest, most }).toEqual({ fewest: 2, most: 4 });
    expect(running().map((task) => task.deploymentId)).toEqual([id, id]);
    expect(running().some((task) => old.includes(task.id))).toBe(false);
  });

  test('stays in progress until the old tasks are gone and the service has been steady', async () => {
    const { clock, deployments, describe, update, rolledOut } = world();
    update({ forceNewDeployment: true });
    await clock.run(() => describe().runningCount === 2 && deployments()[0]?.runningCount === 2, NOW + 10 * MINUTE);
    expect(deployments()).toMatchObject([
      { rolloutState: 'IN_PROGRESS', runningCount: 2 },
      { status: 'ACTIVE', runningCount: 0, desiredCount: 0 },
    ]);
    const twoRunning = clock.now();
    expect(await clock.run(rolledOut, NOW + 10 * MINUTE)).toBe(true);
    // the rest of the old tasks' 30 s to stop, one look (5 s) and 10 s of calm
    expect(clock.now() - twoRunning).toBe(30_000 + 5_000 + 10_000);
  });

  test('has the other ending AWS may have: done while the old containers still stop', async () => {
    const { clock, ecs, update, rolledOut } = world({}, { assumptions: { drainedWhenTasksAre: 'STOPPING' } });
    update({ forceNewDeployment: true });
    expect(await clock.run(rolledOut, NOW + 10 * MINUTE)).toBe(true);
    expect(ecs.tasks('shop').filter((task) => task.lastStatus === 'STOPPING')).toHaveLength(2);
  });

  test('lets old and new containers overlap even at 0/100 percent', async () => {
    const { clock, ecs, update } = world({ minimumHealthyPercent: 0, maximumPercent: 100 });
    update({ forceNewDeployment: true });
    const overlap = () => {
      const states = ecs.tasks('shop').map((task) => task.lastStatus);
      return states.includes('STOPPING') && states.includes('PROVISIONING');
    };
    expect(await clock.run(overlap, NOW + 10 * MINUTE)).toBe(true);
  });

  test('tells the bus when it begins, when it is complete, and that the service is steady', async () => {
    const { clock, bus, update, rolledOut } = world();
    const id = update({ forceNewDeployment: true });
    await clock.run(rolledOut, NOW + 10 * MINUTE);
    // shapes: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
    // and https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html (steady state example)
    const at = new Date(clock.now()).toISOString();
    const service = { source: 'aws.ecs', resources: ['arn:aws:ecs:ap-south-1:123456789012:service/web/shop'] };
    expect(bus).toEqual([
      {
        ...service,
        detailType: 'ECS Deployment State Change',
        detail: {
          eventType: 'INFO',
          eventName: 'SERVICE_DEPLOYMENT_IN_PROGRESS',
          deploymentId: id,
          updatedAt: '2026-11-23T04:00:00Z',
          reason: `ECS deployment ${id} in progress.`,
        },
      },
      {
        ...service,
        detailType: 'ECS Deployment State Change',
        detail: {
          eventType: 'INFO',
          eventName: 'SERVICE_DEPLOYMENT_COMPLETED',
          deploymentId: id,
          updatedAt: at.replace('.000Z', 'Z'),
          reason: `ECS deployment ${id} completed.`,
        },
      },
      {
        ...service,
        detailType: 'ECS Service Action',
        detail: {
          eventType: 'INFO',
          eventName: 'SERVICE_STEADY_STATE',
          clusterArn: 'arn:aws:ecs:ap-south-1:123456789012:cluster/web',
          createdAt: at,
        },
      },
    ]);
  });

  test('leaves its story in the service events, the latest first', async () => {
    const { clock, ecs, messages, update, rolledOut } = world();
    const [one, two] = ecs.tasks('shop');
    const id = update({ forceNewDeployment: true });
    await clock.run(rolledOut, NOW + 10 * MINUTE);
    const [three, four] = ecs.tasks('shop').slice(2);
    expect(messages().slice(0, 4)).toEqual([
      '(service shop) has reached a steady state.',
      `(service shop) (deployment ${id}) deployment completed.`,
      `(service shop) has stopped 2 running tasks: (task ${one?.id}) (task ${two?.id}).`,
      `(service shop) has started 2 tasks: (task ${three?.id}) (task ${four?.id}).`,
    ]);
  });
});

describe('what a restart ships', () => {
  test('the tag is read anew by a forced deployment, and only then', async () => {
    const { clock, registry, running, crash, update, rolledOut } = world();
    registry.push('shop', { tag: 'latest', digest: 'sha256:tuesday' });
    crash(running()[0]);
    await clock.run(() => running().length === 2, NOW + 10 * MINUTE);
    expect(running().map((task) => task.imageDigest)).toEqual(['sha256:monday', 'sha256:monday']);
    update({ forceNewDeployment: true });
    await clock.run(rolledOut, clock.now() + 10 * MINUTE);
    expect(running().map((task) => task.imageDigest)).toEqual(['sha256:tuesday', 'sha256:tuesday']);
  });

  test('going back to an earlier revision brings the image of that revision', async () => {
    const { clock, running, update, rolledOut, describe } = world();
    update({ taskDefinition: 'shop:6' });
    expect(await clock.run(rolledOut, NOW + 10 * MINUTE)).toBe(true);
    expect(running().map((task) => task.imageDigest)).toEqual(['sha256:friday', 'sha256:friday']);
    expect(describe().taskDefinition).toBe('arn:aws:ecs:ap-south-1:123456789012:task-definition/shop:6');
  });
});

describe('a second update during a roll-out', () => {
  test('supersedes the first, whose tasks drain', async () => {
    const { clock, deployments, running, update, rolledOut } = world();
    const first = update({ forceNewDeployment: true });
    await clock.run(() => running().length === 4, NOW + 10 * MINUTE);
    const second = update({ forceNewDeployment: true });
    expect(deployments().map(({ id, status }) => [id, status])).toEqual([
      [second, 'PRIMARY'],
      [first, 'ACTIVE'],
      [expect.any(String), 'ACTIVE'],
    ]);
    expect(await clock.run(rolledOut, clock.now() + 10 * MINUTE)).toBe(true);
    expect(running().map((task) => task.deploymentId)).toEqual([second, second]);
  });

  test('that has no task yet is gone from the list at once', () => {
    const { deployments, update } = world();
    const first = update({ forceNewDeployment: true });
    const second = update({ forceNewDeployment: true });
    expect(deployments().map(({ id }) => id)).not.toContain(first);
    expect(deployments()[0]?.id).toBe(second);
  });

  test('never reports the superseded one as completed', async () => {
    const { clock, bus, update, rolledOut } = world();
    update({ forceNewDeployment: true });
    update({ forceNewDeployment: true });
    await clock.run(rolledOut, NOW + 10 * MINUTE);
    expect(named(bus)).toEqual([
      'SERVICE_DEPLOYMENT_IN_PROGRESS',
      'SERVICE_DEPLOYMENT_IN_PROGRESS',
      'SERVICE_DEPLOYMENT_COMPLETED',
      'SERVICE_STEADY_STATE',
    ]);
  });
});

test('the same seed tells the same story', async () => {
  const play = async () => {
    const { clock, ecs, update, rolledOut } = world();
    update({ forceNewDeployment: true });
    await clock.run(rolledOut, NOW + 10 * MINUTE);
    return JSON.stringify([ecs.tasks('shop'), clock.now()]);
  };
  expect(await play()).toBe(await play());
});
