import type { StopRun } from '../../../../lambdas/shared/halt/run';
import { type Input, sweep } from '../../../../lambdas/sweep-stop/sweep';
import { isoAfter, TRADING_ENABLED } from '../../../support/incidents';
import { haltWorld, NAME, PLACE } from '../shared/halt/world';

const RUN: StopRun = {
  execution: 'arn:aws:states:ap-south-1:1:execution:stop:first',
  startedAt: isoAfter(0),
  beginning: { startedBy: 'trading-primary', reason: 'orders look wrong', options: {} },
  written: { version: 2 },
};
const SCALE_DOWN: StopRun = { ...RUN, beginning: { ...RUN.beginning, options: { 'scale-down': true } } };

type World = Awaited<ReturnType<typeof haltWorld>>;

/** Trading was disabled a moment ago, and the stop is on record. */
async function disabled(kind: 'disabled' | 'stopped' = 'disabled'): Promise<World> {
  const world = await haltWorld();
  world.ssm.put(TRADING_ENABLED, 'false');
  await world.records.keepStop('trading', {
    id: RUN.execution,
    since: world.clock.now(),
    by: 'trading-primary',
    reason: 'orders look wrong',
    incident: 'incident-1',
    kind,
  });
  return world;
}

const input = (over: Partial<Input> = {}): Input => ({
  ...NAME,
  tradingEnabled: TRADING_ENABLED,
  acknowledgement: PLACE,
  forSeconds: 60,
  run: RUN,
  ...over,
});

const swept = async (world: World, over: Partial<Input> = {}, seconds = 100, mayWait = true) =>
  sweep(input(over), await world.context(seconds, mayWait), {
    ...world.clients,
    records: world.records,
  });

/** Something happens that many seconds from now. */
const after = (world: World, seconds: number, happens: () => void) =>
  void world.clock.setTimeout(happens, seconds * 1000);

test('it looks every five seconds for as long as it is asked to, and changes nothing that holds', async () => {
  const world = await disabled();
  const result = await swept(world);
  expect(result).toMatchObject({
    outcome: 'continue',
    finding: expect.stringMatching(/^Looked 13 times, nothing came back/),
  });
  expect(world.acts).toEqual([]);
});

test('a parameter that is enabled again is set back within five seconds, with whose it was, and the time begins anew', async () => {
  const world = await disabled();
  const from = world.clock.now();
  after(world, 31, () => world.enable());
  let backAt = 0;
  world.afterNext('PutParameter', () => {
    backAt = world.clock.now();
  });
  expect(await swept(world)).toMatchObject({
    outcome: 'continue',
    finding: expect.stringContaining('1 thing set back'),
  });
  expect(world.parameter()).toBe('false');
  expect(backAt - from).toBe(35_000);
  expect((world.clock.now() - from) / 1000).toBe(95);
  expect(await world.lines()).toEqual([
    expect.stringMatching(/^Set back: the parameter was "true" \(version 3\), set to "true" \(version 3, .*\)\.$/),
  ]);
});

test('a service that does not say that it stopped trading is stopped after twenty seconds, and stays so on record', async () => {
  const world = await disabled();
  world.service.says = () => ({ asOf: new Date(world.clock.now()).toISOString(), version: 1, tradingEnabled: true });
  expect(await swept(world, {}, 110)).toMatchObject({ outcome: 'continue' });
  expect([world.desired(), world.running()]).toEqual([0, 0]);
  expect(world.acts.map((act) => act.split(' ')[0])).toEqual(['RegisterScalableTarget', 'UpdateService']);
  expect(await world.records.stopOf('trading')).toMatchObject({ kind: 'stopped', before: { desired: 2 } });
  expect(world.clock.now()).toBeGreaterThanOrEqual(Date.parse(isoAfter(80)));
});

test('a service that is to be stopped, and is wanted again, is stopped again, however often', async () => {
  const world = await disabled('stopped');
  await swept(world, { run: SCALE_DOWN, forSeconds: 10 });
  world.acts.length = 0;
  after(world, 12, () => world.scale(2));
  after(world, 40, () => world.scale(1));
  expect(await swept(world, {}, 200)).toMatchObject({
    outcome: 'continue',
    finding: expect.stringContaining('2 things set back'),
  });
  expect([world.desired(), world.running()]).toEqual([0, 0]);
  expect(world.acts).toEqual(['UpdateService {"desiredCount":0}', 'UpdateService {"desiredCount":0}']);
});

test('what goes on for longer than a round is carried on in the next', async () => {
  const world = await disabled();
  expect(await swept(world, {}, 30)).toMatchObject({ outcome: 'wait' });
  expect(await swept(world, {}, 100)).toMatchObject({
    outcome: 'continue',
    finding: expect.stringMatching(/nothing came back; as the stop left it for 1 min/),
  });
  expect(world.clock.now() - Date.parse(isoAfter(0))).toBeLessThan(70_000);
});

test('in the last round what is set again and again is for people, once', async () => {
  const world = await disabled();
  for (let second = 1; second < 100; second += 4) after(world, second, () => world.enable());
  expect(await swept(world, {}, 60, false)).toMatchObject({
    outcome: 'escalate',
    verdict: 'not-fixed',
    finding: expect.stringContaining('TRADING MAY GO ON'),
    advice: expect.stringContaining('--value false'),
    callOutside: 'broker',
  });
});

test('what cannot be set back is told once while it is the same, and ends with people', async () => {
  const world = await disabled();
  world.enable();
  world.fail('PutParameter', 'before', 1_000, 'AccessDeniedException');
  expect(await swept(world, {}, 60, false)).toMatchObject({ outcome: 'escalate' });
  expect(await world.lines()).toEqual([
    expect.stringMatching(/^Could not be set back: the parameter was "true".*AccessDenied/),
  ]);
});

test('a stop that people have ended is left to them at once', async () => {
  const world = await disabled();
  after(
    world,
    7,
    () => void world.records.liftStop('trading', RUN.execution, { at: world.clock.now(), by: 'cto and team-lead' }),
  );
  after(world, 14, () => world.enable());
  expect(await swept(world)).toMatchObject({
    outcome: 'continue',
    finding: expect.stringMatching(/^cto and team-lead ended the stop/),
  });
  expect([world.parameter(), world.acts]).toEqual(['true', []]);
});

test('a record that cannot be read holds nothing, and what holds is still watched', async () => {
  const world = await disabled();
  jest.spyOn(world.records, 'stopOf').mockRejectedValue(new Error('no table'));
  after(world, 7, () => world.enable());
  expect(await swept(world, {}, 60, false)).toMatchObject({
    outcome: 'escalate',
    finding: expect.stringContaining('no table'),
  });
  expect(world.parameter()).toBe('false');
  // Of a service that acknowledges.
  expect(world.desired()).toBe(2);
});
