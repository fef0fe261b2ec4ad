import type { StopRun } from '../../../../lambdas/shared/halt/run';
import { decideScaleDown, type Seen } from '../../../../lambdas/stop-trading/decide';
import { at, isoAfter, seen, service, tradingIs, unseen } from '../../../support/incidents';
import { stopOf } from '../shared/guard/world';

const run = (over: Partial<StopRun> = {}): StopRun => ({
  execution: 'arn:execution:stop-1',
  startedAt: isoAfter(0),
  beginning: { startedBy: 'trading-primary', reason: 'orders look wrong', options: {} },
  written: { version: 7 },
  ...over,
});
const word = (over: object = {}) => seen({ asOf: isoAfter(20), version: 7, tradingEnabled: false, ...over });
const history = (...values: readonly string[]) =>
  seen(values.map((value, index) => ({ value, version: 6 + index, at: at(index), by: 'arn:someone' })));

/** Half a minute after the stop: the parameter is false in version 7, and the service has said so. */
const world = (over: Partial<Seen> = {}): Seen => ({
  now: at(30),
  run: run(),
  parameter: tradingIs('false'),
  history: history('true', 'false'),
  word: word(),
  maxAgeSeconds: 120,
  service: seen(service()),
  kept: seen(undefined),
  ...over,
});
const decided = (over: Partial<Seen> = {}) => decideScaleDown(world(over));

describe('method 1 is enough', () => {
  test('when the service has acknowledged the version, and does not trade', () => {
    expect(decided()).toEqual({ scaleDown: false, because: 'acknowledged at 10:02:37 IST (version 7)' });
  });

  test('when no task of it runs, and none is wanted', () => {
    const idle = { word: unseen('NoSuchKey'), service: seen(service({ desiredCount: 0, runningCount: 0 })) };
    expect(decided(idle)).toEqual({ scaleDown: false, because: 'no task runs, and none is wanted (version 7)' });
  });

  test('when it has acknowledged a version since which the parameter has never said anything else: two have stopped at once', () => {
    const twice = { parameter: seen({ value: 'false', version: 8, changedAt: new Date(at(1)) }) };
    expect(decided({ ...twice, history: history('true', 'false', 'false') })).toMatchObject({ scaleDown: false });
    expect(decided({ ...twice, history: history('true', 'false', 'true') })).toMatchObject({ scaleDown: true });
    // A version that is not told may have been anything.
    expect(decided({ ...twice, history: seen([]) })).toMatchObject({ scaleDown: true });
    expect(decided({ ...twice, history: unseen('denied') })).toMatchObject({ scaleDown: true });
  });
});

describe('method 2 follows', () => {
  test.each<[string, Partial<Seen>, RegExp]>([
    [
      'where it was asked for',
      { run: run({ beginning: { startedBy: 'a', reason: 'b', options: { 'scale-down': true } } }) },
      /asked for/,
    ],
    [
      'where the first write failed, though it is written by now',
      { run: run({ written: { failed: 'Ssm.TooManyUpdatesException' } }) },
      /first write of the parameter failed \(Ssm\.TooManyUpdatesException\)/,
    ],
    ['where the service acknowledges nothing', { word: null }, /acknowledges nothing/],
    ['where an earlier stop has done it', { kept: seen(stopOf()) }, /stopped already/],
    ['where the parameter cannot be read', { parameter: unseen('denied') }, /could not be read \(denied\)/],
    ['where the parameter says something else', { parameter: tradingIs('true') }, /the parameter is "true"/],
    ['where the word cannot be had', { word: unseen('NoSuchKey') }, /not acknowledged/],
    ['where the word is about an older version', { word: word({ version: 6 }) }, /not acknowledged/],
    ['where the word is that it trades', { word: word({ tradingEnabled: true }) }, /not acknowledged/],
    ['where the word is too old', { word: word({ asOf: isoAfter(-100) }) }, /not acknowledged/],
    ['where the word is from the future', { word: word({ asOf: isoAfter(300) }) }, /not acknowledged/],
    [
      'where no task runs and some are wanted: the next ones may not heed the parameter',
      { word: unseen('NoSuchKey'), service: seen(service({ runningCount: 0 })) },
      /not acknowledged/,
    ],
    [
      'where none is wanted any more and one is still starting',
      { word: unseen('NoSuchKey'), service: seen(service({ desiredCount: 0, runningCount: 0, pendingCount: 1 })) },
      /not acknowledged/,
    ],
    ['where the service cannot be seen either', { word: unseen('no'), service: unseen('no') }, /not acknowledged/],
  ])('%s', (_where, over, because) => {
    const { scaleDown, because: said } = decided(over);
    expect(scaleDown).toBe(true);
    expect(said).toMatch(because);
  });

  test('not where a stop was lifted since', () => {
    expect(decided({ kept: seen(stopOf({ lifted: { at: at(20), by: 'two people' } })) })).toMatchObject({
      scaleDown: false,
    });
  });
});
