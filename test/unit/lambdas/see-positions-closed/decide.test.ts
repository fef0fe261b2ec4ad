import type { Answer, Command } from '../../../../lambdas/close-positions/command';
import { decideClosed, type Seen } from '../../../../lambdas/see-positions-closed/decide';
import type { Position } from '../../../../lambdas/shared/day-signals';
import { at, isoAfter } from '../../../support/incidents';

const open = (symbol: string, netQuantity = 50): Position => ({
  exchange: 'NSE',
  symbol,
  product: 'INTRADAY',
  netQuantity,
  averagePrice: 100,
});
/** Given at 0 s, to be accepted by 60 s. */
const command: Command = {
  id: 'close-a1',
  asOf: isoAfter(0),
  expiresAt: isoAfter(60),
  requestedBy: 'devops-primary',
  approvedBy: ['trading-primary', 'team-lead'],
  reason: 'out of control',
  orderType: 'LIMIT',
  maxSlippagePercent: 1,
  positions: [open('SBIN-EQ'), open('ITC-EQ', -20)],
};
const answer = (state: Answer['state'], seconds: number, over: Partial<Answer> = {}): Seen['answer'] => ({
  state: 'seen',
  value: { asOf: isoAfter(seconds), id: command.id, state, orders: { sent: 2, filled: 2, open: 0 }, ...over },
});
const list = (seconds: number, ...positions: Position[]): Seen['positions'] => ({
  state: 'seen',
  value: { asOf: isoAfter(seconds), positions },
});
const see = (seconds: number, over: Partial<Seen>) =>
  decideClosed({
    command,
    answer: { state: 'missing', says: 'not there' },
    positions: list(-20, open('SBIN-EQ'), open('ITC-EQ', -20)),
    now: at(seconds),
    maxAgeSeconds: 120,
    last: false,
    broker: { name: 'Angel One Support', contact: 'support@angelbroking.com' },
    ...over,
  });

test('a list without an open position, written after the command, and a service that is done: closed', () => {
  expect(see(90, { answer: answer('done', 30), positions: list(60, open('SBIN-EQ', 0)) })).toMatchObject({
    outcome: 'continue',
    finding: expect.stringMatching(/^Every position is closed at .* The trading service says done/),
  });
});

describe('it is not yet seen', () => {
  test.each<[string, number, Partial<Seen>]>([
    ['by an empty list of before the command', 40, { answer: answer('done', 30), positions: list(-1) }],
    ['by an empty list of the very instant', 40, { answer: answer('done', 30), positions: list(0) }],
    ['while orders are in the market', 40, { answer: answer('working', 30), positions: list(35) }],
    ['while the service has only accepted it', 40, { answer: answer('accepted', 30), positions: list(35) }],
    ['by the service’s word alone', 40, { answer: answer('done', 30), positions: { state: 'stale', says: 'old' } }],
    ['by an answer to another command', 40, { answer: answer('done', 30, { id: 'another' }), positions: list(35) }],
  ])('%s', (_what, seconds, over) => {
    expect(see(seconds, over)).toMatchObject({ outcome: 'wait', verdict: 'unknown' });
  });

  test('and at the end of its time that is no success', () => {
    for (const over of [
      { answer: answer('working', 30), positions: list(35) },
      { answer: answer('done', 30), positions: list(-1) },
      { answer: answer('done', 30), positions: { state: 'missing', says: 'not there' } },
    ] satisfies Partial<Seen>[])
      expect(see(400, { ...over, last: true })).toMatchObject({ outcome: 'escalate', verdict: 'unknown' });
  });
});

describe('what nobody accepts', () => {
  test('is waited for until it expires, and then taken back', () => {
    expect(see(59, {})).toMatchObject({ outcome: 'wait' });
    expect(see(60, {})).toBe('withdraw');
  });

  test('may have been accepted in that very moment: it is looked at once more', () => {
    expect(see(65, { withdrawn: { at: at(60) } })).toMatchObject({ outcome: 'wait' });
    expect(see(65, { withdrawn: { at: at(60) }, answer: answer('accepted', 59) })).toMatchObject({ outcome: 'wait' });
  });

  test('is told, with what is still open', () => {
    expect(see(75, { withdrawn: { at: at(60) }, positions: list(70, open('SBIN-EQ')) })).toMatchObject({
      outcome: 'escalate',
      verdict: 'not-fixed',
      finding: expect.stringMatching(
        /has not accepted command close-a1 .* taken back.* 1 position still open .*SBIN-EQ/,
      ),
      callOutside: 'broker',
    });
  });

  test('and could not be taken back either: that is told too', () => {
    expect(see(75, { withdrawn: { unseen: 'AccessDenied' } })).toMatchObject({
      outcome: 'escalate',
      finding: expect.stringContaining('it could not be taken back (AccessDenied)'),
    });
  });

  test('is no failure where somebody else has closed the positions; it is taken back all the same', () => {
    expect(see(60, { positions: list(50) })).toBe('withdraw');
    expect(see(75, { withdrawn: { at: at(60) }, positions: list(50) })).toMatchObject({ outcome: 'continue' });
  });
});

test.each<[string, Partial<Seen>, RegExp]>([
  [
    'refused',
    { answer: answer('refused', 10, { because: 'the broker does not answer' }), positions: list(40, open('SBIN-EQ')) },
    /has refused the command: the broker does not answer\. 1 position still open/,
  ],
  [
    'failed',
    { answer: answer('failed', 30, { because: 'not filled' }), positions: list(40, open('ITC-EQ', -20)) },
    /says failed: not filled \(2 orders sent, 2 filled, 0 open\); 1 position still open .*: NSE ITC-EQ INTRADAY -20\.$/,
  ],
  [
    'done, and the positions say otherwise',
    { answer: answer('done', 30), positions: list(40, open('SBIN-EQ')) },
    /^Not all positions are closed: the trading service says done/,
  ],
])('what the service says is told in its words: %s', (_what, over, says) => {
  expect(see(60, over)).toMatchObject({
    outcome: 'escalate',
    verdict: 'not-fixed',
    finding: expect.stringMatching(says),
    callOutside: 'broker',
  });
});

test('a service that has fallen silent is told as that', () => {
  expect(see(400, { answer: answer('working', 30), positions: list(390, open('SBIN-EQ')), last: true })).toMatchObject({
    outcome: 'escalate',
    verdict: 'not-fixed',
    finding: expect.stringMatching(/is at it \(working, .*\), and has said nothing since/),
  });
});
