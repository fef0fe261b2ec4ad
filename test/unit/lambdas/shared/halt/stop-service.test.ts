import { ALL_SUSPENDED } from '../../../../../lambdas/shared/capacity';
import type { BeforeStop } from '../../../../../lambdas/shared/guard/stop-record';
import { bringBack, stopService } from '../../../../../lambdas/shared/halt/stop-service';
import { haltWorld, NAME } from './world';

const SUSPEND =
  'RegisterScalableTarget {"MinCapacity":0,"SuspendedState":{"DynamicScalingInSuspended":true,"DynamicScalingOutSuspended":true,"ScheduledScalingSuspended":true}}';
const TO_ZERO = 'UpdateService {"desiredCount":0}';
const BEFORE = { desired: 2, bounds: { min: 2, max: 5, suspended: { in: false, out: false, scheduled: false } } };

type World = Awaited<ReturnType<typeof haltWorld>>;

/** @returns what it said, and what was written down, in order with the acts. */
async function stop(world: World, seconds?: number, earlier?: BeforeStop) {
  const notes = {
    stopping: async (_service: string, before: BeforeStop) =>
      void world.acts.push(`stopping ${JSON.stringify(before)}`),
    stopped: async () => void world.acts.push('stopped'),
  };
  return stopService(world.clients, NAME, earlier, notes, await world.context(seconds));
}

test('what was is written down first, scaling is suspended with minimum 0 in one call, and then nothing is wanted', async () => {
  const world = await haltWorld();
  const stopped = await stop(world);
  expect(world.acts).toEqual([`stopping ${JSON.stringify(BEFORE)}`, SUSPEND, TO_ZERO, 'stopped']);
  expect(stopped).toMatchObject({ stopped: true, running: 0, before: BEFORE });
  expect([world.desired(), world.running()]).toEqual([0, 0]);
});

test('a service that is not scaled has its desired count alone', async () => {
  const world = await haltWorld({ scalable: false });
  expect(await stop(world)).toMatchObject({ stopped: true, before: { desired: 2, bounds: 'none' } });
  expect(world.acts).toEqual([expect.stringContaining('none'), TO_ZERO, 'stopped']);
});

test('once more changes nothing, and keeps how an earlier stop found it', async () => {
  const world = await haltWorld();
  await stop(world);
  world.acts.length = 0;
  expect(await stop(world, 100, BEFORE)).toMatchObject({ stopped: true, before: BEFORE });
  expect(world.acts).toEqual([`stopping ${JSON.stringify(BEFORE)}`]);
});

test('what raises the count in between is brought down again', async () => {
  const world = await haltWorld();
  world.afterNext('UpdateService', () => world.scale(3));
  expect(await stop(world)).toMatchObject({ stopped: true, running: 0 });
  expect(world.acts.filter((act) => act === TO_ZERO)).toHaveLength(2);
  expect(world.desired()).toBe(0);
});

test('what raises it again and again is not called stopped', async () => {
  const world = await haltWorld();
  for (let times = 0; times < 10; times++) world.afterNext('UpdateService', () => world.scale(3));
  const { stopped, says } = await stop(world);
  expect(stopped).toBe(false);
  expect(says).toContain('its desired count is 3');
});

test('an act without an answer is looked at: the one that took effect is not repeated, the other is', async () => {
  const took = await haltWorld();
  took.fail('UpdateService', 'after');
  expect(await stop(took)).toMatchObject({ stopped: true });
  expect(took.acts.filter((act) => act === TO_ZERO)).toHaveLength(1);
  const did = await haltWorld();
  did.fail('UpdateService', 'before');
  did.fail('RegisterScalableTarget', 'before');
  expect(await stop(did)).toMatchObject({ stopped: true });
  expect(did.desired()).toBe(0);
});

test('scaling that cannot be suspended does not keep the count up, and is not called stopped', async () => {
  const world = await haltWorld();
  world.fail('RegisterScalableTarget', 'before', 100);
  const { stopped, says } = await stop(world);
  expect(stopped).toBe(false);
  expect(says).toContain('its scaling may start it again');
  expect(world.acts).toContain(TO_ZERO);
});

test('where nothing can be seen it is asked for all the same', async () => {
  const world = await haltWorld();
  world.fail('DescribeServices', 'before', 100);
  world.fail('DescribeScalableTargets', 'before', 100);
  const { stopped, before } = await stop(world, 20);
  expect(stopped).toBe(false);
  expect(before).toEqual({ desired: 'unknown', bounds: 'unknown' });
  expect([world.desired(), world.acts[1], world.acts[2]]).toEqual([0, SUSPEND, TO_ZERO]);
});

test('it is asked for once even when the time is up, and tasks that still end are told', async () => {
  const world = await haltWorld();
  const { stopped, running, says } = await stop(world, 0);
  expect({ stopped, running }).toEqual({ stopped: true, running: 2 });
  expect(says).toContain('2 tasks still running');
  expect(world.desired()).toBe(0);
});

test('a refusal is told', async () => {
  const world = await haltWorld();
  world.fail('UpdateService', 'before', 100, 'AccessDeniedException');
  expect(await stop(world)).toMatchObject({ stopped: false, says: expect.stringContaining('AccessDenied') });
});

test('the way back is in the order that starts nothing too early, and says what is unknown', () => {
  expect(bringBack(NAME, { desired: 3, bounds: { min: 2, max: 5, suspended: ALL_SUSPENDED } })).toEqual([
    expect.stringMatching(/register-scalable-target .*--min-capacity 2/),
    'aws ecs update-service --cluster prod --service trading --desired-count 3',
  ]);
  expect(bringBack(NAME, { desired: 'unknown', bounds: 'unknown' })).toEqual([
    expect.stringContaining('by hand'),
    expect.stringContaining('--desired-count <tasks>'),
  ]);
  expect(bringBack(NAME, { desired: 0, bounds: 'none' })).toEqual([expect.stringContaining('--desired-count <tasks>')]);
});
