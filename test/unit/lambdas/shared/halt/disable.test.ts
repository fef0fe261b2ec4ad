import { disable } from '../../../../../lambdas/shared/halt/disable';
import { effectOf } from '../../../../../lambdas/shared/halt/effect';
import { latestValues, writtenWords } from '../../../../../lambdas/shared/halt/history';
import { TRADING_ENABLED } from '../../../../support/incidents';
import { haltWorld, NAME, PLACE } from './world';

type World = Awaited<ReturnType<typeof haltWorld>>;

const halt = async (world: World, how?: { readonly anew: boolean }) =>
  disable({ ssm: world.clients.ssm, acting: world.clients.ssm }, TRADING_ENABLED, (await world.context()).sleep, how);
const effect = async (world: World, version: number, seconds = 10) => {
  const context = await world.context();
  const halted = { ...NAME, acknowledgement: PLACE };
  return effectOf(world.clients, halted, { seen: { version } }, context.now() + seconds * 1000, context);
};
const writes = ({ acts }: World) => acts.filter((act) => act.startsWith('PutParameter')).length;

describe('disabling', () => {
  test('writes "false", and reads it back', async () => {
    const world = await haltWorld();
    expect(await halt(world)).toEqual({ seen: { version: 2, already: false } });
    expect([world.parameter(), writes(world)]).toEqual(['false', 1]);
  });

  test('what is so already is not written again, unless it is to be somebody’s anew', async () => {
    const world = await haltWorld();
    await halt(world);
    expect(await halt(world)).toEqual({ seen: { version: 2, already: true } });
    expect(await halt(world, { anew: true })).toEqual({ seen: { version: 3, already: true } });
    expect(writes(world)).toBe(2);
  });

  test('what somebody sets to another value at once is written again', async () => {
    const world = await haltWorld();
    world.afterNext('PutParameter', () => world.enable());
    expect(await halt(world)).toMatchObject({ seen: { version: 4 } });
    for (let times = 0; times < 5; times++) world.afterNext('PutParameter', () => world.enable());
    world.enable();
    expect(await halt(world)).toEqual({ unseen: 'it was set to another value at once' });
  });

  test('a write that got no answer is read, and one that had no effect is tried again', async () => {
    const took = await haltWorld();
    took.fail('PutParameter', 'after');
    expect(await halt(took)).toMatchObject({ seen: { version: 2 } });
    expect(writes(took)).toBe(1);
    const did = await haltWorld();
    did.fail('PutParameter', 'before', 2);
    expect(await halt(did)).toMatchObject({ seen: { version: 2 } });
    const never = await haltWorld();
    never.fail('PutParameter', 'before', 100);
    expect(await halt(never)).toEqual({ unseen: expect.stringContaining('PutParameter gave no answer') });
    expect(never.parameter()).toBe('true');
  });

  test('a write that cannot be read back counts as written; one that failed as well does not', async () => {
    const world = await haltWorld();
    world.fail('GetParameter', 'before', 100);
    expect(await halt(world)).toEqual({ seen: { version: 2, already: false } });
    world.fail('PutParameter', 'before', 100);
    expect(await halt(world)).toHaveProperty('unseen');
  });
});

describe('its effect', () => {
  test('is the service’s word about that version', async () => {
    const world = await haltWorld();
    await halt(world);
    expect(await effect(world, 2)).toMatchObject({ seen: { version: 2, tradingEnabled: false } });
  });

  test.each<[string, object | undefined]>([
    ['about the version before', { version: 1, tradingEnabled: false }],
    ['that it trades', { version: 2, tradingEnabled: true }],
    ['that is three minutes old', { version: 2, tradingEnabled: false, asOf: new Date(0).toISOString() }],
    ['from the future', { version: 2, tradingEnabled: false, asOf: '2026-11-20T05:00:00.000Z' }],
    ['that is none', undefined],
  ])('is not a word %s, and it is waited for', async (_what, word) => {
    const world = await haltWorld();
    await halt(world);
    const from = world.clock.now();
    world.service.says = () => word && { asOf: new Date(world.clock.now()).toISOString(), ...word };
    expect(await effect(world, 2)).toHaveProperty('unseen');
    expect((world.clock.now() - from) / 1000).toBe(10);
  });

  test('comes late, and is seen', async () => {
    const world = await haltWorld();
    await halt(world);
    const says = world.service.says;
    const from = world.clock.now();
    world.service.says = () => (world.clock.now() - from < 5_000 ? undefined : says());
    expect(await effect(world, 2)).toHaveProperty('seen');
  });

  test('is also that no task of it runs', async () => {
    const world = await haltWorld();
    world.scale(0);
    world.clock.fake.tick(30_000);
    world.service.says = () => undefined;
    expect(await effect(world, 2)).toEqual({ seen: { noTaskRuns: true } });
  });

  test('is not proved of a service that acknowledges nothing, even when no task of it runs', async () => {
    const world = await haltWorld();
    world.scale(0);
    world.clock.fake.tick(30_000);
    const context = await world.context();
    const halted = { ...NAME, acknowledgement: null };
    expect(await effectOf(world.clients, halted, { seen: { version: 2 } }, context.now(), context)).toHaveProperty(
      'unseen',
    );
    expect(
      await effectOf(world.clients, { ...NAME, acknowledgement: PLACE }, { unseen: 'denied' }, context.now(), context),
    ).toEqual({
      unseen: 'nothing to acknowledge',
    });
  });
});

test('the latest ten values are told, oldest first, however many pages there are, with who wrote them', async () => {
  const world = await haltWorld();
  for (let times = 0; times < 60; times++) world.ssm.put(TRADING_ENABLED, times % 2 === 0 ? 'false' : 'true');
  const latest = await latestValues(world.clients.ssm, TRADING_ENABLED);
  expect(latest.map(({ version }) => version)).toEqual([52, 53, 54, 55, 56, 57, 58, 59, 60, 61]);
  expect(latest.at(-1)).toMatchObject({ value: 'true', at: world.clock.now() });
  expect(writtenWords({ value: 'true', version: 3, at: world.clock.now(), by: 'arn:aws:iam::1:user/asha' })).toBe(
    '"true" (version 3, at 10:02:17 IST, by user/asha)',
  );
});
