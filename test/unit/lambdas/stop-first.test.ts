import fc from 'fast-check';
import { TRADING_ENABLED } from '../../support/incidents';
import { type Fault, stopFirstWorld } from './stop-first-world';

const FREE = { in: false, out: false, scheduled: false };
const AS_BEFORE = { desired: 2, min: 2, max: 5, suspended: FREE };
const ALL = { in: true, out: true, scheduled: true };
const START = /forceNewDeployment/;

afterEach(() => jest.restoreAllMocks());

test('the service is stopped, started as a new generation, and scaled as before: each act once, in this order', async () => {
  const world = await stopFirstWorld();
  await expect(world.stop()).resolves.toMatchObject({
    outcome: 'continue',
    finding:
      'Stopped for a restart because a person asked for it, with 2 of 2 tasks running; the minimum is 0 instead of 2, and scaling is suspended.',
    act: { action: 'stop for restart', resource: 'trading' },
  });
  expect(world.capacity()).toEqual({ desired: 0, min: 0, max: 5, suspended: ALL });
  await expect(world.start()).resolves.toMatchObject({
    outcome: 'continue',
    finding: expect.stringMatching(/^Deployment ecs-svc\/\d+ \(ours\) is complete: 2 of 2 of its tasks running\.$/),
  });
  expect(world.acts.map((act) => act.replace(/"(Dynamic|Scheduled)\w+":/g, ''))).toEqual([
    'RegisterScalableTarget {"MinCapacity":0,"SuspendedState":{true,true,true}}',
    'UpdateService {"desiredCount":0}',
    'UpdateService {"desiredCount":2,"forceNewDeployment":true}',
    'RegisterScalableTarget {"MinCapacity":2,"SuspendedState":{false,false,false}}',
  ]);
  expect(world.capacity()).toEqual(AS_BEFORE);
  await expect(world.undo()).resolves.toBeUndefined();
  expect(world.mostGenerations()).toBe(1);
});

test('a service without a scalable target is restarted the same way', async () => {
  const world = await stopFirstWorld({ scalable: false });
  await world.stop();
  await expect(world.start()).resolves.toMatchObject({ outcome: 'continue' });
  expect(world.capacity()).toEqual({ desired: 2 });
  expect(world.mostGenerations()).toBe(1);
});

test('stopping a second time finds the service between two generations and stops nothing', async () => {
  const world = await stopFirstWorld();
  await world.stop();
  const done = world.acts.length;
  await expect(world.stop()).resolves.toMatchObject({
    outcome: 'continue',
    finding: expect.stringMatching(/^Stopped before, for incident /),
  });
  expect(world.acts).toHaveLength(done);
});

test('once everything is back, asking again does nothing', async () => {
  const world = await stopFirstWorld();
  await world.stop();
  await world.start();
  const done = world.acts.length;
  await expect(world.start()).resolves.toMatchObject({ outcome: 'continue' });
  expect(world.acts).toHaveLength(done);
});

describe('what a person does meanwhile', () => {
  test('trading disabled: the service stays down, the record stays for the undo, and the words say what is missing', async () => {
    const world = await stopFirstWorld();
    await world.stop();
    world.held.set(TRADING_ENABLED, 'false');
    await expect(world.start()).resolves.toMatchObject({
      outcome: 'stand-down',
      finding: expect.stringContaining(
        'The service stays down, with desired count 0 instead of 2, minimum 0 instead of 2 and scaling suspended',
      ),
      advice: expect.stringContaining('--desired-count 2 --force-new-deployment'),
      refused: { act: 'restart-stop-first', because: 'disabled on purpose' },
    });
    expect(world.starts()).toBe(0);
    await expect(world.undo()).resolves.toMatchObject({ kind: 'stopped-first', before: AS_BEFORE });
  });

  test('taken in hand: the service stays down', async () => {
    const world = await stopFirstWorld();
    await world.stop();
    const hand = { by: 'asha', reason: 'looking', since: 0, until: 4_000_000_000_000 };
    await world.records.take('trading', hand);
    await expect(world.start()).resolves.toMatchObject({
      outcome: 'stand-down',
      refused: { because: "a person's hand" },
    });
    expect(world.starts()).toBe(0);
  });

  test('trading disabled at the instant of the start: the start is taken back', async () => {
    const world = await stopFirstWorld();
    await world.stop();
    world.rightBefore(START, () => world.held.set(TRADING_ENABLED, 'false'));
    await expect(world.start()).resolves.toMatchObject({
      outcome: 'stand-down',
      finding: expect.stringMatching(/^Trading was disabled while the service was started/),
    });
    expect(world.capacity()).toMatchObject({ desired: 0, min: 0, suspended: ALL });
    world.tick(120_000);
    expect(world.running()).toBe(0);
    await expect(world.start()).resolves.toMatchObject({ outcome: 'escalate', verdict: 'unknown' });
    expect(world.starts()).toBe(1);
  });

  test('trading disabled, and everything stopped, while the minimum is put back: nothing runs afterwards', async () => {
    const world = await stopFirstWorld();
    await world.stop();
    world.rightBefore(/"MinCapacity":2/, () => {
      world.held.set(TRADING_ENABLED, 'false');
      world.ecs.operations.UpdateService({ cluster: 'prod', service: 'trading', desiredCount: 0 });
    });
    await expect(world.start()).resolves.toMatchObject({ outcome: 'stand-down' });
    world.tick(120_000);
    expect(world.capacity()).toMatchObject({ desired: 0, min: 0 });
    expect(world.running()).toBe(0);
  });

  test('the old generation started again by hand: it is left alone, and only the bounds are put back', async () => {
    const world = await stopFirstWorld();
    await world.stop();
    world.ecs.operations.UpdateService({ cluster: 'prod', service: 'trading', desiredCount: 2 });
    await expect(world.start()).resolves.toMatchObject({
      outcome: 'continue',
      refused: { act: 'restart-stop-first' },
    });
    expect(world.starts()).toBe(0);
    expect(world.capacity()).toEqual(AS_BEFORE);
    await expect(world.undo()).resolves.toBeUndefined();
  });
});

const fault: fc.Arbitrary<Fault> = fc.record({
  write: fc.nat(20),
  when: fc.constantFrom('before' as const, 'after' as const),
});

test('wherever the steps die, trying again ends with the capacity as before, and no two generations ever run at once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fault, { maxLength: 4, selector: ({ write }) => write }), async (faults) => {
      const world = await stopFirstWorld({ faults });
      await world.stop();
      await expect(world.start()).resolves.toMatchObject({ outcome: 'continue' });
      expect(world.capacity()).toEqual(AS_BEFORE);
      await expect(world.undo()).resolves.toBeUndefined();
      expect(world.mostGenerations()).toBe(1);
      expect(world.starts()).toBe(1);
      jest.restoreAllMocks();
    }),
    { numRuns: 25 },
  );
}, 60_000);
