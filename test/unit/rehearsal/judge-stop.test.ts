import { judge } from '../../../rehearsal/judge';
import type { Result } from '../../../rehearsal/result';
import { emergencyStop } from '../../../rehearsal/scenarios/emergency-stop';
import { stopBesideOthers } from '../../../rehearsal/scenarios/stop-beside-others';

/** What came of a story in which trading was stopped, as far as it is judged here. */
const result = (over: Partial<Result> = {}): Result =>
  ({
    outcome: 'resolved',
    verdict: 'fixed',
    acts: [],
    executions: [],
    refusals: [],
    pages: [],
    timeline: [],
    incidents: [],
    denied: [],
    measured: [],
    dashboard: [],
    backups: [],
    answers: [],
    pagerDuty: [],
    allClear: [],
    notices: [],
    channel: [],
    checklists: [],
    gates: [],
    deadLetters: 0,
    ownRed: [],
    documents: {},
    tradingEnabled: 'false',
    disabledAfterSeconds: 1.2,
    lastOrderAfterSeconds: 14,
    mayTrade: false,
    ...over,
  }) as unknown as Result;

const judged = (over: Partial<Result> = {}) =>
  judge(
    { outcome: 'resolved', restarts: 0, pages: [], disabledWithinSeconds: 2, lastOrderWithinSeconds: 30 },
    result(over),
  );

test('a stop in time holds', () => {
  expect(judged()).toEqual([]);
  expect(judged({ disabledAfterSeconds: 2, lastOrderAfterSeconds: 30 })).toEqual([]);
});

test.each<[string, Partial<Result>, RegExp]>([
  [
    'the parameter was written late',
    { disabledAfterSeconds: 2.1 },
    /"false" 2\.1 s after the stop, expected within 2 s/,
  ],
  ['it was not written, or nobody has asked', { disabledAfterSeconds: null }, /was not written "false"/],
  [
    'an order came late',
    { lastOrderAfterSeconds: 30.1 },
    /last order came 30\.1 s after the stop, expected within 30 s/,
  ],
  ['no order flowed at all, or nobody has asked', { lastOrderAfterSeconds: null }, /no order reached the broker/],
  ['something could still trade', { mayTrade: true }, /could place an order/],
])('%s: it does not', (_what, over, words) => {
  expect(judged(over)).toEqual([expect.stringMatching(words)]);
});

test('every story of the emergency stop is held to when its last order came, and to the parameter where it may be written', () => {
  const stops = [...emergencyStop, ...stopBesideOthers];
  const free = stops.filter(({ expects }) => expects.lastOrderWithinSeconds === undefined).map(({ id }) => id);
  expect(free).toEqual(['stop-denied-everything']);
  const unwritten = stops.filter(({ expects }) => expects.disabledWithinSeconds === undefined).map(({ id }) => id);
  expect(unwritten).toEqual(['stop-denied-parameter', 'stop-denied-everything']);
});
