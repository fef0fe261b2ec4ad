import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { GetObjectCommand } from '@aws-sdk/client-s3';
import { prod } from '../../../../environments/prod';
import type { Environment } from '../../../../environments/schema';
import { examine, type World } from '../../../../tools/doctor/check';
import { exportManifest, positions, tradesAndProfit } from '../../../../tools/doctor/day-signals';
import { spokenSignals } from '../../../../tools/doctor/signals';
import { signals } from './looking';

/** Monday, 10:00 in India: the last trading day is Friday, 20 November. */
const NOW = Date.UTC(2026, 10, 23, 4, 30);
const example = (name: string) =>
  readFileSync(join(__dirname, `../../../../docs/signals/${name}.example.json`), 'utf8');

const BUCKET = 'algo-trading-prod-data-123456789012';
const FRIDAY = `${BUCKET}/reports/daily/2026-11-20`;

function world(objects: Readonly<Record<string, string | Error>>, environment: Environment = prod): World {
  const send = async ({ input }: GetObjectCommand) => {
    const found = objects[`${input.Bucket}/${input.Key}`] ?? Object.assign(new Error('none'), { name: 'NoSuchKey' });
    if (found instanceof Error) throw found;
    return { Body: Readable.from([Buffer.from(found)]) };
  };
  return { environment, now: NOW, clients: { s3: { send } } } as unknown as World;
}

test('objects that are as their contracts say are good: those of a day are of the last that was traded', async () => {
  const there = world({
    [`${FRIDAY}/performance.json`]: example('trades-and-profit'),
    [`${FRIDAY}/manifest.json`]: example('export-manifest'),
    [`${BUCKET}/status/positions.json`]: JSON.stringify({ asOf: '2026-11-23T04:29:00Z', positions: [] }),
  });
  for (const check of [tradesAndProfit, positions, exportManifest]) {
    expect(await examine(check, there)).toEqual([
      { status: 'ok', title: check.title, says: expect.stringMatching(/^s3:\/\/.* is as its contract says\.$/) },
    ]);
  }
});

describe('an object', () => {
  test.each<[string, string | undefined, RegExp]>([
    ['is not there', undefined, /manifest\.json is not there\.$/],
    ['is malformed', '{"files":null}', /has asOf: given nothing.*files: given null, expected a list/],
  ])('that %s is missing, with the contract to write it by', async (_what, text, says) => {
    const [finding] = await examine(
      exportManifest,
      world(text === undefined ? {} : { [`${FRIDAY}/manifest.json`]: text }),
    );
    expect(finding).toMatchObject({
      status: 'missing',
      says: expect.stringMatching(says),
      remedy: expect.stringContaining('docs/signals.md#export-manifest'),
    });
  });

  test('that may not be read could not be checked, with what it needs', async () => {
    const denied = Object.assign(new Error('Access Denied'), { name: 'AccessDenied' });
    expect(await examine(positions, world({ [`${BUCKET}/status/positions.json`]: denied }))).toMatchObject([
      { status: 'could not check', remedy: expect.stringContaining('s3:GetObject and s3:ListBucket') },
    ]);
  });

  test('of the present that is too old is missing: nobody goes by it', async () => {
    const old = world({ [`${BUCKET}/status/positions.json`]: example('positions') });
    expect(await examine(positions, old)).toMatchObject([
      { status: 'missing', says: expect.stringContaining('h old') },
    ]);
  });
});

describe('an https address', () => {
  const http = signals({ positions: { from: 'http', url: 'https://trading.example/positions', maxAgeSeconds: 3600 } });
  afterEach(() => jest.restoreAllMocks());

  test.each([
    [200, 'ok'],
    [404, 'missing'],
    [503, 'could not check'],
  ])('that answers %i: %s', async (status, expected) => {
    const text = JSON.stringify({ asOf: '2026-11-23T04:29:00Z', positions: [] });
    jest.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response(text, { status }));
    expect(await examine(positions, world({}, http))).toMatchObject([{ status: expected }]);
  });
});

test('what is not configured is left to the list of those', async () => {
  const none = world({}, signals({ positions: 'not configured' }));
  expect(await examine(positions, none)).toEqual([]);
});

test('of metrics each is heard or not, by the name of its number', async () => {
  const metric = (name: string) => ({ namespace: 'AlgoTrading/prod', name, dimensions: {} });
  const environment = signals({
    oldestUnansweredOrder: 'not configured',
    marketDataFreshness: 'not configured',
    dailyLoss: 'not configured',
    tradesAndProfit: { from: 'metric', trades: metric('T'), realisedProfit: metric('P'), openPositions: metric('O') },
  });
  const send = async ({ input }: GetMetricDataCommand) => ({
    MetricDataResults: (input.MetricDataQueries ?? []).map(({ Id, MetricStat }) => ({
      Id,
      StatusCode: 'Complete',
      Values: MetricStat?.Metric?.MetricName === 'P' ? [] : [1],
    })),
  });
  const heard = { environment, now: NOW, clients: { cloudWatch: { send } } } as unknown as World;
  expect((await examine(spokenSignals, heard)).map(({ status, title }) => `${status} ${title}`)).toEqual([
    'ok signal tradesAndProfit.trades',
    'missing signal tradesAndProfit.realisedProfit',
    'ok signal tradesAndProfit.openPositions',
  ]);
  expect(await examine(tradesAndProfit, heard)).toEqual([]);
});
