import type { Capacity, Undo } from '../../../lambdas/shared/guard/undo';
import { askToUndo, decideStoppedMeanwhile, decideUndo, triedAgain } from '../../../lambdas/undo-scaling/decide';
import { ALARM_AT, at, isoAfter, seen, unseen } from '../../support/incidents';
import { judged, kept, leaseOf, stopOf } from './shared/guard/world';

const NAME = { cluster: 'prod', service: 'trading' };
const BEFORE: Capacity = { desired: 2, min: 2, max: 5, suspended: { in: false, out: false, scheduled: false } };
const UNDO: Undo = { kind: 'scaled-up', incident: 'theirs', since: ALARM_AT, before: BEFORE, raisedTo: 3 };
const bounds = (min: number) => seen({ ...BEFORE, min });

test('a minimum that is as we set it is put back', () => {
  expect(decideUndo(NAME, UNDO, bounds(3))).toEqual({
    undo: true,
    from: 3,
    to: 2,
    suspended: BEFORE.suspended,
  });
});

test.each([
  ['is back already', bounds(2), 'The minimum is 2 again.'],
  [
    'was changed by somebody since',
    bounds(4),
    'Left alone: the minimum is 4, and incident theirs had set 3; somebody has changed it since.',
  ],
  [
    'belongs to no target any more',
    seen(undefined),
    'The service has no scalable target any more: nothing is put back.',
  ],
])('a minimum that %s is left alone, and nothing has to be put back any more', (_what, seenBounds, finding) => {
  expect(decideUndo(NAME, UNDO, seenBounds)).toEqual({
    undo: false,
    settle: true,
    result: { outcome: 'continue', finding },
  });
});

test('a capacity that cannot be read is for people, and the record stays', () => {
  expect(decideUndo(NAME, UNDO, unseen('denied'))).toMatchObject({
    settle: false,
    result: { outcome: 'escalate', verdict: 'unknown', advice: expect.stringContaining('--min-capacity 2') },
  });
});

test('in the session it waits for the close, and nobody is woken', () => {
  const judgement = judged({}, askToUndo({ ...NAME, kind: 'trading' }, 3, 2));
  expect(judgement).toMatchObject({ result: { outcome: 'park', refused: { act: 'undo-scale-up' } } });
});

describe('while somebody else has the service', () => {
  const refused = (because: string) => ({
    outcome: 'continue' as const,
    finding: 'Not done.',
    refused: { act: 'undo-scale-up', because },
  });
  const hand = { by: 'asha', reason: 'looking', since: at(0), until: at(600) };

  test.each([
    ['a person: it is asked again when they are through', "a person's hand", kept({ hand }), 600],
    [
      'another incident: it is asked again when its lease is over',
      'leased by another incident',
      kept({ lease: leaseOf('theirs', 0) }),
      900,
    ],
  ])('%s', (_who, because, found, seconds) => {
    expect(triedAgain(refused(because), seen(found), at(30))).toMatchObject({
      outcome: 'park',
      until: isoAfter(seconds),
      refused: { because },
    });
  });

  test.each([
    ['what is refused for another reason', refused('observe'), kept({ hand })],
    ['a lease that is over', refused('leased by another incident'), kept({ lease: leaseOf('theirs', -1_000) })],
  ])('%s is answered as it is', (_what, result, found) => {
    expect(triedAgain(result, seen(found), at(30))).toBe(result);
  });
});

describe('once the minimum was put back', () => {
  const capacity = seen({ ...BEFORE, desired: 2 });
  const none = seen(undefined);
  const judged = (over: Partial<Parameters<typeof decideStoppedMeanwhile>[1]> = {}) =>
    decideStoppedMeanwhile(BEFORE.suspended, { capacity, stop: none, ...over });

  test('a service that nobody has stopped is left as it is', () => {
    expect(judged()).toBeUndefined();
    expect(judged({ stop: seen(stopOf({ lifted: { at: at(60), by: 'two people' } })) })).toBeUndefined();
    expect(judged({ stop: seen(stopOf({ kind: 'disabled' })) })).toBeUndefined();
  });

  test.each([
    ['a stop stands', { stop: seen(stopOf()) }],
    [
      'its scaling was suspended',
      { capacity: seen({ ...BEFORE, suspended: { in: true, out: true, scheduled: true } }) },
    ],
  ])('one that was stopped meanwhile is stopped again: %s', (_how, over) => {
    expect(judged(over)).toMatchObject({ outcome: 'stand-down', refused: { because: 'stopped on purpose' } });
  });

  test.each([
    ['the record', { stop: unseen('no table') }],
    ['the service', { capacity: unseen('denied') }],
  ])('not knowing is for people: %s cannot be read', (_what, over) => {
    expect(judged(over)).toMatchObject({ outcome: 'escalate', verdict: 'unknown' });
  });
});
