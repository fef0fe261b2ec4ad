import type { Context } from 'aws-lambda';
import { handler } from '../../../../lambdas/append-positions/handler';
import { Buckets, denied } from '../s3-world';

const DATE = '2026-11-20';
const NOW = Date.UTC(2026, 10, 20, 10, 30);
const OBJECT = 'data/status/positions.json';
const LEDGER = 'reports/ledgers/positions.csv';
const SOURCE = { from: 's3', bucket: 'data', key: 'status/positions.json', maxAgeSeconds: 3600 };
const HEADER = 'date,exchange,symbol,product,net_quantity,average_price,as_of\r\n';
const AS_OF = '2026-11-20T10:29:30Z';

const position = (over: object = {}) => ({
  exchange: 'NSE',
  symbol: 'SBIN-EQ',
  product: 'DELIVERY',
  netQuantity: 50,
  averagePrice: 812.4,
  ...over,
});
const SBIN = `2026-11-20,NSE,SBIN-EQ,DELIVERY,50,812.4,${AS_OF}\r\n`;
const EARLIER = '2026-11-19,,NONE,,0,,2026-11-19T10:29:30Z\r\n';

let buckets: Buckets;

beforeEach(() => {
  jest.useFakeTimers({ now: NOW, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
  process.env.REPORT_BUCKET = 'reports';
  buckets = new Buckets().under();
  hold([position()]);
});
afterEach(() => {
  delete process.env.REPORT_BUCKET;
  jest.restoreAllMocks();
  jest.useRealTimers();
});

const hold = (positions: unknown, asOf = AS_OF) => buckets.put(OBJECT, JSON.stringify({ asOf, positions }));
const ledger = () => buckets.text(LEDGER);
const writes = () => buckets.calls.filter((call) => call.startsWith('PutObject')).length;
const run = (positions: object | null = SOURCE) =>
  handler({ step: 'Update position tracking spreadsheet', date: DATE, input: { positions } }, {
    getRemainingTimeInMillis: () => 20_000,
  } as Context);

test('the first day makes the ledger, with its header, and reads it back', async () => {
  const { state, says } = await run();
  expect({ state, says }).toEqual({
    state: 'ok',
    says: '1 open position of 20 Nov 2026: written into ledgers/positions.csv and read back.',
  });
  expect(ledger()).toBe(HEADER + SBIN);
  expect(buckets.calls.at(-1)).toBe(`GetObject ${LEDGER}`);
});

test('a day is added behind the days before', async () => {
  buckets.put(LEDGER, HEADER + EARLIER);
  expect((await run()).state).toBe('ok');
  expect(ledger()).toBe(HEADER + EARLIER + SBIN);
});

test('run twice, a day has one row set, also when the positions were written anew meanwhile', async () => {
  await run();
  hold([position()], '2026-11-20T10:30:00Z');
  expect(await run()).toMatchObject({
    state: 'ok',
    says: '1 open position of 20 Nov 2026: in ledgers/positions.csv already.',
  });
  expect(ledger()).toBe(HEADER + SBIN);
  expect(writes()).toBe(1);
});

test('positions in another order are the same positions', async () => {
  const two = [position({ symbol: 'TCS-EQ' }), position()];
  hold(two);
  await run();
  hold(two.toReversed());
  expect((await run()).says).toContain('already');
});

test.each([
  ['another quantity', [position({ netQuantity: 40 })]],
  ['one more', [position(), position({ symbol: 'TCS-EQ' })]],
  ['none', []],
])('a day whose rows say something else is left alone, and told: %s', async (_what, positions) => {
  await run();
  hold(positions);
  expect(await run()).toMatchObject({
    state: 'failed',
    says: 'ledgers/positions.csv was left alone: it has 1 row of 20 Nov 2026 that say something else.',
  });
  expect(ledger()).toBe(HEADER + SBIN);
});

test('a day without positions has one row that says so: a day without rows is one nobody wrote down', async () => {
  hold([position({ netQuantity: 0 })]);
  expect(await run()).toMatchObject({ state: 'ok', numbers: { openPositions: 0 } });
  expect(ledger()).toBe(`${HEADER}2026-11-20,,NONE,,0,,${AS_OF}\r\n`);
});

describe('a spreadsheet', () => {
  test.each([
    ['=HYPERLINK("http://a.example")', `"'=HYPERLINK(""http://a.example"")"`],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['A,B', '"A,B"'],
    ['A"B', '"A""B"'],
    ['M&M-EQ', 'M&M-EQ'],
  ])('takes the symbol %s for text', async (symbol, cell) => {
    hold([position({ symbol })]);
    await run();
    expect(ledger()).toBe(`${HEADER}2026-11-20,NSE,${cell},DELIVERY,50,812.4,${AS_OF}\r\n`);
  });

  test('takes a short position for a number', async () => {
    hold([position({ netQuantity: -75 })]);
    await run();
    expect(ledger()).toContain(',-75,812.4,');
  });

  test.each([
    ['another header', 'Date,Exchange\r\n'],
    ['dates in another form', `${HEADER}20-11-2026,NSE,SBIN-EQ,DELIVERY,50,812.4,x\r\n`],
    ['other ends of lines', (HEADER + EARLIER).replaceAll('\r\n', '\n')],
    ['no end of the last line', (HEADER + EARLIER).trimEnd()],
    ['nothing in it', ''],
  ])('that saved the ledger with %s is not written over', async (_what, text) => {
    buckets.put(LEDGER, text);
    expect(await run()).toMatchObject({ state: 'failed', says: expect.stringContaining('was left alone: ') });
    expect(ledger()).toBe(text);
  });
});

describe('somebody else who writes at the same time', () => {
  const meddle = (times: number, text: () => string) => {
    let left = times;
    buckets.before = (call) => {
      if (call === `PutObject ${LEDGER}` && left-- > 0) buckets.put(LEDGER, text());
    };
  };

  test('loses nothing: the ledger is read again', async () => {
    meddle(1, () => HEADER + EARLIER);
    expect((await run()).state).toBe('ok');
    expect(ledger()).toBe(HEADER + EARLIER + SBIN);
  });

  test('who has written the very rows has done the work', async () => {
    meddle(1, () => HEADER + SBIN);
    expect(await run()).toMatchObject({ state: 'ok', says: expect.stringContaining('already') });
    expect(ledger()).toBe(HEADER + SBIN);
  });

  test('three times running makes it fail, and their rows stay', async () => {
    let day = 10;
    meddle(9, () => `${HEADER}2026-11-${day++},,NONE,,0,,x\r\n`);
    expect(await run()).toMatchObject({
      state: 'failed',
      says: '1 open position of 20 Nov 2026: not written: somebody else has changed ledgers/positions.csv 3 times meanwhile.',
    });
    expect(writes()).toBe(3);
    expect(ledger()).not.toContain(DATE);
  });

  test('right after it was written is noticed when it is read back', async () => {
    let reads = 0;
    buckets.before = (call) => {
      if (call === `GetObject ${LEDGER}` && ++reads === 2) buckets.put(LEDGER, HEADER + EARLIER);
    };
    expect(await run()).toMatchObject({
      state: 'failed',
      says: expect.stringContaining('read back as something else'),
    });
  });
});

describe('it could not be checked when the positions', () => {
  test.each<[string, () => void, object]>([
    [
      'are null',
      () => hold(null),
      { because: 'malformed', says: expect.stringContaining('positions: given null, expected a list') },
    ],
    ['are stale', () => hold([], '2026-11-20T09:00:00Z'), { because: 'stale' }],
    [
      'are young, and of the day before',
      () => {
        jest.setSystemTime(Date.UTC(2026, 10, 19, 19, 0));
        hold([], '2026-11-19T18:20:00Z');
      },
      { because: 'stale', says: expect.stringContaining('and the ledger is for 20 Nov 2026') },
    ],
    [
      'are not there',
      () => buckets.delete(OBJECT),
      { says: 'Positions: missing: s3://data/status/positions.json is not there.' },
    ],
  ])('%s', async (_what, change, expected) => {
    change();
    const answer = await run();
    expect(answer).toMatchObject({ state: 'could not check', ...expected });
    expect(ledger()).toBeUndefined();
  });

  test('are not configured', async () => {
    expect(await run(null)).toMatchObject({ state: 'could not check', because: 'not configured' });
  });

  test('may be read and the ledger may not', async () => {
    buckets.before = (call) => call === `GetObject ${LEDGER}` && denied();
    expect(await run()).toMatchObject({ state: 'could not check', says: expect.stringContaining('AccessDenied') });
    expect(writes()).toBe(0);
  });
});
