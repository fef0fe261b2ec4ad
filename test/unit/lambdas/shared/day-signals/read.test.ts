import { Readable } from 'node:stream';
import type { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { readSignal, readTrades, TradesAndProfit } from '../../../../../lambdas/shared/day-signals';
import type { MetricSource, ObjectSource } from '../../../../../lambdas/shared/day-signals/source';

const DATE = '2026-11-20';
/** 16:20 in India. */
const NOW = Date.UTC(2026, 10, 20, 10, 50);
const RIGHT = {
  asOf: '2026-11-20T10:46:00Z',
  date: DATE,
  trades: 42,
  realisedProfit: 12_345.5,
  openPositions: 3,
  currency: 'INR',
  final: true,
};
const HOUR = 3600;
const S3: ObjectSource = { from: 's3', bucket: 'data', key: 'daily/{date}/{date}.json', maxAgeSeconds: HOUR };
const HTTP: ObjectSource = { from: 'http' as const, url: 'https://trading.example/{date}', maxAgeSeconds: HOUR };

const error = (name: string, message = 'No.') => Object.assign(new Error(message), { name });

interface Object {
  readonly text?: string;
  readonly body?: Readable;
  readonly length?: number;
  readonly fails?: Error;
}

function bucket({ text = '', body, length, fails }: Object) {
  const asked: GetObjectCommand['input'][] = [];
  const send = async ({ input }: GetObjectCommand) => {
    asked.push(input);
    if (fails) throw fails;
    return { Body: body ?? Readable.from([Buffer.from(text)]), ContentLength: length ?? Buffer.byteLength(text) };
  };
  return { asked, s3: { send } as unknown as S3Client };
}

const fromS3 = async (object: Object | object, now = NOW) => {
  const given = 'asOf' in object ? { text: JSON.stringify(object) } : (object as Object);
  return readSignal(S3, TradesAndProfit, { date: DATE, now, s3: bucket(given).s3 });
};

describe('an object in S3', () => {
  test('is read at the key of the day that is asked for', async () => {
    const { s3, asked } = bucket({ text: JSON.stringify(RIGHT) });
    await expect(readSignal(S3, TradesAndProfit, { date: DATE, now: NOW, s3 })).resolves.toEqual({
      state: 'seen',
      value: RIGHT,
    });
    expect(asked).toEqual([{ Bucket: 'data', Key: 'daily/2026-11-20/2026-11-20.json' }]);
  });

  test('that is not there is missing; one that may not be read is unreachable: nobody knows', async () => {
    expect(await fromS3({ fails: error('NoSuchKey') })).toEqual({
      state: 'missing',
      says: 's3://data/daily/2026-11-20/2026-11-20.json is not there',
    });
    expect(await fromS3({ fails: error('AccessDenied', 'Access Denied') })).toEqual({
      state: 'unreachable',
      says: 's3://data/daily/2026-11-20/2026-11-20.json is not to be read (AccessDenied: Access Denied)',
    });
    expect(await fromS3({ fails: error('TimeoutError') })).toMatchObject({ state: 'unreachable' });
  });

  test.each([
    ['older than it may be', NOW + 57 * 60_000, 'is of 20 Nov 2026 16:16:00 IST, 61 min old, and may be 60 min'],
    [
      'from further in the future than clocks differ',
      NOW - 306_000,
      'is of 20 Nov 2026 16:16:00 IST, 1 min 6 s in the future',
    ],
  ])('%s is stale, with both figures', async (_what, now, says) => {
    expect(await fromS3(RIGHT, now)).toEqual({
      state: 'stale',
      says: `s3://data/daily/2026-11-20/2026-11-20.json ${says}`,
    });
  });

  test('is young enough to the last second, and from a clock that is a minute ahead', async () => {
    expect(await fromS3(RIGHT, NOW + 56 * 60_000)).toMatchObject({ state: 'seen' });
    expect(await fromS3(RIGHT, NOW - 300_000)).toMatchObject({ state: 'seen' });
  });

  test('that is malformed names the field, what was given and what is expected', async () => {
    expect(await fromS3({ ...RIGHT, trades: -1, final: 'yes' })).toEqual({
      state: 'malformed',
      says: 's3://data/daily/2026-11-20/2026-11-20.json has trades: given -1, expected a whole number, 0 or more; final: given "yes", expected boolean',
    });
    const { currency: _, ...rest } = RIGHT;
    expect(await fromS3(rest)).toMatchObject({
      says: expect.stringMatching(/ has currency: given nothing, expected this field$/),
    });
  });

  test('about another day is malformed: it is not the one that was asked for', async () => {
    expect(await fromS3({ ...RIGHT, date: '2026-11-19' })).toMatchObject({
      state: 'malformed',
      says: expect.stringContaining('date: given "2026-11-19", expected "2026-11-20"'),
    });
  });

  test.each([
    ['no text', ''],
    ['no JSON', '{"trades": NaN}'],
    ['half an object', '{"asOf": "2026-11-20T10:46:00Z", "trades": 4'],
    ['null', 'null'],
    ['HTML', '<html>Sign in</html>'],
    ['a profit beyond all numbers', JSON.stringify(RIGHT).replace('12345.5', '1e999')],
    ['its fields in __proto__', `{"__proto__": ${JSON.stringify(RIGHT)}}`],
    ['its fields in constructor.prototype', `{"constructor": {"prototype": ${JSON.stringify(RIGHT)}}}`],
    ['a date that does not exist', JSON.stringify({ ...RIGHT, date: '2026-11-31' })],
  ])('with %s is malformed', async (_what, text) => {
    expect(await fromS3({ text })).toMatchObject({ state: 'malformed' });
  });

  test('keys that mean something to JavaScript are passed over, and change no object', async () => {
    const text = `{"__proto__": {"polluted": true}, "constructor": 1, ${JSON.stringify(RIGHT).slice(1)}`;
    const reading = await fromS3({ text });
    expect(reading).toEqual({ state: 'seen', value: RIGHT });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test('of 100 MB is malformed, and is not read', async () => {
    let read = 0;
    const chunk = Buffer.alloc(1024 * 1024);
    const endless = () =>
      Readable.from(
        (function* () {
          for (let n = 0; n < 100; n++) {
            read++;
            yield chunk;
          }
        })(),
      );
    expect(await fromS3({ body: endless(), length: 100 * 1024 * 1024 })).toMatchObject({
      state: 'malformed',
      says: expect.stringContaining('the whole: given 104857600 bytes, expected at most 1048576'),
    });
    expect(read).toBe(0);
    // And where its length is a lie, reading ends at the limit.
    expect(await fromS3({ body: endless(), length: 10 })).toMatchObject({ state: 'malformed' });
    expect(read).toBeLessThan(30);
  });
});

test('a date that does not exist is a fault of whoever asks', async () => {
  const { s3 } = bucket({});
  await expect(readSignal(S3, TradesAndProfit, { date: '2026-02-30', now: NOW, s3 })).rejects.toThrow(
    'date: given "2026-02-30", expected a date that exists, like 2026-11-20',
  );
});

describe('an HTTP answer', () => {
  const { s3 } = bucket({});
  const ask = (fetch: (url: string, init: RequestInit) => Promise<Response>, source: ObjectSource = HTTP) =>
    readSignal(source, TradesAndProfit, { date: DATE, now: NOW, s3, fetch: fetch as typeof globalThis.fetch });

  test('is asked with GET at the URL of the day, follows nothing, and is read like any object', async () => {
    const asked: unknown[] = [];
    const reading = await ask(async (url, { method, redirect }) => {
      asked.push({ url, method, redirect });
      return Response.json(RIGHT);
    });
    expect(reading).toEqual({ state: 'seen', value: RIGHT });
    expect(asked).toEqual([{ url: 'https://trading.example/2026-11-20', method: 'GET', redirect: 'manual' }]);
  });

  test.each([404, 410])('%i: nobody has written it', async (status) => {
    expect(await ask(async () => new Response('', { status }))).toEqual({
      state: 'missing',
      says: `https://trading.example/2026-11-20 is not there (HTTP ${status})`,
    });
  });

  test.each([500, 503, 401, 403, 429, 204])('%i: nobody knows', async (status) => {
    expect(await ask(async () => new Response(status === 204 ? null : '{}', { status }))).toMatchObject({
      state: 'unreachable',
      says: expect.stringContaining(`HTTP ${status}`),
    });
  });

  test('that leads to another host is not followed', async () => {
    const headers = { location: 'https://elsewhere.example/' };
    expect(await ask(async () => new Response(null, { status: 302, headers }))).toEqual({
      state: 'unreachable',
      says: 'https://trading.example/2026-11-20 is answered with HTTP 302 to https://elsewhere.example/, which is not followed',
    });
  });

  test('of http is not asked for', async () => {
    const asked = jest.fn();
    expect(await ask(asked, { ...HTTP, url: 'http://trading.example/' } as ObjectSource)).toMatchObject({
      state: 'unreachable',
    });
    expect(asked).not.toHaveBeenCalled();
  });

  test('that does not come, or does not end, is none', async () => {
    jest.useFakeTimers();
    try {
      const never = ask(
        (_, { signal }) => new Promise((_go, stop) => signal?.addEventListener('abort', () => stop(signal.reason))),
      );
      await jest.advanceTimersByTimeAsync(5_000);
      expect(await never).toEqual({
        state: 'unreachable',
        says: 'https://trading.example/2026-11-20 is not answered (Error: no answer in 5 s)',
      });
      const trickle = ask(async (_, { signal }) => {
        const body = new ReadableStream({
          start: (out) => {
            out.enqueue(Buffer.from('{'));
            signal?.addEventListener('abort', () => out.error(signal.reason));
          },
        });
        return new Response(body);
      });
      await jest.advanceTimersByTimeAsync(5_000);
      expect(await trickle).toMatchObject({ state: 'unreachable', says: expect.stringContaining('no answer in 5 s') });
    } finally {
      jest.useRealTimers();
    }
  });

  test('without end is malformed after 1 MB', async () => {
    let pulled = 0;
    const body = new ReadableStream({
      pull: (out) => {
        // Ends after all where nobody stops it, so that this test fails rather than hangs.
        if (++pulled > 100) return out.close();
        out.enqueue(new Uint8Array(262_144));
      },
    });
    expect(await ask(async () => new Response(body))).toMatchObject({
      state: 'malformed',
      says: expect.stringContaining('given more than 1048576 bytes, expected at most 1048576'),
    });
    expect(pulled).toBeLessThan(10);
  });
});

describe('trades and profit from metrics', () => {
  const metric = (name: string) => ({ namespace: 'AlgoTrading/prod', name, dimensions: {} });
  const METRICS: MetricSource = {
    from: 'metric',
    trades: metric('Trades'),
    realisedProfit: metric('RealisedProfit'),
    openPositions: metric('OpenPositions'),
  };
  type Values = readonly (readonly [minute: number, value: number])[];
  const TEN = Date.UTC(2026, 10, 20, 4, 30);

  const read = async (trades: Values, profit: Values, open: Values) => {
    const asked: GetMetricDataCommand['input'][] = [];
    const send = async ({ input }: GetMetricDataCommand) => {
      asked.push(input);
      const results = [trades, profit, open].map((values, index) => ({
        Id: `m${index}`,
        StatusCode: 'Complete',
        Timestamps: values.map(([minute]) => new Date(TEN + minute * 60_000)),
        Values: values.map(([, value]) => value),
      }));
      return { MetricDataResults: results };
    };
    const means = { s3: bucket({}).s3, cloudWatch: { send } as unknown as CloudWatchClient };
    return { reading: await readTrades(METRICS, { date: DATE, now: NOW, ...means }), asked };
  };

  test('adds up trades and profit, takes the last number of positions, and says nothing of being final', async () => {
    const { reading, asked } = await read(
      [
        [0, 2],
        [5, 3],
      ],
      [
        [0, 100.5],
        [5, -40],
      ],
      [
        [0, 4],
        [5, 1],
      ],
    );
    expect(reading).toEqual({
      state: 'seen',
      value: {
        asOf: '2026-11-20T04:40:00.000Z',
        date: DATE,
        trades: 5,
        realisedProfit: 60.5,
        openPositions: 1,
      },
    });
    expect(asked[0]).toMatchObject({
      // Midnight in India.
      StartTime: new Date('2026-11-19T18:30:00Z'),
      EndTime: new Date(NOW),
      MetricDataQueries: [
        { MetricStat: { Metric: { MetricName: 'Trades' }, Stat: 'Sum' } },
        { MetricStat: { Metric: { MetricName: 'RealisedProfit' }, Stat: 'Sum' } },
        { MetricStat: { Metric: { MetricName: 'OpenPositions' }, Stat: 'Maximum' } },
      ],
    });
  });

  test('a metric that said nothing all day is missing, and no 0', async () => {
    const { reading } = await read([[0, 1]], [], [[0, 1]]);
    expect(reading).toEqual({ state: 'missing', says: 'no data of RealisedProfit on 20 Nov 2026' });
  });

  test('trades below 0 and half positions are malformed', async () => {
    expect((await read([[0, -3]], [[0, 1]], [[0, 1]])).reading).toMatchObject({
      state: 'malformed',
      says: expect.stringContaining('trades: given -3'),
    });
    expect((await read([[0, 3]], [[0, 1]], [[0, 1.5]])).reading).toMatchObject({ state: 'malformed' });
  });

  test('that CloudWatch does not answer are unreachable', async () => {
    const send = async () => {
      throw error('ThrottlingException', 'slow down');
    };
    const means = { s3: bucket({}).s3, cloudWatch: { send } as unknown as CloudWatchClient };
    expect(await readTrades(METRICS, { date: DATE, now: NOW, ...means })).toEqual({
      state: 'unreachable',
      says: 'Trades, RealisedProfit, OpenPositions could not be read (ThrottlingException: slow down)',
    });
  });
});
