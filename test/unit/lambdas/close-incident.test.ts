import { type PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type * as CloseIncident from '../../../lambdas/close-incident/handler';
import { placeOf } from '../../../lambdas/close-incident/report';
import { IncidentTable } from '../../../lambdas/shared/incident-table';
import { leaveFunctions, loadFunction, type ModelledTable, TABLE, underFunctions } from '../../support/dynamodb';
import { at, ERRORS_ALARM, isoAfter, openRequest } from '../../support/incidents';
import { ask, CALLER, DIRECTORY, parameterStore, SYSTEM, underParameters } from './command-world';

const ID = openRequest().id;
const NEXT = openRequest({ id: 'next', alarmAt: isoAfter(2000), execution: 'arn:execution:next', alarm: ERRORS_ALARM });
const REASON = 'The exchange halted trading.';
const FOLDER = `incidents/2026/11/20/${ID}`;

let modelled: ModelledTable;
let table: IncidentTable;
/** Objects by key. */
let reports: Map<string, string>;
let bucketFails = false;
beforeEach(async () => {
  modelled = underFunctions(at(1200));
  underParameters(parameterStore());
  process.env.REPORT_BUCKET = 'reports';
  table = new IncidentTable(modelled.client, TABLE);
  reports = new Map();
  bucketFails = false;
  jest.spyOn(S3Client.prototype, 'send').mockImplementation((async ({ input }: PutObjectCommand) => {
    if (bucketFails) throw new Error('no');
    reports.set(`${input.Bucket}/${input.Key}`, String(input.Body));
    return {};
  }) as never);
  await table.openOrJoin(openRequest());
});
afterEach(() => {
  delete process.env.REPORT_BUCKET;
  leaveFunctions();
});

const close = (over: { by?: string; id?: string; body?: object } = {}) => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof CloseIncident>('../../../lambdas/close-incident/handler'),
  );
  const { by = CALLER.arjun, id = ID, body = { reason: REASON } } = over;
  return ask(handler, { route: 'POST /v1/incidents/{id}/close', by, path: { id }, body });
};
const BY_LEAD = `Closed by team-lead (Identity Center user arjun@algo-trading.example): ${REASON}`;

test('a named person closes an incident with a reason, and both are kept', async () => {
  await expect(close()).resolves.toEqual({
    status: 200,
    said: BY_LEAD,
    incidentId: ID,
    report: `${FOLDER}/report.md`,
  });
  expect(await table.get(ID)).toMatchObject({
    status: 'closed',
    closedAt: isoAfter(1200),
    closedBy: { by: 'team-lead', reason: REASON },
  });
  expect(await table.lines(ID)).toEqual([
    { at: isoAfter(1200), step: 'Close the incident', finding: BY_LEAD, outcome: 'noted' },
  ]);
});

test('the next alarm opens a new incident instead of joining one that people were done with', async () => {
  await close();
  await expect(table.openOrJoin(NEXT)).resolves.toMatchObject({ opened: true, incident: { id: 'next' } });
});

test('an alarm that joined while the person was typing does not hold the closing up', async () => {
  await table.openOrJoin(NEXT);
  await close();
  expect(await table.get(ID)).toMatchObject({ status: 'closed', joined: 1 });
});

describe('its report', () => {
  test('says from then on that a person has closed it, for people and for machines', async () => {
    await close();
    expect(reports.get(`reports/${FOLDER}/report.md`)).toMatch(/ · \*\*closed\*\*, verdict .* 20 min\n/);
    expect(reports.get(`reports/${FOLDER}/report.md`)).toContain('The exchange halted trading.');
    const report = JSON.parse(reports.get(`reports/${FOLDER}/report.json`) ?? '{}');
    expect(report).toMatchObject({
      ending: 'closed',
      incident: { status: 'closed', closedBy: { by: 'team-lead' } },
      timeline: [{ step: 'Close the incident' }],
    });
    expect(report.links).toContainEqual({
      title: 'ECS service',
      url: 'https://ap-south-1.console.aws.amazon.com/ecs/v2/clusters/prod-cluster/services/prod-trading/health?region=ap-south-1',
    });
  });

  test('holds nothing up when it cannot be written, and that is said', async () => {
    bucketFails = true;
    const answer = await close();
    expect(answer).toMatchObject({
      status: 200,
      said: `${BY_LEAD} Its report could not be written anew (Error: no).`,
    });
    expect(answer).not.toHaveProperty('report');
    expect(await table.get(ID)).toMatchObject({ status: 'closed' });
  });

  test.each([
    ['trading', { service: 'prod-trading', database: null, streamPrefix: 'trading/' }],
    ['database', { service: null, database: 'prod-db', streamPrefix: null }],
    ['system', { service: null, database: 'prod-db', streamPrefix: null }],
    ['data-service', { service: null, database: null, streamPrefix: null }],
  ] as const)('of an incident of %s leads to its consoles', (target, place) => {
    const always = { region: 'ap-south-1', cluster: 'prod-cluster', logGroup: '/aws/ecs/prod' };
    expect(placeOf({ target }, DIRECTORY, SYSTEM)).toEqual({ ...always, ...place });
  });
});

describe('what has ended before stays as it ended, and the person is told how', () => {
  test('fixed', async () => {
    await table.closeFixed(await table.get(ID), isoAfter(1000));
    await expect(close()).resolves.toEqual({ status: 409, error: 'The incident has ended as fixed before.' });
    expect(await table.get(ID)).not.toHaveProperty('closedBy');
    expect(await table.lines(ID)).toEqual([]);
    expect(reports.size).toBe(0);
  });

  test('closed by somebody else', async () => {
    await close();
    await expect(close({ by: CALLER.priya, body: { reason: 'Enough.' } })).resolves.toEqual({
      status: 409,
      error: 'The incident has ended as closed before, closed by team-lead.',
    });
    expect(await table.get(ID)).toMatchObject({ closedBy: { by: 'team-lead' } });
    expect(await table.lines(ID)).toHaveLength(1);
  });

  test('fixed at the very instant', async () => {
    const judged = await table.get(ID);
    modelled.beforeNext('TransactWriteItems', () =>
      new IncidentTable(modelled.client, TABLE).closeFixed(judged, isoAfter(1199)),
    );
    await expect(close()).resolves.toMatchObject({ status: 409, error: 'The incident has ended as fixed before.' });
    expect(await table.lines(ID)).toEqual([]);
  });

  test('taken over: the one that stands for it is named', async () => {
    await table.openOrJoin(
      openRequest({
        id: 'cause',
        runbook: 'database',
        target: 'database',
        dependsOn: [],
        execution: 'arn:execution:db',
      }),
    );
    await expect(close()).resolves.toMatchObject({
      status: 409,
      error: 'Incident cause stands for this one; close that one.',
    });
    expect(await table.get('cause')).toMatchObject({ status: 'open' });
  });
});

test('asked for again after a death in between, it finds its own closing and writes its line', async () => {
  modelled.beforeNext('PutItem', async () => {
    throw new Error('died');
  });
  await expect(close()).resolves.toMatchObject({ status: 500 });
  expect(await table.lines(ID)).toEqual([]);
  await expect(close()).resolves.toMatchObject({ status: 200 });
  expect(await table.lines(ID)).toMatchObject([{ finding: BY_LEAD }]);
});

describe('an incident is not closed', () => {
  test.each([
    ['by nobody we know', { by: CALLER.unknown }, 403, 'is nobody we know'],
    ['by a role, whatever its session calls itself', { by: CALLER.robot }, 403, 'is nobody we know'],
    ['in somebody else’s name', { body: { reason: REASON, by: 'cto' } }, 400, 'by: given'],
    ['without a reason', { body: { reason: ' ' } }, 400, 'reason: given'],
    ['when it does not exist: a mistyped id is told', { id: 'none' }, 404, 'There is no incident "none".'],
  ])('%s', async (_how, over, status, error) => {
    await expect(close(over)).resolves.toEqual({ status, error: expect.stringContaining(error) });
    expect(await table.get(ID)).toMatchObject({ status: 'open' });
    expect(reports.size).toBe(0);
  });
});
