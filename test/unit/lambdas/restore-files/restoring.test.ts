import { createHash } from 'node:crypto';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';
import type * as ListBackup from '../../../../lambdas/list-backup/handler';
import type * as RestoreFiles from '../../../../lambdas/restore-files/handler';
import { IncidentTable } from '../../../../lambdas/shared/incident-table';
import type { Answer } from '../../../../lambdas/shared/step';
import type * as VerifyRestoredFiles from '../../../../lambdas/verify-restored-files/handler';
import { leaveFunctions, loadFunction, TABLE, underFunctions } from '../../../support/dynamodb';
import { answerSsm, at, openRequest, parameters, SETTINGS } from '../../../support/incidents';
import { Buckets, denied } from '../s3-world';

const DATE = '2026-11-19';
const FOLDER = `data/backups/${DATE}`;
/** The run is opened at 10:02:22 in India. */
const TARGET = `data/restored/${DATE}/100222`;
const BACKUPS = {
  bucket: 'data',
  prefix: 'backups',
  restoredPrefix: 'restored',
  manifest: 'reports/daily/{date}/manifest.json',
};
const { alarm: _, ...asked } = openRequest({ runbook: 'data-recovery-files', options: { date: DATE } });
const FILES = { 'trades.csv': 'a,b\n1,2\n', 'pnl/realised profit.csv': 'c\n3\n' };

const described = (name: string, content: string) => ({
  key: `reports/daily/${DATE}/${name}`,
  bytes: Buffer.byteLength(content),
  sha256: createHash('sha256').update(content).digest('hex'),
});
const manifest = (over: object = {}) =>
  JSON.stringify({
    asOf: '2026-11-19T10:20:00Z',
    date: DATE,
    files: Object.entries(FILES).map(([name, content]) => described(name, content)),
    ...over,
  });

let buckets: Buckets;
let table: IncidentTable;
let held: Map<string, string>;

beforeEach(async () => {
  table = new IncidentTable(underFunctions(at(60)).client, TABLE);
  await table.openOrJoin(asked);
  process.env.REPORT_BUCKET = 'reports';
  buckets = new Buckets().under();
  for (const [name, content] of Object.entries(FILES)) buckets.put(`${FOLDER}/${name}`, content);
  buckets.put(`${FOLDER}/manifest.json`, manifest());
  held = parameters();
  jest.spyOn(SSMClient.prototype, 'send').mockImplementation(((command: object) => answerSsm(held, command)) as never);
});
afterEach(leaveFunctions);

type Handler = (event: unknown, lambda: Context) => Promise<Answer>;
const HANDLERS = {
  list: () => jest.requireActual<typeof ListBackup>('../../../../lambdas/list-backup/handler').handler,
  restore: () => jest.requireActual<typeof RestoreFiles>('../../../../lambdas/restore-files/handler').handler,
  verify: () =>
    jest.requireActual<typeof VerifyRestoredFiles>('../../../../lambdas/verify-restored-files/handler').handler,
} satisfies Readonly<Record<string, () => Handler>>;

const work = (which: keyof typeof HANDLERS, { seconds = 600, rounds = 2, backups = BACKUPS as object } = {}) => {
  const handler: Handler = loadFunction(HANDLERS[which]);
  const lambda = { awsRequestId: `request-${which}`, getRemainingTimeInMillis: () => seconds * 1000 } as Context;
  const input = which === 'list' ? backups : { backups, settings: SETTINGS };
  return handler({ incidentId: asked.id, step: which, rounds, previous: null, input }, lambda);
};
const below = (folder: string) => buckets.keys().filter((key) => key.startsWith(`${folder}/`));
const changes = () => buckets.calls.filter((call) => /^(Put|Copy|Delete)/.test(call));

describe('a backup that is whole', () => {
  test('is restored file by file into a folder of the run, the manifest last, and compared', async () => {
    await expect(work('list')).resolves.toMatchObject({ outcome: 'continue' });
    expect(changes()).toEqual([]);
    await expect(work('restore')).resolves.toMatchObject({
      outcome: 'continue',
      finding: expect.stringContaining(
        `Restored 2 of 2 files of 19 Nov 2026 and the manifest to s3://${TARGET}/, each copy read back.`,
      ),
    });
    expect(changes().map((call) => call.split(' ')[1])).toEqual([
      `${TARGET}/trades.csv`,
      expect.stringContaining(`${TARGET}/pnl/realised`),
      `${TARGET}/manifest.json`,
    ]);
    for (const name of [...Object.keys(FILES), 'manifest.json'])
      expect(buckets.text(`${TARGET}/${name}`)).toBe(buckets.text(`${FOLDER}/${name}`));
    await expect(work('verify')).resolves.toMatchObject({
      outcome: 'continue',
      finding: expect.stringMatching(/^All 2 files \(12 bytes\) of 19 Nov 2026 are in /),
    });
    const [report = ''] = buckets.keys().filter((key) => key.startsWith('reports/restores/'));
    expect(buckets.text(report)).toContain(`aws s3 rm s3://${TARGET}/ --recursive`);
    expect(buckets.text(report)).toContain('Result: whole, 2 of 2 files good');
  });

  test('its own objects are never written', async () => {
    await work('restore');
    await work('verify');
    expect(changes().filter((call) => call.includes('/backups/'))).toEqual([]);
  });

  test('a second try finds its own copies, and does not take them for somebody else’s', async () => {
    await work('restore');
    await expect(work('restore')).resolves.toMatchObject({ outcome: 'continue' });
    expect(below(TARGET)).toHaveLength(3);
  });

  test('what does not fit into one call is gone on with in the next', async () => {
    // Nothing left beside what the last file and the answer are given.
    await expect(work('restore', { seconds: 15 })).resolves.toMatchObject({
      outcome: 'wait',
      finding: expect.stringContaining('Restored 0 of 2 files'),
    });
    await expect(work('restore')).resolves.toMatchObject({ outcome: 'continue' });
    await expect(work('verify')).resolves.toMatchObject({ outcome: 'continue' });
  });

  test('where the runbook only observes, nothing is written, and it is said what would have been', async () => {
    held.set(SETTINGS.mode, 'observe');
    await expect(work('restore')).resolves.toMatchObject({
      outcome: 'continue',
      finding: `Would have done now: aws s3 cp s3://${FOLDER}/ s3://${TARGET}/ --recursive`,
    });
    await expect(work('verify')).resolves.toMatchObject({
      outcome: 'continue',
      finding: 'Nothing was restored, as the runbook only observes.',
    });
    expect(changes()).toEqual([]);
  });
});

describe('what is not as the manifest says', () => {
  const spoilt = [
    ['a file that is missing', () => buckets.delete(`${FOLDER}/trades.csv`), 'trades.csv is not there'],
    [
      'one with another checksum',
      () => buckets.put(`${FOLDER}/trades.csv`, 'a,b\n1,9\n'),
      'trades.csv has another checksum than its manifest says',
    ],
    [
      'one of another size',
      () => buckets.put(`${FOLDER}/trades.csv`, 'a\n'),
      'trades.csv is 2 bytes, and its manifest says 8',
    ],
  ] as const;

  test.each(spoilt)('%s is told, the others are restored, and it is not called done', async (_what, spoil, says) => {
    spoil();
    await expect(work('restore')).resolves.toMatchObject({
      outcome: 'continue',
      finding: expect.stringContaining(says),
    });
    expect(below(TARGET)).toEqual([`${TARGET}/pnl/realised profit.csv`]);
    const verified = await work('verify');
    expect(verified).toMatchObject({ outcome: 'escalate', verdict: 'not-fixed' });
    expect(verified.finding).toMatch(
      new RegExp(`^Not whole: 1 of 2 files .* are good; ${says}; manifest.json was not`),
    );
  });

  test('an object that the manifest does not name is told, and not copied', async () => {
    buckets.put(`${FOLDER}/notes.txt`, 'mine');
    await expect(work('list')).resolves.toMatchObject({
      outcome: 'continue',
      finding: expect.stringContaining('1 object there that its manifest does not name, left alone: notes.txt.'),
    });
    await work('restore');
    expect(below(TARGET)).not.toContain(`${TARGET}/notes.txt`);
    await expect(work('verify')).resolves.toMatchObject({ outcome: 'continue' });
  });

  test('a copy that is changed after it was made is found by the last step', async () => {
    await work('restore');
    buckets.put(`${TARGET}/trades.csv`, 'a,b\n1,9\n');
    await expect(work('verify')).resolves.toMatchObject({
      outcome: 'escalate',
      finding: expect.stringContaining('trades.csv has another checksum'),
    });
  });
});

describe('nothing is restored', () => {
  test('over anything: what is in the folder is named', async () => {
    buckets.put(`${TARGET}/trades.csv`, 'somebody else’s');
    await expect(work('restore')).resolves.toMatchObject({
      outcome: 'escalate',
      finding: `Nothing was restored: s3://${TARGET}/trades.csv is there already, and nothing is ever written over.`,
    });
    expect(changes()).toEqual([]);
    expect(buckets.text(`${TARGET}/trades.csv`)).toBe('somebody else’s');
    await expect(work('verify')).resolves.toMatchObject({ outcome: 'escalate' });
  });

  test('of a day without a backup; the latest days that have one are named', async () => {
    for (const key of below(FOLDER)) buckets.delete(key);
    for (const day of ['17', '18']) buckets.put(`data/backups/2026-11-${day}/manifest.json`, '{}');
    await expect(work('list')).resolves.toMatchObject({
      outcome: 'escalate',
      verdict: 'not-fixed',
      finding: `There is no backup of 19 Nov 2026: nothing in s3://${FOLDER}/. The latest are of 2026-11-18, 2026-11-17.`,
    });
  });

  test.each([
    ['without a manifest', () => buckets.delete(`${FOLDER}/manifest.json`), 'and no manifest, which is copied last'],
    ['whose manifest is malformed', () => buckets.put(`${FOLDER}/manifest.json`, '{"files":'), 'cannot be gone by'],
    [
      'whose manifest is of another day',
      () => buckets.put(`${FOLDER}/manifest.json`, manifest({ date: '2026-11-18' })),
      'given "2026-11-18", expected "2026-11-19"',
    ],
    [
      'whose manifest leads out of its folder',
      () => buckets.put(`${FOLDER}/manifest.json`, manifest({ files: [described('../../live/positions.json', 'x')] })),
      'which is no file in reports/daily/2026-11-19/',
    ],
  ])('from a backup %s', async (_what, spoil, says) => {
    spoil();
    for (const which of ['list', 'restore'] as const) {
      await expect(work(which)).resolves.toMatchObject({ outcome: 'escalate', finding: expect.stringContaining(says) });
    }
    expect(changes()).toEqual([]);
  });

  test('where the bucket cannot be listed: that is unknown, and never none', async () => {
    buckets.before = (call) => call.startsWith('ListObjectsV2') && denied();
    await expect(work('list')).resolves.toMatchObject({
      outcome: 'escalate',
      verdict: 'unknown',
      finding: expect.stringContaining('Whether there is one is unknown'),
    });
  });

  test('where nothing may be written: every file is told', async () => {
    buckets.before = (call) => call.startsWith('CopyObject') && denied();
    await expect(work('restore')).resolves.toMatchObject({
      outcome: 'escalate',
      verdict: 'unknown',
      finding: expect.stringContaining('trades.csv could not be copied (AccessDenied'),
    });
  });

  test('where no manifest is configured', async () => {
    await expect(work('list', { backups: { ...BACKUPS, manifest: null } })).resolves.toMatchObject({
      outcome: 'escalate',
      verdict: 'unknown',
    });
  });
});
