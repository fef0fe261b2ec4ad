import { decideTrading, type Seen } from '../../../../lambdas/review-trading/decide';
import type { DayFigures, Position, Positions, Reading } from '../../../../lambdas/shared/day-signals';

/** 15:40 and 16:15 in India. */
const CLOSES = Date.UTC(2026, 10, 20, 10, 10);
const FINAL = Date.UTC(2026, 10, 20, 10, 45);
const AFTER = FINAL + 300_000;

const figures = (over: Partial<DayFigures> = {}): Reading<DayFigures> => ({
  state: 'seen',
  value: {
    asOf: '2026-11-20T10:46:00Z',
    date: '2026-11-20',
    trades: 42,
    realisedProfit: 123_456.5,
    openPositions: 0,
    currency: 'INR',
    final: true,
    ...over,
  },
});
const position = (over: Partial<Position> = {}): Position => ({
  exchange: 'NSE',
  symbol: 'SBIN-EQ',
  product: 'DELIVERY',
  netQuantity: 50,
  averagePrice: 812.4,
  ...over,
});
const positions = (all: readonly Position[], asOf = '2026-11-20T10:29:00Z'): Reading<Positions> => ({
  state: 'seen',
  value: { asOf, positions: [...all] },
});
const decide = (over: Partial<Seen> = {}) =>
  decideTrading({
    date: '2026-11-20',
    figures: figures(),
    positions: positions([]),
    ends: { closes: CLOSES, final: FINAL },
    maxDailyLoss: 50_000,
    now: AFTER,
    ...over,
  });

test('a day is told with its numbers', () => {
  expect(decide()).toEqual({
    state: 'ok',
    says: '20 Nov 2026: 42 trades, realised profit 1,23,456.5 INR, 0 open positions.',
    numbers: {
      date: '2026-11-20',
      asOf: '2026-11-20T10:46:00Z',
      trades: 42,
      realisedProfit: 123_456.5,
      openPositions: 0,
      currency: 'INR',
      final: 'true',
    },
  });
});

describe('a loss', () => {
  test('is told as one', () => {
    expect(decide({ figures: figures({ realisedProfit: -50_000 }) })).toMatchObject({
      state: 'ok',
      says: expect.stringContaining('realised loss 50,000 INR'),
    });
  });

  test('above the limit of the day is for attention, with the limit', () => {
    expect(decide({ figures: figures({ realisedProfit: -50_000.01 }) })).toMatchObject({
      state: 'attention',
      says: expect.stringContaining('The loss is above the limit of the day, 50,000 INR.'),
    });
  });

  test('a profit of that size is none', () => {
    expect(decide({ figures: figures({ realisedProfit: 90_000 }) }).state).toBe('ok');
  });
});

describe('figures that are not final', () => {
  test.each([true, false])('before trade modification has ended are no fault (final: %s)', (final) => {
    expect(decide({ figures: figures({ final }), now: FINAL - 1 })).toMatchObject({
      state: 'ok',
      says: expect.stringMatching(/ Not final before 16:15 IST\.$/),
    });
  });

  test('afterwards are for attention', () => {
    expect(decide({ figures: figures({ final: false }), now: FINAL })).toMatchObject({
      state: 'attention',
      says: expect.stringContaining('still call themselves not final, after 16:15 IST'),
    });
  });

  test('cannot be told from metrics, and that is no fault', () => {
    const { value } = figures() as { value: DayFigures };
    const { final: _, currency: __, ...rest } = value;
    expect(decide({ figures: { state: 'seen', value: rest } })).toMatchObject({
      state: 'ok',
      says: '20 Nov 2026: 42 trades, realised profit 1,23,456.5, 0 open positions.',
      numbers: { final: null, currency: null },
    });
  });
});

describe('after the close', () => {
  const open = { figures: figures({ openPositions: 2 }) };
  const intraday = position({ product: 'INTRADAY', symbol: 'TCS-EQ', netQuantity: -5 });

  test('an open INTRADAY position is for attention, with how many and which', () => {
    expect(decide({ ...open, positions: positions([position(), intraday]) })).toMatchObject({
      state: 'attention',
      says: expect.stringContaining('1 position in the product INTRADAY is open after the close at 15:40 IST.'),
      details: ['NSE TCS-EQ INTRADAY: -5 at 812.4'],
    });
  });

  test('one that was closed, and others that stay open, are none', () => {
    const all = [position(), { ...intraday, netQuantity: 0 }];
    expect(decide({ ...open, positions: positions(all) }).state).toBe('ok');
  });

  test('before it nothing is said about them', () => {
    expect(decide({ ...open, positions: positions([intraday]), now: CLOSES - 1 }).state).toBe('ok');
  });

  test.each<[string, Seen['positions'], string]>([
    ['not configured', null, 'the signal for positions is not configured'],
    ['malformed', { state: 'malformed', says: 's3://a has b' }, 'positions are malformed: s3://a has b'],
    [
      'from before the close',
      positions([], '2026-11-20T10:09:59Z'),
      'the positions are of 15:39:59 IST, before the close at 15:40 IST',
    ],
  ])('positions that are %s: nobody knows, where some are open', (_what, given, why) => {
    expect(decide({ ...open, positions: given })).toMatchObject({
      state: 'attention',
      says: expect.stringContaining(`Whether any of them is INTRADAY is not known: ${why}.`),
    });
    expect(decide({ positions: given }).state).toBe('ok');
  });

  test('of a day that is over the present positions tell nothing', () => {
    expect(decide({ ...open, positions: undefined }).state).toBe('ok');
  });

  test('they are told also when the figures cannot be read', () => {
    const answer = decide({
      figures: { state: 'missing', says: 's3://a is not there' },
      positions: positions([intraday]),
    });
    expect(answer).toMatchObject({
      state: 'could not check',
      says: 'Trades and profit of 20 Nov 2026: missing: s3://a is not there. 1 position in the product INTRADAY is open after the close at 15:40 IST.',
    });
    expect(answer).not.toHaveProperty('because');
  });
});

test.each(['malformed', 'stale'] as const)('figures that are %s are that, by name', (state) => {
  expect(decide({ figures: { state, says: 'x' } })).toMatchObject({ state: 'could not check', because: state });
});
