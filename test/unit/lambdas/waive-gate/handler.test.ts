import { type PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { compactCalendar } from '../../../../environments/calendar-schema';
import { GateTable } from '../../../../lambdas/shared/checklist/gate';
import { IncidentTable } from '../../../../lambdas/shared/incident-table';
import type * as WaiveGate from '../../../../lambdas/waive-gate/handler';
import { leaveFunctions, loadFunction, type ModelledTable, TABLE, underFunctions } from '../../../support/dynamodb';
import { CALENDAR, openRequest, TRADING_ENABLED } from '../../../support/incidents';
import { ask, CALLER, CHANNEL, DIRECTORY, parameterStore, SYSTEM, underParameters } from '../command-world';
import { DATE, NOW } from '../report-checklist/world';

const ID = 'morning-checklist-not-passed-20261123T031612Z';
const REASON = 'Checked by hand.';
const TOPIC = 'arn:aws:sns:ap-south-1:123456789012:runbook-prod-trading-primary';
const iso = (seconds = 0) => new Date(NOW + seconds * 1000).toISOString();

let modelled: ModelledTable;
let table: IncidentTable;
let gates: GateTable;
let held: Map<string, string>;
let told: PublishCommand['input'][];
/** Objects by key. */
let reports: Map<string, string>;
let channelFails = false;
beforeEach(async () => {
  modelled = underFunctions(NOW);
  const system = { ...SYSTEM, topics: { 'trading-primary': TOPIC } };
  held = parameterStore({
    '/runbook-prod/system': JSON.stringify(system),
    [SYSTEM.settings.calendar]: compactCalendar(CALENDAR),
    [SYSTEM.settings.overrides]: '{}',
    [TRADING_ENABLED]: 'false',
  });
  underParameters(held);
  process.env.REPORT_BUCKET = 'reports';
  table = new IncidentTable(modelled.client, TABLE);
  gates = new GateTable(modelled.client, TABLE);
  [told, reports, channelFails] = [[], new Map(), false];
  jest.spyOn(SNSClient.prototype, 'send').mockImplementation((async ({ input }: PublishCommand) => {
    if (channelFails && input.TopicArn === CHANNEL) throw new Error('no');
    told.push(input);
    return {};
  }) as never);
  jest.spyOn(S3Client.prototype, 'send').mockImplementation((async ({ input }: PutObjectCommand) => {
    reports.set(String(input.Key), String(input.Body));
    return {};
  }) as never);
  await table.openOrJoin(
    openRequest({
      ...{ id: ID, runbook: 'morning-checklist-not-passed', target: 'system', title: 'Morning Checklist Not Passed' },
      ...{ openedAt: iso(-60), alarmAt: iso(-60) },
    }),
  );
  await table.notePaged(ID, { contact: 'trading-primary', rung: 1, at: iso(-50) });
  await gates.close(DATE, {
    ...{ at: iso(-40), run: 1, failed: [{ item: 'Verify broker connectivity', says: 'Session expired.' }] },
    ...{ incident: ID, tradingEnabledBefore: 'true' },
  });
});
afterEach(() => {
  delete process.env.REPORT_BUCKET;
  leaveFunctions();
});

const waive = (over: { by?: string; body?: object } = {}) => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof WaiveGate>('../../../../lambdas/waive-gate/handler'),
  );
  const { by = CALLER.arjun, body = { reason: REASON } } = over;
  return ask(handler, { route: 'POST /v1/gate/waive', by, body });
};
const toChannel = () => told.filter(({ TopicArn }) => TopicArn === CHANNEL);

test('a named person waives the gate, and the incident ends by their word', async () => {
  await expect(waive()).resolves.toEqual({
    status: 200,
    said: `The gate of the open of 23 Nov 2026 is waived by team-lead (Identity Center user arjun@algo-trading.example): ${REASON} Incident ${ID} is closed. Trading stays disabled until two people resume it: aws ssm put-parameter --name ${TRADING_ENABLED} --value true --overwrite`,
    date: DATE,
    incidentId: ID,
    by: 'team-lead',
    reason: REASON,
    at: iso(),
  });
  await expect(gates.get(DATE)).resolves.toMatchObject({
    state: 'waived',
    waived: { at: iso(), by: 'team-lead', reason: REASON },
  });
  await expect(table.get(ID)).resolves.toMatchObject({
    status: 'closed',
    closedBy: { by: 'team-lead', reason: `gate waived: ${REASON}` },
  });
  expect((await table.lines(ID))[0]).toMatchObject({
    step: 'Waive the gate',
    finding: expect.stringContaining(REASON),
  });
  expect(reports.get(`incidents/2026/11/23/${ID}/report.md`)).toContain('**closed**');
});

test('it enables nothing', async () => {
  await waive();
  expect(held.get(TRADING_ENABLED)).toBe('false');
});

test('the channel hears of it with what had not passed, and whoever was paged that it is over', async () => {
  await waive();
  expect(toChannel()).toMatchObject([{ Subject: 'The gate of the open is waived' }]);
  const { Message } = toChannel()[0] ?? {};
  for (const part of ['team-lead', REASON, 'Verify broker connectivity', 'Trading stays disabled until two people'])
    expect(Message).toContain(part);
  expect(told.filter(({ TopicArn }) => TopicArn === TOPIC)).toMatchObject([
    { Subject: expect.stringContaining('closed: Morning Checklist Not Passed') },
  ]);
});

test('asked for again by the same person for the same reason it is as good as once', async () => {
  const first = await waive();
  const lines = await table.lines(ID);
  await expect(waive()).resolves.toEqual(first);
  expect(told).toHaveLength(2);
  await expect(table.lines(ID)).resolves.toEqual(lines);
});

test('asked for again after a death in between, it closes the incident', async () => {
  modelled.beforeNext('TransactWriteItems', async () => {
    throw new Error('died');
  });
  await expect(waive()).resolves.toMatchObject({
    status: 200,
    said: expect.stringContaining(
      `Its incident ${ID} could not be closed (Error: died); ask again with the same reason.`,
    ),
  });
  await expect(waive()).resolves.toMatchObject({ said: expect.stringContaining(`Incident ${ID} is closed.`) });
  expect(toChannel()).toHaveLength(1);
});

test('an incident that has ended otherwise stays as it ended, and the gate is waived', async () => {
  await table.standDown(await table.get(ID), iso(-10));
  await expect(waive()).resolves.toMatchObject({
    status: 200,
    said: expect.stringContaining(`Its incident ${ID} has ended as stood-down before.`),
  });
  await expect(gates.get(DATE)).resolves.toMatchObject({ state: 'waived' });
});

test('a channel that cannot be told keeps nothing from being waived, and that is said', async () => {
  channelFails = true;
  await expect(waive()).resolves.toMatchObject({
    status: 200,
    said: expect.stringContaining('The incident channel could not be told (Error: no).'),
  });
});

test('a calendar that cannot be read keeps nobody from waiving today’s gate', async () => {
  held.delete(SYSTEM.settings.calendar);
  await expect(waive()).resolves.toMatchObject({
    status: 200,
    said: expect.stringContaining("so the date is India's"),
  });
});

test('a day may be named', async () => {
  await expect(waive({ body: { reason: REASON, date: DATE } })).resolves.toMatchObject({ status: 200, date: DATE });
});

describe('who may waive', () => {
  const approvers = (over: object) =>
    held.set(
      '/runbook-prod/directory',
      JSON.stringify({ ...DIRECTORY, approvers: { ...DIRECTORY.approvers, ...over } }),
    );

  test('is named by the act’s own list, where there is one', async () => {
    approvers({ 'waive-gate': { contacts: ['backend-primary'], people: 1 } });
    await expect(waive({ by: CALLER.priya })).resolves.toMatchObject({ status: 403 });
    await expect(waive({ by: CALLER.meera })).resolves.toMatchObject({ status: 200, by: 'backend-primary' });
  });

  test('is one person, also where the environment asks for two of everything', async () => {
    approvers({ otherwise: { contacts: ['team-lead'], people: 2 } });
    await expect(waive()).resolves.toMatchObject({ status: 200 });
  });
});

describe('nothing is waived', () => {
  test.each([
    [
      'by somebody who is not on the list: they are told who is',
      { by: CALLER.meera },
      403,
      'Who may: trading-primary, team-lead.',
    ],
    ['by nobody we know', { by: CALLER.unknown }, 403, 'is nobody we know'],
    ['by a role, whatever its session calls itself', { by: CALLER.robot }, 403, 'is nobody we know'],
    ['without a reason', { body: { reason: ' ' } }, 400, 'reason: given'],
    ['in somebody else’s name', { body: { reason: REASON, by: 'cto' } }, 400, 'by: given'],
    ['of a day that does not exist', { body: { reason: REASON, date: '2026-02-30' } }, 400, 'date: given "2026-02-30"'],
    [
      'on a day without a gate',
      { body: { reason: REASON, date: '2026-11-20' } },
      409,
      'There is no closed gate to waive on 20 Nov 2026. The gate of the day was not closed.',
    ],
  ])('%s', async (_how, over, status, error) => {
    await expect(waive(over)).resolves.toEqual({ status, error: expect.stringContaining(error) });
    await expect(gates.get(DATE)).resolves.toMatchObject({ state: 'closed' });
    await expect(table.get(ID)).resolves.toMatchObject({ status: 'open' });
    expect(told).toEqual([]);
  });

  test('that has passed', async () => {
    await gates.pass(DATE, { at: iso(-5), run: 2 });
    await expect(waive()).resolves.toMatchObject({
      status: 409,
      error: expect.stringContaining('has passed with run 2'),
    });
  });

  test('that somebody else has waived: they answer for it', async () => {
    await waive({ by: CALLER.priya });
    await expect(waive()).resolves.toMatchObject({
      status: 409,
      error: expect.stringContaining('waived by trading-primary'),
    });
    await expect(gates.get(DATE)).resolves.toMatchObject({ waived: { by: 'trading-primary' } });
  });

  test.each(['Mine.', REASON])('that somebody else waives at the same instant, saying %j', async (reason) => {
    modelled.beforeNext('PutItem', () =>
      new GateTable(modelled.client, TABLE).waive(DATE, { at: iso(), by: 'cto', reason }),
    );
    await expect(waive()).resolves.toMatchObject({ status: 409, error: expect.stringContaining('waived by cto') });
  });
});
