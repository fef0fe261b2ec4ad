import { createHash } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { handler } from '../../../../lambdas/backup-reports/handler';
import { Buckets, denied } from '../s3-world';

const DATE = '2026-11-20';
const FOLDER = `data/reports/daily/${DATE}`;
const COPIES = `safe/backups/${DATE}`;
const NOW = Date.UTC(2026, 10, 20, 10, 30);
const SOURCE = { from: 's3', bucket: 'data', key: 'reports/daily/{date}/manifest.json', maxAgeSeconds: 86_400 };
const FILES = { 'trades.csv': 'time,symbol\r\n', 'pnl/realised profit.csv': 'day,profit\r\n' };

const file = (name: string, content: string) => ({
  key: `reports/daily/${DATE}/${name}`,
  bytes: Buffer.byteLength(content),
  sha256: createHash('sha256').update(content).digest('hex'),
});
const manifest = (over: object = {}) => ({
  asOf: '2026-11-20T10:20:00Z',
  date: DATE,
  files: Object.entries(FILES).map(([name, content]) => file(name, content)),
  ...over,
});

let buckets: Buckets;

beforeEach(() => {
  jest.useFakeTimers({ now: NOW, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
  buckets = new Buckets().under();
  for (const [name, content] of Object.entries(FILES)) buckets.put(`${FOLDER}/${name}`, content);
  exported(manifest());
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

const exported = (content: unknown) => buckets.put(`${FOLDER}/manifest.json`, JSON.stringify(content));
const copies = () => buckets.keys().filter((key) => key.startsWith('safe/'));
const run = (input: object = {}, seconds = 90) =>
  handler(
    {
      step: 'Backup daily reports',
      date: DATE,
      input: { manifest: SOURCE, backups: { bucket: 'safe', prefix: 'backups' }, ...input },
    },
    { getRemainingTimeInMillis: () => seconds * 1000 } as Context,
  );

describe('an export that is whole', () => {
  test('is copied, the manifest last, and every copy is read back', async () => {
    const { state, says, numbers } = await run();
    expect({ state, says }).toEqual({
      state: 'ok',
      says: `2 files of 20 Nov 2026 (25 bytes) and the manifest copied to s3://safe/backups/${DATE}/ and read back.`,
    });
    expect(numbers).toEqual({ date: DATE, files: 2, bytes: 25, verified: 2, copied: 3, alreadyThere: 0 });
    for (const name of [...Object.keys(FILES), 'manifest.json'])
      expect(buckets.text(`${COPIES}/${name}`)).toBe(buckets.text(`${FOLDER}/${name}`));
    const made = buckets.calls.filter((call) => call.startsWith('CopyObject'));
    expect(made.at(-1)).toBe(`CopyObject ${COPIES}/manifest.json`);
    expect(buckets.calls.at(-1)).toBe(`GetObject ${COPIES}/manifest.json`);
  });

  test('backed up twice is not copied twice, and that is well', async () => {
    await run();
    const before = buckets.calls.length;
    const { state, says } = await run();
    expect(state).toBe('ok');
    expect(says).toContain('3 of the copies were there already');
    expect(buckets.calls.slice(before).filter((call) => call.startsWith('CopyObject'))).toEqual([]);
  });
});

describe('it fails, and nothing is copied, when', () => {
  test.each<[string, () => void, string]>([
    [
      'there is no manifest',
      () => buckets.delete(`${FOLDER}/manifest.json`),
      `No export of 20 Nov 2026: s3://${FOLDER}/manifest.json is not there.`,
    ],
    [
      'the manifest names no file',
      () => exported(manifest({ files: [] })),
      'The export of 20 Nov 2026 is empty: its manifest names no file. Nothing was copied.',
    ],
    [
      'a file is not there',
      () => buckets.delete(`${FOLDER}/trades.csv`),
      `trades.csv is not there. 1 of 2 files of 20 Nov 2026 verified, 0 of 3 copied to s3://${COPIES}/ (its manifest last).`,
    ],
    [
      'a file has another size',
      () => buckets.put(`${FOLDER}/trades.csv`, 'time'),
      'trades.csv is 4 bytes, and its manifest says 13. 1 of 2',
    ],
    [
      'a file of that size has another checksum',
      () => buckets.put(`${FOLDER}/trades.csv`, 'time,symbal\r\n'),
      'trades.csv has another checksum than its manifest says. 1 of 2',
    ],
    [
      'a file lies elsewhere',
      () => exported(manifest({ files: [{ ...file('trades.csv', ''), key: 'secrets/trades.csv' }] })),
      'names secrets/trades.csv, which is no file in reports/daily/2026-11-20/',
    ],
    [
      'a path leads out of its folder',
      () => exported(manifest({ files: [file('../2026-11-19/trades.csv', '')] })),
      'which is no file in reports/daily/2026-11-20/',
    ],
    ['a file is named twice', () => exported(manifest({ files: [file('a', ''), file('a', '')] })), 'a twice'],
    [
      'the manifest names itself',
      () => exported(manifest({ files: [file('manifest.json', '')] })),
      'names its own manifest as a file',
    ],
    [
      'a file is larger than is read here',
      () => exported(manifest({ files: [{ ...file('trades.csv', ''), bytes: 80 * 1_048_576 }] })),
      'has 1 file above 50 MiB (trades.csv, 80 MiB), more than is copied here',
    ],
  ])('%s', async (_when, change, expected) => {
    change();
    const { state, says } = await run();
    expect(state).toBe('failed');
    expect(says).toContain(expected);
    expect(copies()).toEqual([]);
  });

  test('several files are wrong, of which each is named', async () => {
    for (const name of Object.keys(FILES)) buckets.delete(`${FOLDER}/${name}`);
    expect((await run()).details).toEqual(['trades.csv is not there', 'pnl/realised profit.csv is not there']);
  });
});

describe('a copy that is there already as something else', () => {
  test('is left alone, and the backup has no manifest', async () => {
    buckets.put(`${COPIES}/pnl/realised profit.csv`, 'what somebody keeps');
    const { state, says } = await run();
    expect(state).toBe('failed');
    expect(says).toBe(
      `pnl/realised profit.csv has another copy already, which was left alone. 2 of 2 files of 20 Nov 2026 verified, 1 of 3 copied to s3://${COPIES}/ (its manifest last).`,
    );
    expect(buckets.text(`${COPIES}/pnl/realised profit.csv`)).toBe('what somebody keeps');
    expect(copies()).not.toContain(`${COPIES}/manifest.json`);
  });

  test('is left alone also when it came in the very moment of copying', async () => {
    buckets.before = (call) => {
      if (call === `CopyObject ${COPIES}/trades.csv`) buckets.put(`${COPIES}/trades.csv`, 'another');
    };
    expect((await run()).state).toBe('failed');
    expect(buckets.text(`${COPIES}/trades.csv`)).toBe('another');
  });
});

test('a file that changes between reading and copying is not copied', async () => {
  buckets.before = (call) => {
    if (call === `CopyObject ${COPIES}/trades.csv`) buckets.put(`${FOLDER}/trades.csv`, 'time,sYmbol\r\n');
  };
  const { state, says } = await run();
  expect(state).toBe('failed');
  expect(says).toContain('trades.csv has changed since it was read');
  expect(copies()).toEqual([]);
});

test('a copy that reads back as something else fails', async () => {
  let reads = 0;
  buckets.before = (call) => {
    if (call === `GetObject ${COPIES}/trades.csv` && ++reads === 2) buckets.put(`${COPIES}/trades.csv`, 'rotten');
  };
  const { state, says } = await run();
  expect(state).toBe('failed');
  expect(says).toContain('trades.csv was copied, and its copy reads back as something else');
  expect(copies()).not.toContain(`${COPIES}/manifest.json`);
});

describe('it could not be checked when', () => {
  test.each<[string, () => void, object]>([
    [
      'the manifest is malformed',
      () => exported(manifest({ files: null })),
      { because: 'malformed', says: expect.stringContaining('files: given null, expected a list') },
    ],
    [
      'the manifest is of another day',
      () => exported(manifest({ date: '2026-11-19' })),
      { because: 'malformed', says: expect.stringContaining('date: given "2026-11-19"') },
    ],
    ['the manifest is stale', () => exported(manifest({ asOf: '2026-11-18T10:20:00Z' })), { because: 'stale' }],
    [
      'the manifest may not be read',
      () => {
        buckets.before = (call) => call === `GetObject ${FOLDER}/manifest.json` && denied();
      },
      { says: expect.stringContaining('unreachable: ') },
    ],
    [
      'a file may not be read',
      () => {
        buckets.before = (call) => call === `GetObject ${FOLDER}/trades.csv` && denied();
      },
      { says: expect.stringContaining('trades.csv could not be read (AccessDenied: Access Denied). 1 of 2 files') },
    ],
    [
      'a copy may not be written',
      () => {
        buckets.before = (call) => call.startsWith('CopyObject') && denied();
      },
      {
        says: expect.stringContaining(
          'could not be copied (AccessDenied: Access Denied). 2 of 2 files of 20 Nov 2026 verified, 0 of 3 copied',
        ),
      },
    ],
  ])('%s', async (_when, change, expected) => {
    change();
    expect(await run()).toMatchObject({ state: 'could not check', ...expected });
    expect(copies()).toEqual([]);
  });

  test('the time is up after some files, with how many of how many', async () => {
    buckets.before = (call) => {
      if (call === `CopyObject ${COPIES}/trades.csv`) jest.setSystemTime(NOW + 80_000);
    };
    const { state, says } = await run();
    expect({ state, says }).toEqual({
      state: 'could not check',
      says: `The time was up. 2 of 2 files of 20 Nov 2026 verified, 1 of 3 copied to s3://${COPIES}/ (its manifest last).`,
    });
  });

  test('no manifest is configured', async () => {
    expect(await run({ manifest: null })).toMatchObject({ state: 'could not check', because: 'not configured' });
    expect(buckets.calls).toEqual([]);
  });

  test('the manifest comes from elsewhere than S3: nobody knows where its files are', async () => {
    const { state, says } = await run({ manifest: { from: 'http', url: 'https://a.example', maxAgeSeconds: 1 } });
    expect(state).toBe('could not check');
    expect(says).toMatch(/manifest\.from: given "http"/);
  });
});
