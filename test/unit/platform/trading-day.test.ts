import type { Description } from '../../../rehearsal/platform';
import { TELLING } from './system';
import {
  at,
  FRIDAY,
  manifestOf,
  POSITIONS,
  performanceOf,
  positionsOf,
  report,
  rowsOf,
  telling,
  until,
  untrue,
} from './telling';

const REPORTS = ['performance.json', 'trades.csv', 'positions.csv', 'manifest.json'];

describe('before the market opens', () => {
  it('the reports of the previous trading day are there, final and true', () => {
    const seen = telling(`${FRIDAY}T08:40`);
    expect(performanceOf(seen, '2026-11-19')).toMatchObject({ date: '2026-11-19', final: true, currency: 'INR' });
    expect(manifestOf(seen, '2026-11-19')?.files.map(({ key }) => key)).toEqual([
      report('2026-11-19', 'trades.csv'),
      report('2026-11-19', 'positions.csv'),
    ]);
    expect(untrue(seen, manifestOf(seen, '2026-11-19'))).toEqual([]);
    expect(performanceOf(seen)).toBeNull();
  });

  it('after a weekend and a holiday that is the Friday before', () => {
    expect(performanceOf(telling('2026-11-23T08:40'))).toMatchObject({ date: FRIDAY, final: true });
    expect(performanceOf(telling('2026-11-25T08:40'), '2026-11-23')).toMatchObject({ date: '2026-11-23' });
  });

  it('the positions are those held overnight, written every ten minutes', () => {
    const seen = telling(`${FRIDAY}T08:41`);
    expect(positionsOf(seen)).toMatchObject({ asOf: '2026-11-20T03:11:00.000Z', positions: expect.any(Array) });
    const before = seen.writes(POSITIONS);
    until(seen, `${FRIDAY}T09:11`);
    expect(seen.writes(POSITIONS) - before).toBe(3);
    expect(positionsOf(seen).positions?.every(({ product }) => product === 'DELIVERY')).toBe(true);
  });
});

describe('while the market trades', () => {
  it('the positions are written every minute, and change', () => {
    const seen = telling(`${FRIDAY}T09:15`);
    const before = seen.writes(POSITIONS);
    until(seen, `${FRIDAY}T10:15`);
    expect(seen.writes(POSITIONS) - before).toBe(60);
    expect(positionsOf(seen).asOf).toBe('2026-11-20T04:45:00.000Z');
    const bodies = seen.s3
      .history('algo-data', POSITIONS)
      .map((body) => JSON.stringify(JSON.parse(`${body}`).positions));
    expect(new Set(bodies).size).toBeGreaterThan(3);
  });

  it('somebody who starts to look at noon sees a morning that has traded', () => {
    const noon = telling(`${FRIDAY}T12:00`);
    const whole = telling(`${FRIDAY}T08:00`);
    until(whole, `${FRIDAY}T12:00`);
    expect(positionsOf(noon)).toEqual(positionsOf(whole));
  });
});

describe('after the close', () => {
  it('the figures are provisional at once, the reports come at 15:50, and the figures are final from 16:15', () => {
    const seen = telling(`${FRIDAY}T15:30`);
    until(seen, `${FRIDAY}T15:39`);
    expect(performanceOf(seen)).toBeNull();
    until(seen, `${FRIDAY}T15:40`);
    expect(performanceOf(seen)).toMatchObject({ asOf: '2026-11-20T10:10:00.000Z', date: FRIDAY, final: false });
    until(seen, `${FRIDAY}T15:49`);
    expect(manifestOf(seen)).toBeNull();
    until(seen, `${FRIDAY}T15:50`);
    expect(manifestOf(seen)).toMatchObject({ asOf: '2026-11-20T10:20:00.000Z', date: FRIDAY });
    expect(performanceOf(seen)).toMatchObject({ final: false });
    until(seen, `${FRIDAY}T16:15`);
    expect(performanceOf(seen)).toMatchObject({ asOf: '2026-11-20T10:45:00.000Z', final: true });
    expect(untrue(seen, manifestOf(seen))).toEqual([]);
  });

  it('every report says the same of the day', () => {
    const seen = telling(`${FRIDAY}T08:00`);
    until(seen, `${FRIDAY}T16:20`);
    const trades = rowsOf(seen, 'trades.csv');
    const positions = rowsOf(seen, 'positions.csv');
    const told = performanceOf(seen);
    expect(trades.length).toBeGreaterThan(20);
    expect(told?.trades).toBe(trades.length);
    const profit = trades.reduce((sum, { realised_profit = '' }) => sum + Math.round(Number(realised_profit) * 100), 0);
    expect(told?.realisedProfit).toBe(profit / 100);
    expect(profit).not.toBe(0);
    expect(told?.openPositions).toBe(positions.length);
    expect(positions.map(({ symbol, net_quantity, average_price }) => [symbol, net_quantity, average_price])).toEqual(
      positionsOf(seen).positions?.map(({ symbol, netQuantity, averagePrice }) => [
        symbol,
        String(netQuantity),
        averagePrice.toFixed(2),
      ]),
    );
  });

  it('what was bought and sold of a share is what is still held of it, over the days', () => {
    const seen = telling('2026-11-19T08:00');
    until(seen, `${FRIDAY}T16:20`);
    const net = new Map<string, number>();
    for (const date of ['2026-11-18', '2026-11-19', FRIDAY]) {
      for (const { symbol, product, side, quantity } of rowsOf(seen, 'trades.csv', date)) {
        const key = `${symbol} ${product}`;
        net.set(key, (net.get(key) ?? 0) + (side === 'BUY' ? 1 : -1) * Number(quantity));
      }
    }
    const held = [...net].filter(([, quantity]) => quantity !== 0).sort();
    expect(
      positionsOf(seen).positions?.map(({ symbol, product, netQuantity }) => [`${symbol} ${product}`, netQuantity]),
    ).toEqual(held);
  });

  it('the same seed has the same day, another seed another one', () => {
    const [one, same, other] = [7, 7, 8].map((seed) => {
      const seen = telling(`${FRIDAY}T15:30`, { seed });
      until(seen, `${FRIDAY}T15:50`);
      return seen.wrote(report(FRIDAY, 'trades.csv'));
    });
    expect(one).toBe(same);
    expect(one).not.toBe(other);
  });

  it('somebody who starts to look in the evening finds them all', () => {
    const late = telling(`${FRIDAY}T20:00`);
    const whole = telling(`${FRIDAY}T15:00`);
    until(whole, `${FRIDAY}T20:00`);
    for (const file of REPORTS) expect(late.wrote(report(FRIDAY, file))).toBe(whole.wrote(report(FRIDAY, file)));
  });
});

describe('a day without a session', () => {
  it.each([
    ['a holiday', '2026-11-24'],
    ['a Sunday whose session has no known time', '2026-11-29'],
  ])('%s has no report, and nothing is written', (_, date) => {
    const seen = telling(`${date}T00:30`);
    const before = seen.writes(POSITIONS);
    until(seen, `${date}T23:50`);
    for (const file of REPORTS) expect(seen.wrote(report(date, file))).toBeNull();
    expect(seen.writes(POSITIONS)).toBe(before);
  });

  it('is followed by one that tells again', () => {
    const seen = telling('2026-11-24T22:00');
    until(seen, '2026-11-25T16:20');
    expect(performanceOf(seen, '2026-11-25')).toMatchObject({ final: true });
  });
});

describe('a special session', () => {
  it('of the calendar is told ten minutes after its close, and is final after 35', () => {
    const seen = telling('2026-11-28T12:00');
    until(seen, '2026-11-28T19:09');
    expect(performanceOf(seen, '2026-11-28')).toMatchObject({ final: false });
    expect(manifestOf(seen, '2026-11-28')).toBeNull();
    until(seen, '2026-11-28T19:10');
    expect(rowsOf(seen, 'trades.csv', '2026-11-28').length).toBeGreaterThan(1);
    until(seen, '2026-11-28T19:35');
    expect(performanceOf(seen, '2026-11-28')).toMatchObject({ final: true });
  });

  it('that the exchange announces late has orders, positions and reports', () => {
    const seen = telling('2026-11-28T20:00');
    seen.pass(600);
    seen.platform.holdSession('2026-11-29', [{ opens: '18:00', closes: '19:00' }]);
    until(seen, '2026-11-29T17:59');
    const quiet = seen.lines(at('2026-11-29T00:00')).length;
    until(seen, '2026-11-29T19:10');
    expect(seen.lines(at('2026-11-29T18:00')).length).toBeGreaterThan(300);
    expect(quiet).toBe(0);
    expect(manifestOf(seen, '2026-11-29')).toMatchObject({ date: '2026-11-29' });
    expect(
      rowsOf(seen, 'trades.csv', '2026-11-29').every(({ executed_at = '' }) => executed_at >= '2026-11-29T12:30'),
    ).toBe(true);
  });

  it('that is called off leaves a day without orders or reports', () => {
    const seen = telling('2026-11-22T22:00');
    seen.platform.holdSession('2026-11-23', []);
    until(seen, '2026-11-23T17:00');
    expect(performanceOf(seen, '2026-11-23')).toBeNull();
    expect(seen.lines(at('2026-11-23T09:00'))).toEqual([]);
  });

  it('cannot be announced for a day that has begun to trade, nor at hours that cannot be', () => {
    const seen = telling(`${FRIDAY}T10:00`);
    const hours = [{ opens: '18:00', closes: '19:00' }];
    expect(() => seen.platform.holdSession(FRIDAY, hours)).toThrow('2026-11-20: that day has begun to trade');
    expect(() => seen.platform.holdSession('2026-11-19', hours)).toThrow('or is over');
    expect(() => seen.platform.holdSession('2026-13-01', hours)).toThrow('give a date like 2026-11-08');
    expect(() => seen.platform.holdSession('2026-12-05', [{ opens: '19:00', closes: '18:00' }])).toThrow(
      'from 19:00 to 18:00: it closes after it opens',
    );
  });
});

describe('when nobody works', () => {
  it('nothing is written, and what was due comes as soon as somebody does', () => {
    const seen = telling(`${FRIDAY}T15:30`);
    seen.pass(60);
    const before = positionsOf(seen).asOf;
    seen.platform.inject({ kind: 'hung-tasks', healsAfterSeconds: 1830 });
    until(seen, `${FRIDAY}T16:00`);
    expect(positionsOf(seen).asOf).toBe(before);
    expect(performanceOf(seen)).toBeNull();
    until(seen, `${FRIDAY}T16:03`);
    expect(performanceOf(seen)).toMatchObject({ asOf: '2026-11-20T10:32:00.000Z' });
    expect(untrue(seen, manifestOf(seen))).toEqual([]);
    expect(manifestOf(seen)).not.toBeNull();
  });

  it('nothing is traded: what is held when trading is disabled stays held until the next day', () => {
    const seen = telling('2026-11-19T11:00');
    const held = positionsOf(seen).positions?.length ?? 0;
    seen.ssm.put('/algo/trading_enabled', 'false');
    until(seen, '2026-11-19T15:50');
    expect(
      rowsOf(seen, 'trades.csv', '2026-11-19').filter(({ executed_at = '' }) => executed_at > '2026-11-19T05:31'),
    ).toEqual([]);
    expect(held).toBeGreaterThan(0);
    expect(positionsOf(seen).positions).toHaveLength(held);
    seen.ssm.put('/algo/trading_enabled', 'true');
    until(seen, `${FRIDAY}T15:50`);
    expect(rowsOf(seen, 'positions.csv').every(({ product }) => product === 'DELIVERY')).toBe(true);
  });
});

describe('where the environment says otherwise', () => {
  const saying = (signals: Partial<Description['environment']['signals']>): Description => ({
    environment: { ...TELLING.environment, signals: { ...TELLING.environment.signals, ...signals } },
  });

  it('the figures and positions are documents behind a URL', async () => {
    const http = (file: string) =>
      ({ from: 'http', url: `https://status.example/{date}/${file}`, maxAgeSeconds: 1 }) as const;
    const description = saying({ tradesAndProfit: http('performance'), positions: http('positions') });
    const seen = telling(`${FRIDAY}T15:00`, { description });
    expect(await seen.get(`https://status.example/${FRIDAY}/performance`)).toMatchObject({ status: 404 });
    until(seen, `${FRIDAY}T15:50`);
    const { status, body } = await seen.get(`https://status.example/${FRIDAY}/performance`);
    expect(status).toBe(200);
    expect(JSON.parse(`${body}`)).toMatchObject({ date: FRIDAY, final: false });
    expect(seen.wrote(POSITIONS)).toBeNull();
  });

  it('the figures are metrics, which agree with the reports', () => {
    const metric = (name: string) => ({ namespace: 'Algo', name, dimensions: {} });
    const description = saying({
      tradesAndProfit: {
        from: 'metric',
        trades: metric('Trades'),
        realisedProfit: metric('RealisedProfit'),
        openPositions: metric('OpenPositions'),
      },
    });
    const seen = telling(`${FRIDAY}T15:00`, { description });
    until(seen, `${FRIDAY}T15:55`);
    expect(seen.metric('Algo', 'Trades').at(-1)?.value).toBe(rowsOf(seen, 'trades.csv').length);
    expect(seen.metric('Algo', 'OpenPositions').at(-1)?.value).toBe(rowsOf(seen, 'positions.csv').length);
    expect(performanceOf(seen)).toBeNull();
  });

  it('what is not configured is not written', () => {
    const none = 'not configured' as const;
    const seen = telling(`${FRIDAY}T15:00`, {
      description: saying({ tradesAndProfit: none, positions: none, exportManifest: none }),
    });
    until(seen, `${FRIDAY}T16:20`);
    expect(seen.s3.keys('algo-data')).toEqual(['status/broker.json', 'status/trading-enabled.json']);
  });
});
