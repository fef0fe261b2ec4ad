import { type After, decideAfterwards } from '../../../lambdas/scale-service/afterwards';
import { askToScaleUp, decideScaleUp, type Seen, type Wish } from '../../../lambdas/scale-service/decide';
import { ALL_SUSPENDED } from '../../../lambdas/shared/capacity';
import { judge, type World } from '../../../lambdas/shared/guard/decide';
import type { Stop } from '../../../lambdas/shared/guard/table';
import type { Capacity, Undo } from '../../../lambdas/shared/guard/undo';
import { ALARM_AT, at, seen, service, signal, tradingIs, unseen } from '../../support/incidents';
import { world } from './shared/guard/world';

const WISH: Wish = { cluster: 'prod', service: 'trading', kind: 'trading', to: 3, ceiling: 5 };
const NOW: Capacity = { desired: 2, min: 2, max: 5, suspended: { in: false, out: false, scheduled: false } };
const UNDO: Undo = { kind: 'scaled-up', incident: 'ours', since: ALARM_AT, before: NOW, raisedTo: 3 };
const COMMAND =
  'aws application-autoscaling register-scalable-target --service-namespace ecs --scalable-dimension ecs:service:DesiredCount --resource-id service/prod/trading --min-capacity';

const decide = (over: Partial<Seen> = {}, wish: Partial<Wish> = {}) =>
  decideScaleUp(
    { ...WISH, ...wish },
    {
      incident: 'ours',
      tradingEnabled: tradingIs('true'),
      service: seen(service()),
      capacity: seen(NOW),
      undo: seen(undefined),
      ...over,
    },
  );
const answer = (over: Partial<Seen>, wish: Partial<Wish> = {}) => {
  const decision = decide(over, wish);
  return decision.scale === 'no' ? decision.result : undefined;
};

describe('how many tasks', () => {
  test.each<[string, Partial<Wish>, Partial<Capacity>, number]>([
    ['as many as wanted', {}, {}, 3],
    ['no more than the ceiling', { to: 9, ceiling: 4 }, {}, 4],
    ['no more than the scalable maximum', { to: 9, ceiling: 9 }, {}, 5],
  ])('%s', (_what, wish, capacity, target) => {
    expect(decide({ capacity: seen({ ...NOW, ...capacity }) }, wish)).toMatchObject({ scale: 'up', target });
  });

  test.each<[string, Partial<Capacity>]>([
    ['the minimum is there', { desired: 3, min: 3 }],
    ['autoscaling has brought the count there', { desired: 3 }],
    ['the maximum is no higher', { max: 2 }],
  ])('none when %s: more would not help against a leak', (_what, capacity) => {
    expect(answer({ capacity: seen({ ...NOW, ...capacity }) })).toMatchObject({
      outcome: 'continue',
      finding: expect.stringMatching(/^Already at \d: .* More tasks would not help against a leak\.$/),
      refused: { act: 'scale-up', because: 'already at the ceiling' },
    });
  });
});

test('a try that died after it had raised the minimum is seen through, not repeated', () => {
  const capacity = seen({ ...NOW, desired: 3, min: 3 });
  expect(decide({ capacity, undo: seen(UNDO) })).toEqual({ scale: 'done', target: 3, before: NOW });
});

test.each<[string, Partial<Seen>, object]>([
  [
    'no scalable target',
    { capacity: seen(undefined) },
    { outcome: 'escalate', refused: { because: 'no scalable target' } },
  ],
  ['a capacity that cannot be read', { capacity: unseen('denied') }, { outcome: 'escalate', verdict: 'unknown' }],
  ['records that cannot be read', { undo: unseen('denied') }, { outcome: 'escalate', verdict: 'unknown' }],
  ['trading disabled', { tradingEnabled: tradingIs('false') }, { outcome: 'stand-down', refused: { act: 'scale-up' } }],
  [
    'a service that is between two generations',
    { undo: seen({ ...UNDO, kind: 'stopped-first' as const }), service: seen(service({ desiredCount: 0 })) },
    { outcome: 'continue', refused: { because: 'the service is between two generations' } },
  ],
  [
    'a minimum raised by another incident to another value',
    { undo: seen({ ...UNDO, incident: 'theirs', raisedTo: 4 }) },
    { outcome: 'continue', refused: { because: 'another incident has scaled it up' } },
  ],
])('not scaled up: %s', (_what, over, result) => {
  expect(answer(over)).toMatchObject(result);
});

test('without a scalable target the person is told the command, with the ceiling in it', () => {
  expect(answer({ capacity: seen(undefined) }, { to: 9, ceiling: 4 })?.advice).toContain('--desired-count 4');
});

describe('copies that may not run side by side', () => {
  const asked = (overlap: boolean, over: Partial<World> = {}) => {
    const judgement = judge(askToScaleUp({ ...WISH, overlap }, 3, NOW), world(over));
    return 'result' in judgement ? judgement.result : undefined;
  };
  const CLOSED = at(8 * 3_600);

  test('need an approval in the session, with the exact command and its undo', () => {
    expect(asked(false)).toMatchObject({
      outcome: 'ask',
      finding: expect.stringMatching(/^Needs an approval now: two copies .* may not run side by side/),
      question: { command: `${COMMAND} 3`, undo: `${COMMAND} 2`, facts: { 'scalable minimum': 2 } },
      refused: { act: 'scale-up', because: 'it needs an approval' },
    });
  });

  test('need none while nothing trades, and none where they do no harm', () => {
    expect(asked(false, { now: CLOSED, signals: seen([signal()]) })).toBeUndefined();
    expect(asked(true)).toBeUndefined();
  });

  test.each([
    ['the alarms are OK again', { signals: seen([signal({ state: 'OK' as const })]) }, 'resolved'],
    ['the mode is off', { settings: { ...world().settings, mode: seen('off' as const) } }, 'stand-down'],
    ['the calendar cannot be read', { settings: { ...world().settings, calendar: unseen('denied') } }, 'escalate'],
  ])('nobody is asked to approve when %s', (_what, over, outcome) => {
    const result = asked(false, over);
    expect(result).toMatchObject({ outcome });
    expect(result?.refused?.because).not.toBe('it needs an approval');
  });
});

describe('what is seen after the minimum was raised', () => {
  const raised = { ...NOW, desired: 3, min: 3 };
  const afterwards = (
    over: Partial<Capacity> = {},
    enabled = tradingIs('true'),
    stop: After['stop'] = seen(undefined),
  ) => decideAfterwards('trading', 3, NOW, { tradingEnabled: enabled, capacity: seen({ ...raised, ...over }), stop });
  const STOP: Stop = { id: 's', since: 0, by: 'Asha Rao', reason: 'wrong', incident: 'i', kind: 'stopped' };

  test('the count has followed', () => {
    expect(afterwards()).toEqual({
      outcome: 'continue',
      finding: 'Scaled up from 2 to 3: the minimum is 3 instead of 2.',
    });
  });

  test('the count does not follow yet', () => {
    expect(afterwards({ desired: 2 }).outcome).toBe('wait');
  });

  test.each<[string, Partial<Capacity>, boolean]>([
    ['by desired 0', { desired: 0 }, false],
    ['by suspension, and our registration has brought the count up again', { suspended: ALL_SUSPENDED }, true],
  ])('stopped meanwhile %s: the minimum becomes 0, and nothing is started by putting it back', (_how, over, stop) => {
    expect(afterwards(over)).toMatchObject({
      outcome: 'stand-down',
      refused: { because: 'stopped on purpose' },
      back: { min: 0, stop },
    });
  });

  test('disabled meanwhile: the minimum from before', () => {
    expect(afterwards({}, tradingIs('false'))).toMatchObject({ outcome: 'stand-down', back: { min: 2, stop: false } });
  });

  test('not known whether it is disabled: looked at again, and taken back in the end', () => {
    expect(afterwards({}, unseen('denied'))).toMatchObject({ outcome: 'wait', back: { min: 2, stop: false } });
  });

  test('the trading parameter says nothing about another service', () => {
    const capacity = seen(raised);
    const stop = seen(undefined);
    const result = decideAfterwards('other', 3, NOW, { tradingEnabled: tradingIs('false'), capacity, stop });
    expect(result.outcome).toBe('continue');
  });

  test('a stop that stands by now, whatever the service shows: nothing is wanted, and what was before stays written down', () => {
    expect(afterwards({}, tradingIs('true'), seen(STOP))).toMatchObject({
      outcome: 'stand-down',
      refused: { because: 'stopped on purpose' },
      back: { min: 0, stop: true, keepUndo: true },
    });
    expect(afterwards({}, tradingIs('true'), seen({ ...STOP, lifted: { at: 1, by: 'two' } })).outcome).toBe('continue');
    expect(afterwards({}, tradingIs('true'), seen({ ...STOP, kind: 'disabled' })).outcome).toBe('continue');
  });

  test('not known whether it was stopped: taken back in the end', () => {
    expect(afterwards({}, tradingIs('true'), unseen('no table'))).toMatchObject({
      outcome: 'wait',
      finding: 'Could not check whether the service was stopped: no table.',
      back: { min: 2, stop: false },
    });
  });
});
