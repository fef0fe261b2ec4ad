import * as v from 'valibot';
import { type Command, Command as CommandSchema } from '../../../../lambdas/close-positions/command';
import {
  type About,
  commandFor,
  decideClosing,
  type Seen,
  twoPeople,
} from '../../../../lambdas/close-positions/decide';
import type { Decision } from '../../../../lambdas/shared/approvals/approval';
import type { Position } from '../../../../lambdas/shared/day-signals';
import { ALARM_AT, CALENDAR, isoAfter, seen, service, tradingIs, unseen } from '../../../support/incidents';

const TRADING = 'algo-trading-prod-trading';
const about: About = {
  service: TRADING,
  place: {
    bucket: 'data',
    key: 'commands/close-positions.json',
    answer: { key: 'status/close-positions.json', maxAgeSeconds: 120 },
    maxSlippagePercent: 1,
  },
  broker: { name: 'Angel One Support', contact: 'support@angelbroking.com' },
};
const position = (symbol: string, netQuantity: number): Position => ({
  exchange: 'NSE',
  symbol,
  product: 'INTRADAY',
  netQuantity,
  averagePrice: 100,
});
const listOf = (...positions: Position[]): Seen['positions'] => ({
  state: 'seen',
  value: { asOf: isoAfter(-30), positions },
});
const command = (over: Partial<Command> = {}): Command => ({
  id: 'another-a1',
  asOf: isoAfter(-600),
  expiresAt: isoAfter(-540),
  requestedBy: 'devops-primary',
  approvedBy: ['trading-primary', 'team-lead'],
  reason: 'before',
  orderType: 'LIMIT',
  maxSlippagePercent: 1,
  positions: [],
  ...over,
});
const held = (over: Partial<Command> = {}): Seen['held'] =>
  seen({ state: 'command', command: command(over), etag: '"1"' });
const answer = (state: 'accepted' | 'working' | 'done', over: object = {}): Seen['answer'] => ({
  state: 'seen',
  value: { asOf: isoAfter(-20), id: 'another-a1', state, orders: { sent: 0, filled: 0, open: 0 }, ...over },
});
/** In the session, trading disabled, two tasks, two positions open, nothing at the command's place. */
const world = (over: Partial<Seen> = {}): Seen => ({
  now: ALARM_AT,
  settings: { mode: seen('act'), calendar: seen({ calendar: CALENDAR, overrides: {} }) },
  tradingEnabled: tradingIs('false'),
  service: seen(service()),
  positions: listOf(position('SBIN-EQ', 50), position('ITC-EQ', -20), position('TCS-EQ', 0)),
  held: seen({ state: 'nothing' }),
  answer: { state: 'missing', says: 'not there' },
  ...over,
});
const refusal = (over: Partial<Seen>) => {
  const closing = decideClosing(about, world(over));
  if (closing.close) throw new Error('It would be asked for.');
  return closing.result;
};

test('what is open is asked for, position by position, whatever the parameter says of trading', () => {
  const closing = decideClosing(about, world());
  expect(closing).toMatchObject({
    close: true,
    open: [position('SBIN-EQ', 50), position('ITC-EQ', -20)],
    ask: {
      act: 'close-positions',
      kind: 'trading',
      resource: TRADING,
      because: 'person',
      evenDisabled: true,
      facts: { 'position NSE SBIN-EQ INTRADAY': 50, 'position NSE ITC-EQ INTRADAY': -20 },
    },
  });
});

describe('it is refused', () => {
  test.each<[string, string, Partial<Seen>]>([
    ['in the pre-open', 'the market phase forbids it', { now: Date.parse('2026-11-20T09:05:00+05:30') }],
    ['in the closing auction', 'the market phase forbids it', { now: Date.parse('2026-11-20T15:20:00+05:30') }],
    ['after the close', 'the market phase forbids it', { now: Date.parse('2026-11-20T17:00:00+05:30') }],
    ['on a Saturday', 'the market phase forbids it', { now: Date.parse('2026-11-21T11:00:00+05:30') }],
    ['where no task is running', 'no task is running', { service: seen(service({ runningCount: 0 })) }],
    ['where the service is not there', 'no task is running', { service: seen(undefined) }],
    ['while trading is enabled', 'trading is enabled', { tradingEnabled: tradingIs('true') }],
    [
      'where nobody knows whether trading is disabled',
      'unknown whether trading is disabled',
      { tradingEnabled: unseen('throttled') },
    ],
    [
      'where the positions are stale',
      'the positions are unknown',
      { positions: { state: 'stale', says: 'of yesterday' } },
    ],
    ['where its place cannot be read', 'the command’s place cannot be read', { held: unseen('AccessDenied') }],
    ['where something else lies at its place', 'another command stands', { held: seen({ state: 'something else' }) }],
    ['where another one can still be accepted', 'another command stands', { held: held({ expiresAt: isoAfter(5) }) }],
    ['where another one is being carried out', 'another command stands', { held: held(), answer: answer('working') }],
  ])('%s', (_what, because, over) => {
    expect(refusal(over)).toMatchObject({ outcome: 'escalate', refused: { act: 'close-positions', because } });
  });

  test('with what people can do at the broker, and whom they call', () => {
    expect(refusal({ service: seen(service({ runningCount: 0 })) })).toMatchObject({
      callOutside: 'broker',
      advice: expect.stringMatching(
        /LIMIT orders.*NSE SBIN-EQ INTRADAY 50; NSE ITC-EQ INTRADAY -20.*Angel One Support/,
      ),
    });
  });

  test('unknown is said where it is not known', () => {
    for (const over of [
      { tradingEnabled: unseen('throttled') },
      { positions: { state: 'unreachable', says: 'not to be read' } },
      { held: unseen('AccessDenied') },
    ] satisfies Partial<Seen>[])
      expect(refusal(over).verdict).toBe('unknown');
  });
});

test('without an open position there is nothing to do, and that is no failure', () => {
  expect(refusal({ positions: listOf(position('TCS-EQ', 0)) })).toMatchObject({ outcome: 'resolved' });
});

test.each<[string, Partial<Seen>]>([
  ['has expired', { held: held() }],
  ['was carried out before it expired', { held: held({ expiresAt: isoAfter(30) }), answer: answer('done') }],
  [
    'was being carried out, and nobody has spoken of it since',
    {
      held: held(),
      answer: answer('working', { asOf: isoAfter(-121) }),
    },
  ],
])('another command that %s stands in nobody’s way', (_what, over) => {
  expect(decideClosing(about, world(over))).toMatchObject({ close: true, held: { etag: '"1"' } });
});

const said = (contact: string, decision: Decision['decision'] = 'approve'): Decision => ({
  contact,
  decision,
  identity: `IAM user ${contact}`,
  reason: 'looked at it',
  at: isoAfter(0),
});

describe('two people', () => {
  test('are two different ones who have said yes', () => {
    expect(twoPeople({ decisions: [said('a'), said('b')], requester: 'c' })).toEqual(['a', 'b']);
  });
  test.each<[string, Decision[]]>([
    ['one alone', [said('a')]],
    ['one twice', [said('a'), said('a')]],
    ['one and whoever asked', [said('a'), said('c')]],
    ['one and a refusal', [said('a'), said('b', 'refuse')]],
  ])('are not %s', (_what, decisions) => {
    expect(twoPeople({ decisions, requester: 'c' })).toBeUndefined();
  });
});

test('the command keeps its contract whatever was typed as a reason, and is one of LIMIT orders', () => {
  const made = commandFor(
    { id: 'close-all-positions-20261120T043217Z', startedBy: 'devops-primary', cause: `x\u0007\n${'y'.repeat(900)}` },
    { id: 'a2' },
    {
      approvedBy: ['trading-primary', 'team-lead'],
      maxSlippagePercent: 1,
      positions: [position('A', 1)],
      now: ALARM_AT,
    },
  );
  expect(v.safeParse(CommandSchema, made).success).toBe(true);
  expect(made).toMatchObject({
    id: 'close-all-positions-20261120T043217Z-a2',
    orderType: 'LIMIT',
    asOf: isoAfter(0),
    expiresAt: isoAfter(60),
  });
});
