import type { Heartbeat } from '../../../../lambdas/shared/broker';
import { decideConnectivity, type Seen } from '../../../../lambdas/verify-broker-connectivity/decide';
import { seen, unseen } from '../../../support/incidents';
import { MORNING, morningPlus } from '../morning-world';

const iso = (seconds: number) => new Date(morningPlus(seconds)).toISOString();
const heartbeat = (over: Partial<Heartbeat> = {}) => seen({ asOf: iso(-30), httpStatus: 200, errorcode: '', ...over });
const ages = (...values: number[]) => seen(values.map((value, index) => ({ at: morningPlus(60 * index), value })));

const ANSWERS = seen({ status: 401, json: true });
const broker = (over: Partial<NonNullable<Seen['broker']>> = {}) => ({
  reachability: ANSWERS,
  heartbeat: heartbeat(),
  maxAgeSeconds: 120,
  ...over,
});
const judge = (over: Partial<Seen> = {}) =>
  decideConnectivity({
    broker: broker(),
    marketData: ages(9, 3),
    maxMarketDataAgeSeconds: 60,
    minutes: 5,
    phase: seen('closed'),
    now: MORNING,
    outside: { name: 'Angel One Support', contact: 'support@broker.example' },
    ...over,
  });

test('a broker that answers, a session that is good and a feed that is connected are ok', () => {
  expect(judge()).toEqual({
    state: 'ok',
    says: 'Broker answers 401. The service says "ok" at 08:44:30 IST. Market data is connected, 3 s old.',
    details: [
      'ok: Broker answers 401',
      'ok: The service says "ok" at 08:44:30 IST',
      'ok: Market data is connected, 3 s old',
    ],
    numbers: {
      'broker status': 401,
      'heartbeat error code': '',
      'heartbeat age seconds': 30,
      'market data age seconds': 3,
    },
  });
});

test.each([
  [
    'is refused for its login',
    'AB1007',
    'do not retry the login: it locks the account; call Angel One Support (support@broker.example)',
  ],
  ['is refused for its one-time password', 'AB1050', 'renew the credentials'],
  ['has an invalid token', 'AG8001', 'must log in anew before the open; if it cannot, call Angel One Support'],
  ['has an expired token', 'AG8002', 'must log in anew before the open'],
  ['has an expired session', 'AB1010', 'must log in anew before the open'],
  ['gets no answer', 'AB1004', 'call Angel One Support (support@broker.example)'],
])('a service that %s before the open is a failure with somebody to call', (_what, errorcode, says) => {
  const answer = judge({ broker: broker({ heartbeat: heartbeat({ errorcode }) }) });
  expect(answer.state).toBe('failed');
  expect(answer.says).toContain(says);
});

test.each([
  ['we cannot reach', { reachability: unseen('no answer in 3 s') }, 'failed'],
  ['answers us with an error of its own', { reachability: seen({ status: 503, json: false }) }, 'failed'],
  ['limits our rate', { reachability: seen({ status: 403, json: false }) }, 'attention'],
  ['limits the rate of the service', { heartbeat: heartbeat({ httpStatus: 429 }) }, 'attention'],
  ['gives the service a code nobody knows', { heartbeat: heartbeat({ errorcode: 'AB9999' }) }, 'could not check'],
  ['the service says nothing of', { heartbeat: unseen('NoSuchKey: none') }, 'could not check'],
])('a broker that %s', (_what, over, state) => {
  const answer = judge({ broker: broker(over) });
  expect(answer.state).toBe(state);
  expect(answer).not.toHaveProperty('because');
});

test.each([
  ['older than it may be', heartbeat({ asOf: iso(-121), errorcode: 'AB1007' }), 'stale'],
  ['from the future', heartbeat({ asOf: iso(121) }), 'malformed'],
  ['of an instant that is none', heartbeat({ asOf: '2026-13-45T00:00:00Z' }), 'malformed'],
  ['not JSON', unseen('SyntaxError: Unexpected token'), 'malformed'],
  ['of another shape', unseen('TypeError: The input of "status/broker.json" is wrong: httpStatus'), 'malformed'],
])('a heartbeat %s tells nothing, and why is said', (_what, word, because) => {
  expect(judge({ broker: broker({ heartbeat: word }) })).toMatchObject({ state: 'could not check', because });
});

test('a heartbeat counts to the last second it may', () => {
  expect(judge({ broker: broker({ heartbeat: heartbeat({ asOf: iso(-120) }) }) }).state).toBe('ok');
});

test('a heartbeat that is too old does not excuse a broker that is away', () => {
  const both = broker({ reachability: unseen('refused'), heartbeat: heartbeat({ asOf: iso(-300) }) });
  expect(judge({ broker: both }).state).toBe('failed');
});

describe('market data', () => {
  const OLD = ages(3, 900);

  test('that is old while the market is closed is connected, and no more is asked', () => {
    const { state, says } = judge({ marketData: OLD });
    expect([state, says]).toEqual(['ok', expect.stringContaining('is connected, 15 min old: the market is closed')]);
  });

  test.each(['pre-open', 'session', 'closing-auction'] as const)('that is old is a failure in the %s', (phase) => {
    const { state, says } = judge({ marketData: OLD, phase: seen(phase) });
    expect([state, says]).toEqual(['failed', expect.stringContaining(`15 min old, at most 1 min wanted (${phase})`)]);
  });

  test('is fresh to the last second it may be', () => {
    expect(judge({ marketData: ages(60), phase: seen('session') }).state).toBe('ok');
    expect(judge({ marketData: ages(61), phase: seen('session') }).state).toBe('failed');
  });

  test('that is old where nobody knows whether it trades is not known to be well', () => {
    expect(judge({ marketData: OLD, phase: seen('unknown-day') }).state).toBe('could not check');
    expect(judge({ marketData: OLD, phase: unseen('There is no parameter') }).state).toBe('could not check');
  });

  test('that is fresh needs no calendar', () => {
    expect(judge({ phase: unseen('There is no parameter') }).state).toBe('ok');
  });

  test('nobody has told of for five minutes is not connected for all we know', () => {
    expect(judge({ marketData: ages() })).toMatchObject({ state: 'could not check', because: 'stale' });
  });

  test('whose age cannot be read could not be checked', () => {
    expect(judge({ marketData: unseen('denied') })).toMatchObject({
      state: 'could not check',
      numbers: { 'market data age seconds': null },
    });
  });
});

describe('what is not configured', () => {
  test('is said so, and is the reason where all else is well', () => {
    expect(judge({ marketData: null })).toMatchObject({
      state: 'could not check',
      because: 'not configured',
      says: expect.stringContaining('Market data: not configured, so nobody knows.'),
    });
    expect(judge({ broker: null, marketData: null })).toMatchObject({ because: 'not configured' });
  });

  test('excuses neither what failed nor what is stale', () => {
    const stale = broker({ heartbeat: heartbeat({ asOf: iso(-300) }) });
    expect(judge({ broker: stale, marketData: null })).toMatchObject({ state: 'could not check', because: 'stale' });
    const refused = broker({ heartbeat: heartbeat({ errorcode: 'AB1007' }) });
    expect(judge({ broker: refused, marketData: null }).state).toBe('failed');
  });
});
