import { ALL_SUSPENDED } from '../../../../lambdas/shared/capacity';
import { decideSweep, type Seen } from '../../../../lambdas/sweep-stop/decide';
import { after, begin, type Progress } from '../../../../lambdas/sweep-stop/progress';
import { at, isoAfter, seen, service, tradingIs, unseen } from '../../../support/incidents';
import { stopOf } from '../shared/guard/world';

const STOP = stopOf().id;
const DOWN = seen(service({ desiredCount: 0, runningCount: 0, pendingCount: 0 }));
const BOUNDS = seen({ min: 0, max: 5, suspended: ALL_SUSPENDED });
const word = (over: object = {}) => seen({ asOf: isoAfter(20), version: 7, tradingEnabled: false, ...over });

/** A service that was disabled, and has said so. */
const disabled = (over: Partial<Seen> = {}): Seen => ({
  now: at(30),
  stop: STOP,
  kept: seen(stopOf({ kind: 'disabled' })),
  parameter: tradingIs('false'),
  service: seen(service()),
  bounds: seen({ min: 2, max: 5, suspended: { in: false, out: false, scheduled: false } }),
  word: word(),
  maxAgeSeconds: 120,
  mustBeStopped: false,
  ...over,
});
/** One that was stopped. */
const stopped = (over: Partial<Seen> = {}): Seen =>
  disabled({ kept: seen(stopOf()), service: DOWN, bounds: BOUNDS, word: unseen('NoSuchKey'), ...over });
const WELL = { back: [], open: [], unproved: false };

describe('a service that is disabled', () => {
  test('holds while it acknowledges, or while nothing of it runs', () => {
    expect(decideSweep(disabled())).toMatchObject(WELL);
    const idle = { word: unseen('no'), service: seen(service({ runningCount: 0 })) };
    expect(decideSweep(disabled(idle))).toMatchObject(WELL);
  });

  test('a parameter that says anything else is set back', () => {
    expect(decideSweep(disabled({ parameter: tradingIs('true') })).back).toEqual([
      { what: 'parameter', because: 'the parameter was "true" (version 7)' },
    ]);
  });

  test.each([
    ['an older version', word({ version: 6 })],
    ['that it trades', word({ tradingEnabled: true })],
    ['long ago', word({ asOf: isoAfter(-200) })],
    ['nothing', unseen('NoSuchKey')],
  ])('a word that says %s proves nothing', (_what, said) => {
    expect(decideSweep(disabled({ word: said }))).toMatchObject({ back: [], unproved: true });
  });

  test('one that acknowledges nothing is stopped', () => {
    expect(decideSweep(disabled({ word: null })).back).toMatchObject([{ what: 'service' }]);
  });
});

describe('a service that is stopped', () => {
  test('holds while nothing of it is wanted, and nothing of it runs', () => {
    expect(decideSweep(stopped())).toMatchObject(WELL);
    expect(decideSweep(stopped({ bounds: seen(undefined) }))).toMatchObject(WELL);
  });

  test.each<[string, Partial<Seen>, RegExp]>([
    ['a desired count', { service: seen(service()) }, /desired count was 2/],
    ['a minimum', { bounds: seen({ min: 2, max: 5, suspended: ALL_SUSPENDED }) }, /minimum was 2/],
    [
      'scaling that is not suspended',
      { bounds: seen({ min: 0, max: 5, suspended: { in: true, out: false, scheduled: true } }) },
      /not suspended/,
    ],
  ])('%s is set back', (_what, over, because) => {
    const { back } = decideSweep(stopped(over));
    expect(back).toEqual([{ what: 'service', because: expect.stringMatching(because) }]);
  });

  test('what still runs is waited for, and what cannot be seen does not hold', () => {
    const ending = seen(service({ desiredCount: 0, runningCount: 2, pendingCount: 0 }));
    expect(decideSweep(stopped({ service: ending }))).toMatchObject({ back: [], open: ['2 tasks of it still there'] });
    for (const over of [{ service: unseen('no') }, { bounds: unseen('no') }, { parameter: unseen('no') }]) {
      expect(decideSweep(stopped(over)).open).toHaveLength(1);
    }
  });

  test('it must be so whatever the record says, where nothing else will do', () => {
    expect(decideSweep(disabled({ mustBeStopped: true })).back).toMatchObject([{ what: 'service' }]);
  });

  test('a record that cannot be read leaves the word to the service, and proves nothing itself', () => {
    expect(decideSweep(stopped({ kept: unseen('no table') }))).toMatchObject({ back: [], unproved: false });
    expect(decideSweep(stopped({ kept: unseen('no table') })).open).toHaveLength(1);
  });
});

test('a stop that people have ended is watched over no more; one that came after it is', () => {
  const lifted = { lifted: { at: at(25), by: 'two people' } };
  const enabled = { parameter: tradingIs('true') };
  expect(decideSweep(disabled({ ...enabled, kept: seen(stopOf(lifted)) }))).toMatchObject({
    lifted: expect.stringContaining('two people'),
    back: [],
  });
  const another = seen(stopOf({ ...lifted, id: 'execution:stop-0' }));
  expect(decideSweep(disabled({ ...enabled, kept: another })).back).toHaveLength(1);
  const both = seen(stopOf({ id: 'execution:stop-2', first: STOP, kind: 'disabled' }));
  expect(decideSweep(disabled({ ...enabled, kept: both })).back).toHaveLength(1);
});

describe('how far a sweep has come', () => {
  const look = (progress: Progress, seconds: number, over: Partial<Seen> = {}) =>
    after(progress, decideSweep(disabled(over)), at(seconds));

  test('quiet begins anew with everything that does not hold, and open things are remembered since they began', () => {
    const first = look(begin(at(0)), 5);
    expect(first).toEqual({ quietSince: at(0), looks: 1, back: 0 });
    const open = look(first, 10, { word: unseen('no') });
    expect(open).toEqual({ quietSince: at(10), openSince: at(10), looks: 2, back: 0 });
    expect(look(open, 15, { word: unseen('no') })).toMatchObject({ quietSince: at(15), openSince: at(10) });
    expect(look(open, 15)).toEqual({ quietSince: at(10), looks: 3, back: 0 });
    expect(look(first, 10, { parameter: tradingIs('true') })).toMatchObject({ quietSince: at(10) });
  });
});
