import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Context } from 'aws-lambda';
import fc from 'fast-check';
import type * as AcknowledgePage from '../../../lambdas/acknowledge-page/handler';
import type { ApiResponse } from '../../../lambdas/shared/api';
import { formToken } from '../../../lambdas/shared/form-token';
import { IncidentTable } from '../../../lambdas/shared/incident-table';
import { newLink, PageLinks } from '../../../lambdas/shared/page-links';
import { leaveFunctions, loadFunction, type ModelledTable, TABLE, underFunctions } from '../../support/dynamodb';
import { answerSsm, at, isoAfter, openRequest } from '../../support/incidents';
import { listenForMetrics } from '../../support/measured';
import { ACCOUNT, SSO } from './approvals/people';
import { held, NAMES } from './show-incident/asking';
import { ID, pageLink, words } from './show-incident/seen';

const LINK = newLink();
const OTHER = newLink();
const TOKEN = formToken(LINK, 'acknowledge', ID, '1');

const metrics = listenForMetrics();
let handler: typeof AcknowledgePage.handler;
let modelled: ModelledTable;
let table: IncidentTable;
let told: jest.SpyInstance;

beforeAll(() => {
  Object.assign(process.env, NAMES);
  handler = loadFunction(() =>
    jest.requireActual<typeof AcknowledgePage>('../../../lambdas/acknowledge-page/handler'),
  ).handler;
});
afterAll(() => {
  for (const name of Object.keys(NAMES)) delete process.env[name];
});
beforeEach(async () => {
  modelled = underFunctions(at(720));
  const parameters = held();
  jest
    .spyOn(SSMClient.prototype, 'send')
    .mockImplementation((async (command: object) => answerSsm(parameters, command)) as never);
  told = jest.spyOn(SFNClient.prototype, 'send').mockResolvedValue({} as never);
  table = new IncidentTable(modelled.client, TABLE);
  await table.openOrJoin(openRequest());
  await page(1, LINK, 'trading-primary');
});
afterEach(leaveFunctions);

/** A rung is chosen and paged: its token is kept before the link is sent. */
async function page(rung: number, link: string, contact: string, over: object = {}): Promise<void> {
  await table.chooseRung(ID, { rung, asked: isoAfter(300 * rung) });
  await table.keepToken(ID, rung, `token-of-rung-${rung}`);
  await new PageLinks(modelled.client, TABLE).keep(link, pageLink({ rung, contact, ...over }));
}

const EVENT = { version: '2.0', headers: {}, isBase64Encoded: false };

let number = 0;
const send = (event: object): Promise<ApiResponse> =>
  handler({ ...EVENT, ...event }, { awsRequestId: `request-${++number}` } as Context);

/** What a browser posts when the button is pressed. */
const press = (link = LINK, body = `token=${TOKEN}`): Promise<ApiResponse> =>
  send({
    routeKey: 'POST /i/{link}/acknowledge',
    rawPath: `/i/${link}/acknowledge`,
    pathParameters: { link },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
    requestContext: { requestId: 'request', http: { method: 'POST', sourceIp: '192.0.2.1' } },
  });

/** What the command line posts. */
async function command(
  userArn: string,
  id = ID,
  body = '{}',
): Promise<{ status: number; said?: string; error?: string }> {
  const { statusCode, body: answer } = await send({
    routeKey: 'POST /v1/incidents/{id}/acknowledge',
    rawPath: `/v1/incidents/${id}/acknowledge`,
    pathParameters: { id },
    body,
    requestContext: {
      requestId: 'request',
      http: { method: 'POST', sourceIp: '192.0.2.1' },
      authorizer: { iam: { userArn, accountId: ACCOUNT } },
    },
  });
  return { status: statusCode, ...JSON.parse(answer) };
}
const LEAD = `arn:aws:iam::${ACCOUNT}:user/team-lead`;
const CTO = `arn:aws:iam::${ACCOUNT}:user/cto`;

const findings = async () => (await table.lines(ID)).map(({ finding }) => finding);
const tokensTold = () => told.mock.calls.map(([{ input }]) => input);
const acknowledged = async () => (await table.get(ID)).acknowledged;

/** Nothing is written and nobody is told, whatever the answer was. */
async function changesNothing(act: () => Promise<unknown>): Promise<void> {
  const before = await modelled.items();
  told.mockClear();
  await act();
  expect(await modelled.items()).toEqual(before);
  expect(told).not.toHaveBeenCalled();
}

describe('the button of a page', () => {
  test('acknowledges for its contact, tells the workflow that waits, and shows the page again', async () => {
    await expect(press()).resolves.toMatchObject({ statusCode: 303, headers: { location: `/i/${LINK}` } });
    expect(await acknowledged()).toEqual({ by: 'trading-primary', at: isoAfter(720) });
    expect(tokensTold()).toEqual([
      { taskToken: 'token-of-rung-1', output: JSON.stringify({ by: 'trading-primary', at: isoAfter(720) }) },
    ]);
    expect(await table.lines(ID)).toEqual([
      {
        at: isoAfter(720),
        step: 'Acknowledge the alert',
        finding: 'Acknowledged by trading-primary on rung 1.',
        outcome: 'noted',
      },
    ]);
  });

  test('is written down before the workflow is told', async () => {
    told.mockImplementation(async () => {
      expect(await acknowledged()).toBeDefined();
      return {};
    });
    await press();
    expect(told).toHaveBeenCalledTimes(1);
  });

  test('of a rung that waits no more counts all the same, and the timeline says so', async () => {
    told.mockRejectedValue(Object.assign(new Error('Task Timed Out'), { name: 'TaskTimedOut' }));
    await expect(press()).resolves.toMatchObject({ statusCode: 303 });
    expect(await acknowledged()).toBeDefined();
    expect(await findings()).toEqual([
      'Acknowledged by trading-primary on rung 1. That rung was no longer waiting; the acknowledgement counts all the same.',
    ]);
  });

  test('counts also when the workflow could not be told, and the timeline says why', async () => {
    told.mockRejectedValue(Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' }));
    await press();
    expect((await findings())[0]).toContain('could not be told (ThrottlingException: Rate exceeded)');
    expect(await acknowledged()).toBeDefined();
  });

  test('of another contact takes it over after the deadline, when the climb has begun again', async () => {
    await press();
    await page(2, OTHER, 'team-lead');
    jest.setSystemTime(at(1900));
    await expect(press(OTHER, `token=${formToken(OTHER, 'acknowledge', ID, '2')}`)).resolves.toMatchObject({
      statusCode: 303,
    });
    expect(await acknowledged()).toEqual({ by: 'team-lead', at: isoAfter(1900) });
  });
});

describe('a link acknowledges once', () => {
  test('and the same request again says who has it, and changes nothing', async () => {
    await press();
    await changesNothing(async () => {
      const { statusCode, body } = await press();
      expect(statusCode).toBe(200);
      expect(words(body)).toContain('You have it since 20 Nov 2026 10:14:17 IST. Nothing was changed.');
    });
  });

  test('and not again after the deadline', async () => {
    await press();
    jest.setSystemTime(at(1900));
    await changesNothing(async () => {
      const { statusCode, body } = await press();
      expect(statusCode).toBe(200);
      expect(words(body)).toContain('It acknowledged at 20 Nov 2026 10:14:17 IST, which held until the deadline');
      expect(words(body)).toContain(`npm run runbook -- ack ${ID}`);
    });
  });

  test('pressed twice at the same instant it is one acknowledgement', async () => {
    const answers = await Promise.all([press(), press(), press()]);
    expect(answers.map(({ statusCode }) => statusCode).every((status) => status === 303 || status === 200)).toBe(true);
    expect(await findings()).toEqual(['Acknowledged by trading-primary on rung 1.']);
    expect(told).toHaveBeenCalledTimes(1);
    expect(metrics.said()).toEqual(['Pages result=acknowledged 1']);
  });

  test('a press that died right after using the link up is finished by the next', async () => {
    await new PageLinks(modelled.client, TABLE).useUp(LINK, isoAfter(700));
    await expect(press()).resolves.toMatchObject({ statusCode: 303 });
    expect(await acknowledged()).toEqual({ by: 'trading-primary', at: isoAfter(720) });
  });
});

describe('somebody else was first', () => {
  test('who presses later is told who has it', async () => {
    await table.acknowledge(ID, 'team-lead', isoAfter(600));
    await changesNothing(async () => {
      const { statusCode, body } = await press();
      expect(statusCode).toBe(200);
      expect(words(body)).toContain('team-lead has it since 20 Nov 2026 10:12:17 IST.');
    });
  });

  test('at the very instant: the first keeps it, the second is noted, and nobody is told twice', async () => {
    const acknowledge = IncidentTable.prototype.acknowledge;
    jest.spyOn(IncidentTable.prototype, 'acknowledge').mockImplementationOnce(async function (
      this: IncidentTable,
      ...asked
    ) {
      await acknowledge.call(this, ID, 'team-lead', isoAfter(720));
      return acknowledge.apply(this, asked);
    });
    await expect(press()).resolves.toMatchObject({ statusCode: 303 });
    expect(await acknowledged()).toEqual({ by: 'team-lead', at: isoAfter(720) });
    expect(await findings()).toEqual(['trading-primary acknowledged as well; team-lead has it.']);
    expect(told).not.toHaveBeenCalled();
    expect(metrics.said()).toEqual([]);
  });
});

describe('nothing is acknowledged', () => {
  const link = (over: object) => new PageLinks(modelled.client, TABLE).keep(LINK, pageLink(over));

  test.each<[string, string]>([
    ['without the form’s token', ''],
    ['with an empty token', 'token='],
    ['with a token that is made up', `token=${newLink()}`],
    ['with the token of another link', `token=${formToken(OTHER, 'acknowledge', ID, '1')}`],
    ['with the token of another incident', `token=${formToken(LINK, 'acknowledge', 'other', '1')}`],
    ['with the token of another rung', `token=${formToken(LINK, 'acknowledge', ID, '2')}`],
    ['with the token for something else', `token=${formToken(LINK, 'approve', ID, '1')}`],
    ['with two tokens', `token=${TOKEN}&token=${TOKEN}`],
    ['with the token in JSON', JSON.stringify({ token: TOKEN })],
  ])('%s: the page says to press the button of one’s own page', async (_how, body) => {
    await changesNothing(async () => {
      const answer = await press(LINK, body);
      expect(answer.statusCode).toBe(403);
      expect(answer.body).toContain(`href="/i/${LINK}"`);
      expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    });
  });

  test('by a link that we never gave out', async () => {
    await changesNothing(async () => {
      expect((await press(OTHER)).statusCode).toBe(404);
      expect((await press(`${LINK}x`)).statusCode).toBe(404);
      expect((await press('')).statusCode).toBe(404);
    });
  });

  test('by a link that has expired, although the table still holds it', async () => {
    await link({ expiresAt: isoAfter(720) });
    await changesNothing(async () => {
      const { statusCode, body } = await press();
      expect(statusCode).toBe(410);
      expect(words(body)).toContain(`npm run runbook -- show ${ID}`);
    });
    await table.acknowledge(ID, 'team-lead', isoAfter(700));
    await changesNothing(async () => expect((await press()).statusCode).toBe(410));
  });

  test('when the incident has ended: the page says how', async () => {
    await table.closeByPerson(await table.get(ID), { by: 'cto', reason: 'Halted.' }, isoAfter(700));
    await changesNothing(async () => {
      const { statusCode, body } = await press();
      expect(statusCode).toBe(200);
      expect(words(body)).toContain('It has ended as closed, closed by cto; there is nothing to acknowledge');
    });
  });

  test('when another incident stands for it: the page names that one', async () => {
    const p1 = {
      id: 'p1',
      runbook: 'p1-critical-incident-response',
      severity: 'P1' as const,
      target: 'system' as const,
    };
    await table.openOrJoin(openRequest({ ...p1, dependsOn: [], alarm: 'several-services-down' }));
    expect(await table.get(ID)).toMatchObject({ status: 'taken-over' });
    await changesNothing(async () => expect(words((await press()).body)).toContain('incident p1 stands for it'));
  });

  test('of an incident that is gone', async () => {
    await link({ incidentId: 'gone' });
    const token = formToken(LINK, 'acknowledge', 'gone', '1');
    expect((await press(LINK, `token=${token}`)).statusCode).toBe(404);
  });

  test('by whatever somebody sends who has not seen the page', async () => {
    const anything = fc.record({ link: fc.constantFrom(LINK, OTHER), body: fc.string({ unit: 'binary' }) });
    await changesNothing(() =>
      fc.assert(
        fc.asyncProperty(anything, async ({ link: given, body }) => {
          expect([403, 404]).toContain((await press(given, body)).statusCode);
        }),
        { numRuns: 200 },
      ),
    );
  });
});

test('a table that does not answer is told, and not as done', async () => {
  jest.mocked(DynamoDBClient.prototype.send).mockRejectedValue(new Error('The table is gone') as never);
  const { statusCode, body } = await press();
  expect(statusCode).toBe(500);
  expect(words(body)).toContain('It may not have been written down');
});

describe('the command line', () => {
  test('acknowledges for its caller, on the rung that was paged last', async () => {
    await page(2, OTHER, 'team-lead');
    await expect(command(LEAD)).resolves.toEqual({ status: 200, said: 'Acknowledged by team-lead on rung 2.' });
    expect(await acknowledged()).toEqual({ by: 'team-lead', at: isoAfter(720) });
    expect(tokensTold()).toMatchObject([{ taskToken: 'token-of-rung-2' }]);
    expect(await findings()).toEqual(['Acknowledged by team-lead on rung 2.']);
  });

  test('answers the rung before one that is chosen and not paged yet', async () => {
    await table.chooseRung(ID, { rung: 2, asked: isoAfter(715) });
    await expect(command(LEAD)).resolves.toEqual({ status: 200, said: 'Acknowledged by team-lead on rung 1.' });
  });

  test('may be asked again: it says who has it', async () => {
    await command(LEAD);
    await changesNothing(async () => {
      await expect(command(LEAD)).resolves.toEqual({
        status: 200,
        said: 'Acknowledged already: You have it since 20 Nov 2026 10:14:17 IST. Nothing was changed.',
      });
      await expect(command(CTO)).resolves.toMatchObject({
        said: 'Acknowledged already: team-lead has it since 20 Nov 2026 10:14:17 IST. Nothing was changed.',
      });
    });
  });

  test.each<[string, string, number, string]>([
    [
      'whose session name is self-chosen',
      `arn:aws:sts::${ACCOUNT}:assumed-role/Admin/team-lead`,
      403,
      'the session name of a role is self-chosen',
    ],
    ['of another account', 'arn:aws:iam::999999999999:user/team-lead', 403, 'nobody we know'],
    ['whom no contact has', `arn:aws:sts::${ACCOUNT}:assumed-role/${SSO}/stranger@x.example`, 403, 'nobody we know'],
  ])('acknowledges nothing for a caller %s', async (_who, arn, status, because) => {
    await changesNothing(async () => {
      const answer = await command(arn);
      expect(answer.status).toBe(status);
      expect(answer.error).toContain(because);
    });
  });

  test('says that there is nothing to acknowledge while nobody has been paged', async () => {
    await table.openOrJoin(openRequest({ id: 'quiet', runbook: 'other', target: 'dashboard', alarm: 'other' }));
    await expect(command(LEAD, 'quiet')).resolves.toEqual({
      status: 409,
      error: 'Nobody has been paged about quiet yet; there is nothing to acknowledge.',
    });
    expect(await table.get('quiet')).not.toHaveProperty('acknowledged');
  });

  test('says how an incident has ended', async () => {
    await table.closeFixed(await table.get(ID), isoAfter(700));
    await changesNothing(async () =>
      expect(command(LEAD)).resolves.toEqual({
        status: 409,
        error: 'The incident has ended as fixed; there is nothing to acknowledge.',
      }),
    );
  });

  test('names an incident that does not exist, and a field nobody asked for', async () => {
    await expect(command(LEAD, 'none')).resolves.toEqual({ status: 404, error: 'There is no incident "none".' });
    const { status, error } = await command(LEAD, ID, '{"contact":"cto"}');
    expect(status).toBe(400);
    expect(error).toContain('contact: given');
    expect(await acknowledged()).toBeUndefined();
  });
});
