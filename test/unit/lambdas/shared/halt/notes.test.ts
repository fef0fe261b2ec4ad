import type { BeforeStop } from '../../../../../lambdas/shared/guard/stop-record';
import type { Undo } from '../../../../../lambdas/shared/guard/undo';
import { LineNotes } from '../../../../../lambdas/shared/halt/notes';
import { keep } from '../../../../../lambdas/shared/halt/records';
import { nameOf, type StopRun, stopOf, wantsScaleDown } from '../../../../../lambdas/shared/halt/run';
import { at, isoAfter, seen, unseen } from '../../../../support/incidents';
import { stopOf as aStop, kept } from '../guard/world';
import { haltWorld } from './world';

const SUSPENDED = { in: false, out: false, scheduled: false };
const BEFORE: BeforeStop = { desired: 2, bounds: { min: 2, max: 5, suspended: SUSPENDED } };
const RUN: StopRun = {
  execution: 'arn:aws:states:ap-south-1:1:execution:stop:first',
  startedAt: isoAfter(0),
  beginning: { startedBy: 'trading-primary', reason: 'orders look wrong', options: {} },
  written: { version: 2 },
};

type World = Awaited<ReturnType<typeof haltWorld>>;

const notesOf = async (world: World, run = RUN) =>
  new LineNotes(await world.context(), 'Stop trading', nameOf(run), (before) =>
    keep(world.records, 'trading', stopOf(run, 'incident-1', { kind: 'stopped', before })),
  );

test('the stop is kept with how the service was, and both lines are written, each once', async () => {
  const world = await haltWorld();
  const notes = await notesOf(world);
  expect(notes.before(seen(kept()))).toBeUndefined();
  await notes.stopping('trading', BEFORE);
  await notes.stopping('trading', BEFORE);
  await notes.stopped('trading');
  expect(await world.lines()).toEqual([
    'Stopping trading, which has a desired count of 2, scaled between 2 and 5 tasks.',
    'Stopped trading: desired count 0, scaling suspended.',
  ]);
  expect(await world.records.stopOf('trading')).toMatchObject({
    id: RUN.execution,
    since: at(0),
    by: 'trading-primary',
    kind: 'stopped',
    before: BEFORE,
    incident: 'incident-1',
  });
  expect(notes.unkept).toBeUndefined();
});

test('of two stops at the same instant each has its lines', async () => {
  const world = await haltWorld();
  await (await notesOf(world)).stopping('trading', BEFORE);
  await (await notesOf(world, { ...RUN, execution: `${RUN.execution}-2` })).stopping('trading', {
    ...BEFORE,
    desired: 0,
  });
  expect(await world.lines()).toHaveLength(2);
  expect(await world.records.stopOf('trading')).toMatchObject({ before: BEFORE, first: RUN.execution });
});

test('a table that takes nothing stops nothing, and it is said', async () => {
  const world = await haltWorld();
  jest.spyOn(world.records, 'keepStop').mockRejectedValue(new Error('no table'));
  const notes = new LineNotes(
    { ...(await world.context()), table: { write: () => Promise.reject(new Error('no table')) } as never },
    'Stop trading',
    'first',
    (before) => keep(world.records, 'trading', stopOf(RUN, 'incident-1', { kind: 'stopped', before })),
  );
  await notes.stopping('trading', BEFORE);
  await notes.stopped('trading');
  expect(notes.unkept).toMatch(/could not be written down \(.*no table.*only this run knows/);
});

describe('how the service was before', () => {
  const undo = (over: Partial<Undo> = {}): Undo => ({
    kind: 'stopped-first',
    incident: 'restart-1',
    since: at(-60),
    before: { desired: 3, min: 2, max: 5, suspended: SUSPENDED },
    ...over,
  });
  const found = async (over: Parameters<typeof kept>[0]) => (await notesOf(await haltWorld())).before(seen(kept(over)));

  test('is what an earlier stop that stands has found', async () => {
    expect(await found({ stop: aStop({ before: BEFORE }), undo: undo() })).toEqual(BEFORE);
    const lifted = aStop({ before: BEFORE, lifted: { at: at(1), by: 'two people' } });
    expect(await found({ stop: lifted })).toBeUndefined();
  });

  test('is what a restart has found that stopped it first: its desired count of 0 is nobody’s wish', async () => {
    expect(await found({ undo: undo() })).toEqual({ desired: 3, bounds: { min: 2, max: 5, suspended: SUSPENDED } });
    expect(await found({ undo: undo({ before: { desired: 3 } }) })).toEqual({ desired: 3, bounds: 'none' });
  });

  test('is looked at where nothing was stopped, and where nothing can be read', async () => {
    expect(await found({ undo: undo({ kind: 'scaled-up' }) })).toBeUndefined();
    expect((await notesOf(await haltWorld())).before(unseen('no table'))).toBeUndefined();
  });
});

test('only --scale-down asks for method 2 whatever the first comes to', () => {
  const options = (options: StopRun['beginning']['options']) =>
    wantsScaleDown({ ...RUN, beginning: { ...RUN.beginning, options } });
  expect([options({}), options({ 'scale-down': true }), options({ 'scale-down': 'true' })]).toEqual([
    false,
    true,
    false,
  ]);
});
