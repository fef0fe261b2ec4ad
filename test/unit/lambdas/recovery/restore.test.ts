import type { Service } from '@aws-sdk/client-ecs';
import { decideAfter, decideStart, stoppedSince } from '../../../../lambdas/restore-service/decide';
import { ALL_SUSPENDED, type Bounds } from '../../../../lambdas/shared/capacity';
import type { KeptStop } from '../../../../lambdas/shared/guard/table';
import type { Undo } from '../../../../lambdas/shared/guard/undo';
import { asBefore } from '../../../../lambdas/shared/recovery/before';
import { decideScaling } from '../../../../lambdas/shared/recovery/rescale';

const NOW = Date.parse('2026-11-20T11:00:00+05:30');
const NONE = { in: false, out: false, scheduled: false };
const BOUNDS: Bounds = { min: 2, max: 5, suspended: NONE };
const DOWN: Bounds = { min: 0, max: 5, suspended: ALL_SUSPENDED };
const STOP: KeptStop = {
  version: 1,
  id: 'stop-1',
  since: NOW - 3_600_000,
  by: 'trading-backup',
  reason: 'orders run away',
  incident: 'emergency-1',
  kind: 'stopped',
  before: { desired: 3, bounds: BOUNDS },
};
const LIFTED = { ...STOP, lifted: { at: NOW, by: 'two' } };
const off = { value: 'false', version: 7, changedAt: new Date(NOW - 3_600_000) };
const service = (desiredCount: number, runningCount = desiredCount): Service => ({
  serviceName: 'trading',
  desiredCount,
  runningCount,
});

describe('whether a stopped service is started', () => {
  const WELL = {
    service: service(0),
    kept: { stop: STOP, undo: undefined },
    tradingEnabled: { seen: off },
    acknowledges: true,
    usual: 2,
    open: [],
    running: [],
  };
  const decided = (over: object) => {
    const decision = decideStart({ ...WELL, ...over });
    return decision.start
      ? `start ${decision.tasks}`
      : `${decision.result.outcome}: ${decision.result.refused?.because}`;
  };

  test.each<[string, object, string]>([
    ['with as many tasks as it had', {}, 'start 3'],
    [
      'with as many as its owner wants, where the record does not know',
      { kept: { stop: { ...STOP, before: { desired: 'unknown', bounds: 'unknown' } }, undo: undefined } },
      'start 2',
    ],
    ['one that runs', { service: service(2) }, 'continue: undefined'],
    [
      'one that somebody has brought to 0 by hand',
      { kept: { stop: undefined, undo: undefined } },
      'continue: stopped by hand',
    ],
    ['one whose stop was lifted', { kept: { stop: LIFTED, undo: undefined } }, 'continue: stopped by hand'],
    [
      'one that is disabled, and at 0 by hand',
      { kept: { stop: { ...STOP, kind: 'disabled' }, undo: undefined } },
      'continue: stopped by hand',
    ],
    [
      'one that cannot say what it makes of the parameter',
      { acknowledges: false },
      'continue: it cannot acknowledge that trading is disabled',
    ],
    ['one whose stop is still watched over', { open: ['emergency-1'] }, 'continue: its stop is still watched over'],
    [
      'with the parameter on true',
      { tradingEnabled: { seen: { ...off, value: 'true' } } },
      'escalate: trading is not disabled',
    ],
    ['with a parameter nobody can read', { tradingEnabled: { unseen: 'x' } }, 'escalate: the parameter cannot be read'],
    ['over tasks of before that still run', { running: ['a'] }, 'wait: undefined'],
  ])('%s', (_what, over, answer) => {
    expect(decided(over)).toBe(answer);
  });

  test('a yes to the end of one stop is none to the next', () => {
    const start = { start: true, stop: { ...STOP, id: 'stop-2' }, tasks: 3, version: 7 } as const;
    expect(stoppedSince(start, undefined)).toBeUndefined();
    expect(stoppedSince(start, { facts: { stop: 'stop-2' } })).toBeUndefined();
    expect(stoppedSince(start, { facts: { stop: 'stop-1' } })).toMatchObject({ outcome: 'stand-down' });
  });
});

describe('after the start', () => {
  const NOTE = { at: NOW, stop: 'stop-1', version: 7, tasks: 2 };
  const word = (over: object = {}) => ({
    seen: { asOf: new Date(NOW + 60_000).toISOString(), version: 7, tradingEnabled: false, ...over },
  });
  /** One that was started so many seconds after it was asked for. */
  const task = (seconds: number, lastStatus = 'RUNNING') => ({
    id: `task-${seconds}`,
    lastStatus,
    startedAt: NOW + seconds * 1_000,
  });
  const AFTER = {
    service: { seen: service(2) },
    stop: { seen: STOP },
    tradingEnabled: { seen: off },
    word: word(),
    runs: { seen: [task(40)] },
    maxAgeSeconds: 120,
    now: NOW + 61_000,
  };
  const follows = (over: object) => {
    const { takeBack, result } = decideAfter('trading', NOTE, { ...AFTER, ...over });
    return `${result.outcome}${takeBack ? ', taken back' : ''}`;
  };

  test.each<[string, object, string]>([
    ['a new task says that it does not trade', {}, 'continue'],
    [
      'a word from before the start is the old tasks’',
      { word: word({ asOf: new Date(NOW - 1_000).toISOString() }) },
      'wait',
    ],
    ['a word about an older version', { word: word({ version: 6 }) }, 'wait'],
    ['no word at all', { word: { unseen: 'x' } }, 'wait'],
    ['a word that is old by now', { now: NOW + 400_000, runs: { seen: [] } }, 'wait'],
    ['a new task says that it trades', { word: word({ tradingEnabled: true }) }, 'escalate, taken back'],
    ['another stop has come', { stop: { seen: { ...STOP, id: 'stop-2' } } }, 'stand-down, taken back'],
    [
      'somebody has enabled trading',
      { tradingEnabled: { seen: { ...off, value: 'true', version: 8 } } },
      'escalate, taken back',
    ],
    ['somebody has brought it to 0', { service: { seen: service(0) } }, 'stand-down, taken back'],
    [
      'a task runs for half a minute and says nothing: it may be trading',
      { word: { unseen: 'x' }, runs: { seen: [task(30), task(60)] } },
      'escalate, taken back',
    ],
    [
      'its word is still that of the old tasks after half a minute',
      { word: word({ asOf: new Date(NOW - 1_000).toISOString() }), runs: { seen: [task(30)] } },
      'escalate, taken back',
    ],
    [
      'the task has just begun to run',
      { word: { unseen: 'x' }, runs: { seen: [{ id: 'task', lastStatus: 'PENDING' }, task(31)] } },
      'wait',
    ],
    [
      'a task of before, and one that has ended, have nothing to say',
      { word: { unseen: 'x' }, runs: { seen: [task(-60), task(5, 'STOPPED')] } },
      'wait',
    ],
    ['no task can be seen', { word: { unseen: 'x' }, runs: { unseen: 'x' } }, 'wait'],
    ['the stop cannot be read: not done', { stop: { unseen: 'x' } }, 'wait'],
    ['the parameter cannot be read: not done', { tradingEnabled: { unseen: 'x' } }, 'wait'],
  ])('%s', (_what, over, answer) => {
    expect(follows(over)).toBe(answer);
  });
});

describe('scaling', () => {
  const scaledUp: Undo = {
    kind: 'scaled-up',
    incident: 'i',
    since: NOW,
    before: { desired: 2, ...BOUNDS },
    raisedTo: 3,
  };

  test('the values from before a scale-up count, where it was under way when the service was stopped', () => {
    const stop = { before: { desired: 3, bounds: { ...BOUNDS, min: 3 } } };
    expect(asBefore(stop, scaledUp, 2)).toEqual({ tasks: 2, bounds: BOUNDS });
    expect(asBefore(stop, undefined, 2)).toEqual({ tasks: 3, bounds: { ...BOUNDS, min: 3 } });
    expect(asBefore({ before: { desired: 3, bounds: BOUNDS } }, scaledUp, 2)).toEqual({ tasks: 3, bounds: BOUNDS });
  });

  const WELL = { service: service(3), bounds: DOWN, kept: { stop: STOP, undo: undefined }, usual: 2 };
  const decided = (over: object, endedBy?: string) => {
    const decision = decideScaling({ ...WELL, ...over }, endedBy);
    return decision.restore ? decision.to : decision.result.refused?.because;
  };

  test.each<[string, object, unknown]>([
    ['what a stop has changed is put back', {}, BOUNDS],
    ['not while the service is stopped: a minimum would start tasks', { service: service(0) }, 'it is stopped'],
    ['not where it would start a task', { service: service(1) }, 'it would start or end tasks'],
    ['not where it would end one', { service: service(6) }, 'it would start or end tasks'],
    ['not over what somebody has set since', { bounds: { ...DOWN, min: 1 } }, 'somebody has changed it since'],
    ['not where it is so already', { bounds: BOUNDS }, undefined],
    ['not without a stop', { kept: { stop: undefined, undo: undefined } }, undefined],
    ['not after the stop was lifted by somebody', { kept: { stop: LIFTED, undo: undefined } }, undefined],
    [
      'not where nobody knows how it was',
      { kept: { stop: { ...STOP, before: { desired: 2, bounds: 'unknown' } }, undo: undefined } },
      'unknown how it was',
    ],
  ])('%s', (_what, over, answer) => {
    expect(decided(over)).toEqual(answer);
  });

  test('whoever has lifted the stop himself may put it back, and nobody after another stop', () => {
    const kept = { stop: LIFTED, undo: undefined };
    expect(decided({ kept }, 'stop-1')).toEqual(BOUNDS);
    expect(decided({ kept: { stop: { ...STOP, id: 'stop-2' }, undo: undefined } }, 'stop-1')).toBeUndefined();
  });
});
