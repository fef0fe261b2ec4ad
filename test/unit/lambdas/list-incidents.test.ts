import { S3Client } from '@aws-sdk/client-s3';
import type * as ListIncidents from '../../../lambdas/list-incidents/handler';
import { ApprovalTable } from '../../../lambdas/shared/approvals/table';
import { IncidentTable } from '../../../lambdas/shared/incident-table';
import { leaveFunctions, loadFunction, type ModelledTable, TABLE, underFunctions } from '../../support/dynamodb';
import { at, isoAfter, openRequest } from '../../support/incidents';
import { get, held, parametersUnderFunctions, SYSTEM } from './reading-world';

const ID = openRequest().id;
const OLD = 'dashboard-not-loading-20261101T043217Z';
const DAY = 86_400;

let modelled: ModelledTable;
let table: IncidentTable;
beforeEach(async () => {
  modelled = underFunctions(at(1200));
  parametersUnderFunctions(held);
  table = new IncidentTable(modelled.client, TABLE);
  const [opened, alarmAt] = [isoAfter(-19 * DAY), isoAfter(-19 * DAY)];
  await table.openOrJoin(
    openRequest({
      id: OLD,
      runbook: 'dashboard-not-loading',
      target: 'dashboard',
      openedAt: opened,
      alarmAt,
      alarm: 'old',
    }),
  );
  await table.closeFixed(await table.get(OLD), isoAfter(-19 * DAY + 600));
  await table.openOrJoin(openRequest());
});
afterEach(leaveFunctions);

const ask = async (route: string, given: Parameters<typeof get>[2] = {}) => {
  const { handler } = loadFunction(() =>
    jest.requireActual<typeof ListIncidents>('../../../lambdas/list-incidents/handler'),
  );
  return get(handler, route, given);
};
const ids = ({ body }: { body: { incidents: { id: string }[] } }) => body.incidents.map(({ id }) => id);

const question = (over: object = {}) => ({
  id: 'a1',
  incidentId: ID,
  step: 'Scale up',
  act: 'scale-up' as const,
  resource: 'algo-trading-prod-trading',
  command: 'aws application-autoscaling register-scalable-target',
  effect: 'Two copies may run.',
  undo: 'npm run runbook -- start undo-scaling',
  because: 'Continuous trading.',
  facts: {},
  askedAt: isoAfter(100),
  expiresAt: isoAfter(1300),
  ...over,
});

describe('the list', () => {
  test('is of what is open, unless more is asked for', async () => {
    const listed = await ask('/v1/incidents');
    expect(ids(listed)).toEqual([ID]);
    expect(listed.body).toMatchObject({ said: '1 incident is open.', leftOut: 0 });
  });

  test('goes back as far as is asked for, whether or not they have ended, the latest first', async () => {
    expect(ids(await ask('/v1/incidents', { query: { since: '14d' } }))).toEqual([ID]);
    const listed = await ask('/v1/incidents', { query: { since: '2026-11-01' } });
    expect(ids(listed)).toEqual([ID, OLD]);
    expect(listed.body).toMatchObject({ said: '2 incidents in that time, of which 1 is open.' });
    expect(ids(await ask('/v1/incidents', { query: { all: 'true' } }))).toEqual([ID, OLD]);
  });

  test('says how many questions of an open incident wait for an answer, and counts none that has expired', async () => {
    const approvals = new ApprovalTable(modelled.client, TABLE);
    await approvals.ask(question());
    await approvals.ask(question({ id: 'a2', expiresAt: isoAfter(1100) }));
    expect((await ask('/v1/incidents')).body).toMatchObject({ incidents: [{ id: ID, questions: 1 }] });
  });

  test('leaves out what only the run needs', async () => {
    const { body } = await ask('/v1/incidents');
    const [listed] = (body as { incidents: object[] }).incidents;
    const kept = ['execution', 'restarts', 'deployments', 'rungs', 'dependsOn'].filter(
      (field) => field in (listed ?? {}),
    );
    expect(kept).toEqual([]);
    expect(listed).toMatchObject({ id: ID, severity: 'P2', joined: 0 });
  });

  test.each([
    [{ since: 'yesterday' }, 'since: given "yesterday", expected a span like 10m, 2h or 14d'],
    [{ since: '2026-12-24' }, 'since: given "2026-12-24", expected an instant that is not to come.'],
    [{ all: 'yes' }, 'all: given "yes"'],
    [{ sinse: '14d' }, 'sinse'],
  ])('refuses %j', async (query, says) => {
    const { status, body } = await ask('/v1/incidents', { query: query as Record<string, string> });
    expect(status).toBe(400);
    expect((body as { error: string }).error).toContain(says);
  });
});

describe('one incident', () => {
  test('is shown with its timeline and what was asked, and without any token', async () => {
    const approvals = new ApprovalTable(modelled.client, TABLE);
    await table.write(ID, { at: isoAfter(10), step: 'Check', finding: '0 of 2 tasks running.' }, 'one');
    await table.keepToken(ID, 1, 'page-token');
    await approvals.ask(question());
    await approvals.wait(ID, 'a1', 'approval-token');
    const shown = await ask('/v1/incidents/{id}', { path: { id: ID } });
    expect(shown.body).toMatchObject({
      incident: { id: ID, status: 'open' },
      timeline: [{ step: 'Check', finding: '0 of 2 tasks running.' }],
      approvals: [{ id: 'a1', open: true, waiting: true }],
      said: 'Trading Service Not Processing Orders (P2) is open.',
    });
    expect(JSON.stringify(shown.body)).not.toMatch(/token/);
  });

  test('has no question open from the instant it expires on', async () => {
    await new ApprovalTable(modelled.client, TABLE).ask(question({ expiresAt: isoAfter(1200) }));
    const shown = await ask('/v1/incidents/{id}', { path: { id: ID } });
    expect(shown.body).toMatchObject({ approvals: [{ id: 'a1', status: 'asked', open: false }] });
  });

  test('that does not exist is told', async () => {
    expect(await ask('/v1/incidents/{id}', { path: { id: 'none' } })).toEqual({
      status: 404,
      body: { error: 'There is no incident "none".' },
    });
  });
});

describe('a report', () => {
  const s3 = (send: () => Promise<unknown>) => jest.spyOn(S3Client.prototype, 'send').mockImplementation(send as never);
  const raise = (name: string) => async () => {
    throw Object.assign(new Error(name), { name });
  };

  test('is read from where the incident was documented: by the day in India on which its alarm came', async () => {
    const sent = s3(async () => ({ Body: { transformToString: async () => '# Trading' } }));
    const { body } = await ask('/v1/incidents/{id}/report', { path: { id: ID } });
    const key = `incidents/2026/11/20/${ID}/report.md`;
    expect(body).toMatchObject({ key, markdown: '# Trading' });
    expect(sent.mock.calls[0]?.[0]).toMatchObject({ input: { Bucket: SYSTEM.reports, Key: key } });
  });

  // Without s3:ListBucket, S3 answers AccessDenied for what does not exist.
  test.each(['NoSuchKey', 'AccessDenied'])(
    'that S3 answers %s for is not written yet while its run goes on',
    async (name) => {
      s3(raise(name));
      expect(await ask('/v1/incidents/{id}/report', { path: { id: ID } })).toEqual({
        status: 404,
        body: { error: `There is no report of ${ID}: it is written when its runbook has come to an end.` },
      });
    },
  );

  test('that ought to be there says what S3 answered', async () => {
    s3(raise('AccessDenied'));
    const { status, body } = await ask('/v1/incidents/{id}/report', { path: { id: OLD } });
    expect(status).toBe(404);
    expect((body as { error: string }).error).toContain(
      'it has ended as fixed, and S3 answers AccessDenied for incidents/2026/11/01/',
    );
  });

  test('that cannot be read for another reason is a failure, not a missing report', async () => {
    s3(raise('SlowDown'));
    expect((await ask('/v1/incidents/{id}/report', { path: { id: ID } })).status).toBe(500);
  });
});

describe('what was observed', () => {
  test('names every runbook there is, with what it would have done', async () => {
    const finding = 'Would have done now: aws ecs update-service --force-new-deployment';
    await table.write(
      ID,
      { at: isoAfter(20), step: 'Restart', finding, refused: { act: 'restart', because: 'observe' } },
      'one',
    );
    const { body } = await ask('/v1/observed');
    const { runbooks, said } = body as ListIncidents.Observed;
    expect(said).toBe('1 incident since 6 Nov 2026 10:22:17 IST.');
    expect(runbooks).toHaveLength(Object.keys(SYSTEM.machines).length);
    expect(runbooks.find(({ id }) => id === 'trading-service-not-processing-orders')).toMatchObject({
      started: 1,
      incidents: [{ id: ID, would: [{ act: 'restart', says: finding }], ending: { how: 'open' } }],
    });
    expect(runbooks.find(({ id }) => id === 'service-restart')).toMatchObject({ started: 0, incidents: [] });
  });
});

test.each(['/v1/incidents', '/v1/incidents/{id}', '/v1/incidents/{id}/report', '/v1/observed'])(
  'nobody reads %s without a signature',
  async (route) => {
    const path = route.includes('{id}') ? { path: { id: ID } } : {};
    expect((await ask(route, { ...path, signed: false })).status).toBe(403);
  },
);

test('a route that is none is told', async () => {
  expect((await ask('/v1/else')).status).toBe(404);
});
