import { calculate } from '../../../../lambdas/calculate-losses/decide';
import { outageSince } from '../../../../lambdas/calculate-losses/since';
import { judgeIntegrity, type Seen } from '../../../../lambdas/check-data-integrity/decide';
import { describeReconciliation } from '../../../../lambdas/reconcile-positions/decide';
import { decideReview } from '../../../../lambdas/review-positions/decide';
import { reconciliationDocument } from '../../../../lambdas/shared/positions/document';
import { type BothSides, decideReconciliation, reconcile } from '../../../../lambdas/shared/positions/reconcile';

const NOW = Date.parse('2026-11-20T11:00:00+05:30');
const AS_OF = new Date(NOW - 30_000).toISOString();

describe('the data', () => {
  const documented = { key: 'snapshots/x.json', at: '2026-11-19T11:00:00Z', tables: { orders: 10, trades: 5 } };
  const inspected = (tables: Record<string, number>, over: object = {}): Seen['database'] => ({
    seen: { count: { at: AS_OF, tables, notCounted: {} }, checksumFailures: 0, invalidIndexes: [], ...over },
  });
  const ALL = { orders: 12, trades: 5, candles: 7 };
  const state = (database: Seen['database'], of: Seen['documented'] = { seen: documented }) =>
    judgeIntegrity({ documented: of, database }).state;

  test.each<[string, Seen['database'], string]>([
    ['more rows than last time, and a new table', inspected(ALL), 'whole'],
    ['one row fewer', inspected({ ...ALL, trades: 4 }), 'damaged'],
    ['a table is gone', inspected({ orders: 12 }), 'damaged'],
    ['a checksum has failed', inspected(ALL, { checksumFailures: 1 }), 'damaged'],
    ['an index is not valid', inspected(ALL, { invalidIndexes: ['public.i'] }), 'damaged'],
    ['the instance keeps no checksums', inspected(ALL, { checksumFailures: null }), 'whole'],
    [
      'a table could not be counted',
      inspected(ALL, { count: { at: AS_OF, tables: { orders: 12 }, notCounted: { trades: 'held' } } }),
      'unknown',
    ],
    [
      'it does not answer',
      {
        unconnected: { instance: 'db', database: 'd', timeoutSeconds: 5, attempt: { seen: { connection: 'refused' } } },
      },
      'unknown',
    ],
  ])('%s', (_what, database, is) => {
    expect(state(database)).toBe(is);
  });

  test('nothing to compare with is said, and is no damage; what cannot be read is unknown', () => {
    expect(state(inspected(ALL), { seen: undefined })).toBe('whole');
    expect(judgeIntegrity({ documented: { seen: undefined }, database: inspected(ALL) }).says).toMatch(/Not compared/);
    expect(state(inspected(ALL), { unseen: 'AccessDenied' })).toBe('unknown');
  });
});

describe('the outage', () => {
  const stop = { id: 's', since: NOW - 600_000, by: 'cto', reason: 'x', incident: 'i', kind: 'stopped' as const };
  const off = { value: 'false', version: 3, changedAt: new Date(NOW - 300_000) };
  const on = { ...off, value: 'true' };
  const incidents = {
    seen: [
      { id: 'late', alarmAt: '2026-11-20T05:20:00Z' },
      { id: 'early', alarmAt: '2026-11-20T05:10:00Z' },
    ],
  };

  test('counts from the stop, else from the parameter, else from the first incident', () => {
    const all = { stop: { seen: stop }, tradingEnabled: { seen: off }, incidents };
    expect(outageSince(all)).toMatchObject({ at: stop.since });
    expect(outageSince({ ...all, stop: { seen: { ...stop, lifted: { at: NOW, by: 'x' } } } })).toMatchObject({
      at: off.changedAt.getTime(),
    });
    expect(outageSince({ ...all, stop: { seen: undefined }, tradingEnabled: { seen: on } })).toMatchObject({
      at: Date.parse('2026-11-20T05:10:00Z'),
    });
    expect(
      outageSince({ stop: { seen: undefined }, tradingEnabled: { seen: on }, incidents: { seen: [] } }),
    ).toHaveProperty('none');
    expect(outageSince({ ...all, stop: { unseen: 'timeout' } })).toMatchObject({
      says: expect.stringMatching(/could not be read \(timeout\)/),
    });
  });

  const since = { at: NOW - 600_000, says: 'when cto stopped it' };
  const points = (...values: number[]) => ({
    metric: 'DailyLoss',
    points: { seen: values.map((value, i) => ({ at: NOW - 600_000 + i * 60_000, value })) },
  });
  const figures = (realisedProfit: number) => ({
    state: 'seen' as const,
    value: { asOf: AS_OF, date: '2026-11-20', trades: 4, realisedProfit, openPositions: 0 },
  });

  test.each<[string, Parameters<typeof calculate>[0], string]>([
    ['within', { since, figures: figures(-100), loss: points(0, 100), maxDailyLoss: 500 }, 'within'],
    ['the metric is above', { since, figures: null, loss: points(0, 501), maxDailyLoss: 500 }, 'above'],
    ['the realised loss is above', { since, figures: figures(-501), loss: null, maxDailyLoss: 500 }, 'above'],
    [
      'nobody knows',
      { since, figures: null, loss: { metric: 'DailyLoss', points: { unseen: 'x' } }, maxDailyLoss: 500 },
      'unknown',
    ],
    ['a silent metric is no 0', { since, figures: null, loss: points(), maxDailyLoss: 500 }, 'unknown'],
  ])('%s', (_what, seen, is) => {
    expect(calculate(seen).state).toBe(is);
  });

  test('it says what it is made of', () => {
    expect(calculate({ since, figures: figures(-100), loss: points(0, 40, 100), maxDailyLoss: 500 }).says).toMatch(
      /^Since 20 Nov 2026 10:50:00 IST, when cto stopped it\. Realised profit of the day: -100 in 4 trades, .* Loss of the day by DailyLoss: 0 at .*, 100 at .*, 100 more\.$/,
    );
  });
});

describe('both sides', () => {
  const position = { exchange: 'NSE', symbol: 'SBIN-EQ', token: '3045', product: 'INTRADAY', netQuantity: 50 };
  const here = (positions = [{ ...position, averagePrice: 1 }]): BothSides['here'] => ({
    state: 'seen',
    value: { asOf: AS_OF, positions },
  });
  const there = (holdings = [position]): BothSides['there'] => ({ state: 'seen', holdings });

  test.each<[string, BothSides['here'], BothSides['there'], string]>([
    ['the same', here(), there(), 'equal'],
    ['nothing on either side', here([]), there([]), 'equal'],
    ['null against a position', here(), there([]), 'different'],
    ['our list is stale', { state: 'stale', says: 'x is old' }, there(), 'unknown'],
    ['the broker does not answer', here(), { state: 'unreachable', says: 'does not answer' }, 'unknown'],
    ['neither is seen', { state: 'missing', says: 'x' }, { state: 'session-stale', says: 'y' }, 'unknown'],
  ])('%s', (_what, one, other, is) => {
    const found = decideReconciliation({ here: one, there: other, at: NOW });
    expect(found.state).toBe(is);
    expect(describeReconciliation(found, 'k').outcome).toBe('continue');
  });

  test('every discrepancy stands in the document, those first', () => {
    const many = Array.from({ length: 20 }, (_, i) => ({
      ...position,
      symbol: `S${String(i).padStart(2, '0')}`,
      token: `${i}`,
    }));
    const found = decideReconciliation({
      here: here([{ ...position, averagePrice: 1 }]),
      there: there([position, ...many]),
      at: NOW,
    });
    const text = reconciliationDocument(found, { id: 'i' }, NOW);
    for (const { symbol } of many) expect(text).toContain(`| NSE | ${symbol} | INTRADAY | 0 | 50 | **missing here** |`);
    expect(text.indexOf('| equal |')).toBeGreaterThan(text.lastIndexOf('missing here'));
    expect(found.says).toMatch(
      /^20 of 21 positions differ .*and 12 more in the document\. Holdings are not compared\.$/,
    );
  });

  test('without both places configured nothing is asked', async () => {
    const found = await reconcile({} as never, { positions: null, brokerPositions: null }, 0, {
      now: () => NOW,
      sleep: async () => {},
    });
    expect(found).toEqual({
      state: 'not-configured',
      says: 'Could not compare: signals.positions and signals.brokerPositions are not configured.',
    });
  });

  test('a review says how many, which, and of when', () => {
    const reading = {
      state: 'seen' as const,
      value: {
        asOf: AS_OF,
        positions: [
          { ...position, averagePrice: 812.4 },
          { ...position, netQuantity: 0, averagePrice: 1 },
        ],
      },
    };
    expect(decideReview(reading, NOW).finding).toBe(
      '1 open position, as of 10:59:30 IST, 30 s ago: NSE SBIN-EQ INTRADAY 50 at 812.4.',
    );
    expect(decideReview(null, NOW)).toMatchObject({ verdict: 'unknown', outcome: 'continue' });
  });
});
