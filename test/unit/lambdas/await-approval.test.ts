import { SNSClient } from '@aws-sdk/client-sns';
import type { Context } from 'aws-lambda';
import type * as AwaitApproval from '../../../lambdas/await-approval/handler';
import { ApprovalTable } from '../../../lambdas/shared/approvals/table';
import { IncidentTable } from '../../../lambdas/shared/incident-table';
import { leaveFunctions, loadFunction, type ModelledTable, TABLE, underFunctions } from '../../support/dynamodb';
import { at, isoAfter, openRequest } from '../../support/incidents';
import { asks } from './approvals/api-world';
import { INCIDENT } from './approvals/people';

const TOKEN = 'AAAAKgAAAAIAAAAAAAAAAX-the-task-token';
const STEP = 'Wait for an approval';
const topic = (id: string) => `arn:aws:sns:ap-south-1:123456789012:runbook-prod-contact-${id}`;
const contacts = ['trading-primary', 'trading-backup', 'team-lead'].map((id) => ({
  id,
  role: `Role of ${id}`,
  topicArn: topic(id),
}));

let handler: typeof AwaitApproval.handler;
let modelled: ModelledTable;
let table: IncidentTable;
let approvals: ApprovalTable;
let sent: jest.SpyInstance;
let logged: string[];

beforeAll(() => {
  // Everything that is ever logged, and not what the other tests show of it.
  process.env.POWERTOOLS_LOG_LEVEL = 'DEBUG';
  handler = loadFunction(() =>
    jest.requireActual<typeof AwaitApproval>('../../../lambdas/await-approval/handler'),
  ).handler;
});
afterAll(() => {
  process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
});
beforeEach(async () => {
  modelled = underFunctions(at(90));
  logged = [];
  for (const out of [process.stdout, process.stderr])
    jest.spyOn(out, 'write').mockImplementation((text) => logged.push(String(text)) > 0);
  for (const level of ['log', 'debug', 'info', 'warn', 'error'] as const)
    jest.spyOn(console, level).mockImplementation((...said) => void logged.push(said.map(String).join(' ')));
  sent = jest.spyOn(SNSClient.prototype, 'send').mockResolvedValue({} as never);
  table = new IncidentTable(modelled.client, TABLE);
  approvals = new ApprovalTable(modelled.client, TABLE);
  await table.openOrJoin(openRequest());
  await table.notePaged(INCIDENT, { contact: 'trading-primary', rung: 1, at: isoAfter(30) });
  await asks(approvals, INCIDENT, 'a1');
});
afterEach(leaveFunctions);

const waits = (over: object = {}) =>
  handler(
    {
      step: STEP,
      incidentId: INCIDENT,
      approval: 'a1',
      token: TOKEN,
      contacts,
      pages: 'https://pages.example',
      ...over,
    },
    { awsRequestId: 'request-1' } as Context,
  );
const topics = () => sent.mock.calls.map(([{ input }]) => input.TopicArn);
const findings = async () => (await table.lines(INCIDENT)).map(({ finding }) => finding);

test('from then on an answer reaches the workflow', async () => {
  expect(await approvals.get(INCIDENT, 'a1')).toMatchObject({ waiting: false });
  await waits();
  expect(await approvals.get(INCIDENT, 'a1')).toMatchObject({ waiting: true });
  await expect(approvals.token(INCIDENT, 'a1')).resolves.toBe(TOKEN);
});

describe('a question that is not open', () => {
  const decided = async (becomes: 'approved' | 'refused') => {
    await approvals.wait(INCIDENT, 'a1', 'an earlier token');
    const before = await approvals.get(INCIDENT, 'a1');
    if (!before) throw new Error('There is no question.');
    const decision = becomes === 'approved' ? 'approve' : 'refuse';
    const given = { decision, contact: 'team-lead', identity: 'x', reason: 'x', at: isoAfter(80) } as const;
    await approvals.decide(before, given, becomes);
  };

  test.each<[string, () => Promise<unknown>]>([
    ['approved', () => decided('approved')],
    ['refused', () => decided('refused')],
    ['void', () => decided('approved').then(() => approvals.void(INCIDENT, 'a1'))],
    ['lapsed', () => approvals.lapse(INCIDENT, 'a1', 'asked')],
  ])('because it is %s is not waited for: nobody is told, and no token is kept', async (_how, ends) => {
    await ends();
    const before = await modelled.items();
    await expect(waits()).rejects.toThrow(`Question a1 of ${INCIDENT} is not open.`);
    expect(await modelled.items()).toEqual(before);
    expect(sent).not.toHaveBeenCalled();
  });

  test.each([
    ['question', { approval: 'a2' }, 'There is no question a2'],
    ['incident', { incidentId: 'other' }, 'There is no incident "other"'],
  ])('because there is no such %s makes none', async (_what, over, because) => {
    const before = await modelled.items();
    await expect(waits(over)).rejects.toThrow(because);
    expect(await modelled.items()).toEqual(before);
  });
});

describe('is told of it', () => {
  test('who was paged before it was asked, once, in words that say what to do', async () => {
    await table.notePaged(INCIDENT, { contact: 'trading-primary', rung: 2, at: isoAfter(50) });
    await waits();
    expect(topics()).toEqual([topic('trading-primary')]);
    expect(sent.mock.calls[0]?.[0].input.Message).toContain(`https://pages.example/incidents/${INCIDENT}`);
    expect(await findings()).toEqual(['Told Role of trading-primary that an approval is asked.']);
  });

  test('nobody whose page came with it or after it: that says it itself', async () => {
    await table.notePaged(INCIDENT, { contact: 'trading-backup', rung: 1, at: isoAfter(60) });
    await table.notePaged(INCIDENT, { contact: 'team-lead', rung: 2, at: isoAfter(75) });
    await waits();
    expect(topics()).toEqual([topic('trading-primary')]);
  });

  test('nobody, where nobody was paged yet', async () => {
    await asks(approvals, INCIDENT, 'a2', { askedAt: isoAfter(20) });
    await waits({ approval: 'a2' });
    expect(sent).not.toHaveBeenCalled();
    expect(await findings()).toEqual([]);
  });

  test('nobody before the answer can reach the workflow', async () => {
    sent.mockImplementation(async () => {
      expect(await approvals.get(INCIDENT, 'a1')).toMatchObject({ waiting: true });
      return {};
    });
    await waits();
    expect(sent).toHaveBeenCalledTimes(1);
  });
});

describe('what fails does not end the waiting', () => {
  beforeEach(async () => {
    await table.notePaged(INCIDENT, { contact: 'team-lead', rung: 1, at: isoAfter(31) });
  });

  test('a message: it is written down, and the others are told', async () => {
    sent.mockImplementation(async ({ input }: { input: { TopicArn: string } }) => {
      if (input.TopicArn === topic('trading-primary')) throw Object.assign(new Error('no'), { name: 'NotFound' });
      return {};
    });
    await waits();
    expect((await findings()).sort()).toEqual([
      'Role of trading-primary could not be told that an approval is asked: NotFound: no.',
      'Told Role of team-lead that an approval is asked.',
    ]);
    expect(await approvals.get(INCIDENT, 'a1')).toMatchObject({ waiting: true });
  });

  test('a line that cannot be written: it is logged', async () => {
    jest.spyOn(IncidentTable.prototype, 'write').mockRejectedValue(new Error('Rate exceeded'));
    await waits();
    expect(topics()).toHaveLength(2);
    expect(logged.join('\n')).toContain('It could not be written down: Error: Rate exceeded');
    expect(await approvals.get(INCIDENT, 'a1')).toMatchObject({ waiting: true });
  });
});

test('the token stands in the table and nowhere else: in no line, no message, no log and no error', async () => {
  await waits();
  sent.mockRejectedValue(new Error('no'));
  await waits();
  const other = await waits({ approval: 'a2' }).catch(String);
  const wrong = await waits({ pages: 5, contacts: 'x' }).catch(String);
  await approvals.lapse(INCIDENT, 'a1', 'asked');
  const late = await waits().catch(String);
  expect([other, wrong, late]).not.toContain(undefined);
  expect(logged.join('\n')).toContain('Told Role of trading-primary');
  const told = JSON.stringify([
    await table.lines(INCIDENT),
    await approvals.ofIncident(INCIDENT),
    sent.mock.calls.map(([{ input }]) => input),
    logged,
    [other, wrong, late],
  ]);
  expect(told).not.toContain(TOKEN);
  expect(JSON.stringify(await modelled.items()).split(TOKEN)).toHaveLength(2);
});
