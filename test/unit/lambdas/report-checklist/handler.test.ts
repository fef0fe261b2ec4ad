import { type PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type * as ReportChecklist from '../../../../lambdas/report-checklist/handler';
import { GateTable } from '../../../../lambdas/shared/checklist/gate';
import { ChecklistTable } from '../../../../lambdas/shared/checklist/table';
import { leaveFunctions, loadFunction, type ModelledTable, TABLE, underFunctions } from '../../../support/dynamodb';
import { BROKER, checked, DATE, ITEMS, NOW } from './world';

const ID = 'morning-checklist';
const FOLDER = `checklists/${DATE}/${ID}`;
const CHANNEL = 'arn:aws:sns:ap-south-1:123456789012:runbook-prod-incidents';

let modelled: ModelledTable;
let runs: ChecklistTable;
let gates: GateTable;
/** Objects by key. */
let reports: Map<string, string>;
let told: PublishCommand['input'][];
let bucketFails = false;
let channelFails = false;
beforeEach(async () => {
  modelled = underFunctions(NOW);
  runs = new ChecklistTable(modelled.client, TABLE);
  gates = new GateTable(modelled.client, TABLE);
  reports = new Map();
  told = [];
  [bucketFails, channelFails] = [false, false];
  process.env.REPORT_BUCKET = 'reports';
  jest.spyOn(S3Client.prototype, 'send').mockImplementation((async ({ input }: PutObjectCommand) => {
    if (bucketFails) throw new Error('no');
    reports.set(`${input.Bucket}/${input.Key}`, String(input.Body));
    return {};
  }) as never);
  jest.spyOn(SNSClient.prototype, 'send').mockImplementation((async ({ input }: PublishCommand) => {
    if (channelFails) throw new Error('no');
    told.push(input);
    return {};
  }) as never);
  await begin('arn:1');
});
afterEach(() => {
  delete process.env.REPORT_BUCKET;
  leaveFunctions();
});

const begin = (execution: string, checklist = ID) =>
  runs.begin(checklist, DATE, {
    at: new Date(NOW).toISOString(),
    execution,
    startedBy: 'the schedule',
    reason: 'Due.',
  });
const report = (run: number, over: Parameters<typeof checked>[0] = {}, more: object = {}) => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof ReportChecklist>('../../../../lambdas/report-checklist/handler'),
  );
  return handler({
    step: 'Report',
    checklist: { id: ID, title: 'Morning Checklist', otherwise: 'morning-checklist-not-passed', items: ITEMS },
    date: DATE,
    run,
    startedBy: 'the schedule',
    reason: 'Due at 08:45 IST.',
    rerun: null,
    caveat: null,
    execution: `arn:${run}`,
    items: checked(over),
    channel: CHANNEL,
    ...more,
  });
};
const BAD = { [BROKER]: { state: 'failed' as const, says: 'Session expired.' } };
const close = (run = 1) =>
  gates.close(DATE, {
    at: new Date(NOW).toISOString(),
    run,
    failed: [],
    incident: 'incident-1',
    tradingEnabledBefore: 'true',
  });
const AGAIN = { rerun: 'incident-1' };

test('a pass is kept, reported and told', async () => {
  await expect(report(1)).resolves.toEqual({
    outcome: 'resolved',
    passed: true,
    finding: `Morning Checklist 23 Nov 2026, run 1: passed, all 8 ok. Report: ${FOLDER}/report.md.`,
  });
  expect([...reports.keys()].sort()).toEqual(['html', 'json', 'md'].map((end) => `reports/${FOLDER}/report.${end}`));
  expect(JSON.parse(reports.get(`reports/${FOLDER}/report.json`) ?? '')).toMatchObject({
    checklist: { id: ID },
    run: 1,
    passed: true,
    verdict: 'passed, all 8 ok',
    gate: null,
    items: ITEMS.map(({ says }) => ({ item: says, state: 'ok', gates: false })),
  });
  expect((await runs.latest(ID, DATE))?.finished).toMatchObject({ run: 1, passed: true });
  expect(told).toMatchObject([{ TopicArn: CHANNEL, Subject: 'Morning Checklist 23 Nov 2026: passed, all 8 ok' }]);
});

test('what does not pass escalates, with what gates in the finding', async () => {
  await expect(report(1, BAD)).resolves.toEqual({
    outcome: 'escalated',
    passed: false,
    finding: `Morning Checklist 23 Nov 2026, run 1: not passed (1 of 3 must-pass items): Verify broker connectivity (Session expired). Report: ${FOLDER}/report.md.`,
  });
  expect((await runs.latest(ID, DATE))?.finished).toMatchObject({ run: 1, passed: false });
});

test('a run that passes lifts the gate, whoever has started it; one that does not leaves it closed', async () => {
  await report(1, BAD);
  await close();
  await begin('arn:2');
  await report(2, BAD, AGAIN);
  await expect(gates.get(DATE)).resolves.toMatchObject({ state: 'closed' });
  await begin('arn:3');
  await report(3);
  await expect(gates.get(DATE)).resolves.toMatchObject({ state: 'passed', passed: { run: 3 } });
  expect(reports.get(`reports/${FOLDER}/report.md`)).toContain('The gate has passed with run 3');
});

test('the evening lifts no gate', async () => {
  await close(0);
  await begin('arn:e', 'evening-checklist');
  const checklist = { id: 'evening-checklist', title: 'Evening Checklist', otherwise: 'x', items: ITEMS };
  await expect(report(1, {}, { checklist })).resolves.toMatchObject({ passed: true });
  await expect(gates.get(DATE)).resolves.toMatchObject({ state: 'closed' });
});

describe('a run that a runbook repeats', () => {
  test('is told to the channel when it comes out otherwise than the one before, and only then', async () => {
    await report(1, BAD);
    told = [];
    for (const [run, over, news] of [
      [2, BAD, 0],
      [3, {}, 1],
      [4, {}, 1],
      [5, BAD, 2],
    ] as const) {
      await begin(`arn:${run}`);
      await report(run, over, AGAIN);
      expect(told).toHaveLength(news);
    }
    // Each has a report of its own all the same.
    expect(reports.get(`reports/${FOLDER}/report.md`)).toContain('Run 5');
  });

  test('worked twice is told to the channel like once', async () => {
    await report(1, BAD);
    await begin('arn:2');
    await report(2, BAD, AGAIN);
    await report(2, BAD, AGAIN);
    expect(told).toHaveLength(1);
  });
});

test('a run that ends after a newer one changes nothing, and answers as that one did', async () => {
  await begin('arn:2');
  await report(2);
  await expect(report(1, BAD)).resolves.toMatchObject({
    outcome: 'resolved',
    passed: true,
    finding: expect.stringMatching(/run 2: passed.*Run 1 ended after it and does not count\.$/),
  });
  expect(reports.get(`reports/${FOLDER}/report.md`)).toContain('Run 2');
  expect(told).toHaveLength(1);
});

test('a bucket that fails takes nothing back: the channel hears of the verdict, and of the report that is missing', async () => {
  bucketFails = true;
  await expect(report(1, BAD)).resolves.toMatchObject({
    passed: false,
    finding: expect.stringContaining('Its report could not be written (Error: no).'),
  });
  expect(told[0]?.Message).toContain('The report could not be written: Error: no');
});

test('a channel that fails takes nothing back, and that is said', async () => {
  channelFails = true;
  await expect(report(1)).resolves.toMatchObject({
    outcome: 'resolved',
    finding: expect.stringContaining('The incident channel could not be told (Error: no).'),
  });
  expect(reports.size).toBe(3);
});

test('how the run got its day is in the report', async () => {
  await runs.begin(ID, DATE, {
    ...{ at: new Date(NOW).toISOString(), execution: 'arn:2', startedBy: 'x', reason: 'y' },
    note: "The calendar could not be read (no), so the date is India's.",
  });
  await report(2);
  expect(reports.get(`reports/${FOLDER}/report.md`)).toContain("so the date is India's.");
});

test.each([
  ['a run of no number', { run: 0 }, 'run: given'],
  [
    'an item in a state there is not',
    { items: [{ item: 'x', state: 'fine', says: '' }] },
    'items.0.state: given "fine"',
  ],
  [
    'a checklist without items',
    { checklist: { id: ID, title: 'M', otherwise: 'x', items: [] } },
    'checklist.items: given',
  ],
])('%s is refused by name', async (_what, over, says) => {
  await expect(report(1, {}, over)).rejects.toThrow(says);
  expect(told).toEqual([]);
});
