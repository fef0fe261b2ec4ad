import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { ApprovalTable } from '../../../../lambdas/shared/approvals/table';
import { IncidentTable } from '../../../../lambdas/shared/incident-table';
import { newLink, PageLinks } from '../../../../lambdas/shared/page-links';
import type * as ShowIncident from '../../../../lambdas/show-incident/handler';
import { leaveFunctions, loadFunction, TABLE, underFunctions } from '../../../support/dynamodb';
import { answerSsm, at, isoAfter, openRequest } from '../../../support/incidents';
import { approval, DIRECTORY } from '../approvals/people';
import { eventOf, held, NAMES, OWN_PATH, underPage } from './asking';
import { ID, pageLink, words } from './seen';

const LINK = newLink();

let keys: Awaited<ReturnType<typeof generateKeyPair>>;
let handler: typeof ShowIncident.handler;
let aws: ReturnType<typeof underPage>;
let table: IncidentTable;

beforeAll(async () => {
  keys = await generateKeyPair('RS256', { extractable: true });
  Object.assign(process.env, NAMES);
  handler = loadFunction(() =>
    jest.requireActual<typeof ShowIncident>('../../../../lambdas/show-incident/handler'),
  ).handler;
});
afterAll(() => {
  for (const name of Object.keys(NAMES)) delete process.env[name];
});
beforeEach(async () => {
  const modelled = underFunctions(at(720));
  aws = underPage();
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'first', alg: 'RS256' };
  const { issuer } = DIRECTORY.signIn;
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    return String(input).endsWith('/jwks')
      ? Response.json({ keys: [jwk] })
      : Response.json({ issuer, jwks_uri: `${issuer}/jwks` });
  });
  table = new IncidentTable(modelled.client, TABLE);
  await table.openOrJoin(openRequest());
  await new PageLinks(modelled.client, TABLE).keep(LINK, pageLink());
  const approvals = new ApprovalTable(modelled.client, TABLE);
  await approvals.ask(approval());
  await approvals.wait(ID, 'a1', 'token-of-the-workflow');
});
afterEach(leaveFunctions);

const session = async (contact: string, issuer = DIRECTORY.signIn.issuer): Promise<string[]> => {
  const second = Math.floor(at(720) / 1000);
  const claims = { iss: issuer, aud: DIRECTORY.signIn.clientId, sub: `subject-of-${contact}`, iat: second - 60 };
  const token = await new SignJWT({ ...claims, exp: second + 600 })
    .setProtectedHeader({ alg: 'RS256', kid: 'first' })
    .sign(keys.privateKey);
  return [`__Host-session=${token}`];
};

describe('the link of a page', () => {
  test('opens the incident without signing in', async () => {
    const answer = await handler(eventOf('GET', { link: LINK }));
    expect(answer.statusCode).toBe(200);
    expect(words(answer.body)).toContain('P2 High Trading Service Not Processing Orders');
    expect(words(answer.body)).toContain('1 of 2 running');
    expect(words(answer.body)).toContain('Market: session until 15:15:00 IST');
    expect(words(answer.body)).toContain('Sign in to approve or refuse');
    expect(answer.body).toContain(`action="/i/${LINK}/acknowledge"`);
  });

  test('offers the decision to who is signed in besides', async () => {
    const { body } = await handler(eventOf('GET', { link: LINK }, await session('team-lead')));
    expect(body.match(/action="\/incidents\/[^"]+\/decide"/g)).toHaveLength(2);
  });

  test('that has expired opens nothing, and says how to go on', async () => {
    jest.setSystemTime(at(86_400));
    const answer = await handler(eventOf('GET', { link: LINK }));
    expect(answer.statusCode).toBe(410);
    expect(words(answer.body)).toContain(`npm run runbook -- show ${ID}`);
    expect(answer.body).toContain(`href="/sign-in?to=${OWN_PATH}"`);
    expect(answer.body).not.toContain('Market');
  });

  test.each([newLink(), LINK.slice(0, -1), `${LINK}x`, '../incidents', '<script>', ''])(
    'that we never gave out (%j) opens nothing',
    async (link) => {
      const answer = await handler(eventOf('GET', { link }));
      expect(answer.statusCode).toBe(404);
      expect(words(answer.body)).toContain('This link is not known');
      expect(answer.body).not.toContain('<script');
    },
  );
});

describe('an incident by its id', () => {
  test('is shown to who is signed in as somebody we know, without "I have it"', async () => {
    const answer = await handler(eventOf('GET', { id: ID }, await session('team-lead')));
    expect(answer.statusCode).toBe(200);
    expect(words(answer.body)).toContain('You are signed in as team-lead');
    expect(answer.body).toContain(`name="to" value="${OWN_PATH}"`);
    expect(answer.body).not.toContain('I have it');
  });

  test.each<[string, () => Promise<string[]>]>([
    ['no cookie', async () => []],
    ['a cookie of somebody else’s making', async () => ['__Host-session=e30.e30.']],
    ['the cookie of another issuer', () => session('team-lead', 'https://evil.example')],
  ])('is not shown with %s, whether it exists or not: the page says where to sign in', async (_what, cookies) => {
    const answer = await handler(eventOf('GET', { id: ID }, await cookies()));
    expect(answer.statusCode).toBe(401);
    expect(answer.body).toContain(`href="/sign-in?to=${OWN_PATH}"`);
    expect(answer.body).not.toContain('Trading Service');
    const other = await handler(eventOf('GET', { id: 'nothing' }, await cookies()));
    expect(other).toEqual({ ...answer, body: answer.body.replaceAll(ID, 'nothing') });
  });

  test('is not shown to who is signed in and nobody we know', async () => {
    const answer = await handler(eventOf('GET', { id: ID }, await session('a-stranger')));
    expect(answer.statusCode).toBe(403);
    expect(words(answer.body)).toContain('subject subject-of-a-stranger of https://issuer.example');
  });

  test('that does not exist is said not to', async () => {
    const answer = await handler(eventOf('GET', { id: '<script>' }, await session('team-lead')));
    expect(answer.statusCode).toBe(404);
    expect(words(answer.body)).toContain('No incident is called "<script>".');
  });
});

test('a page is kept by nobody on the way, referred by nobody, and runs nothing', async () => {
  for (const link of [LINK, newLink()]) {
    const { headers } = await handler(eventOf('GET', { link }));
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("form-action 'self'");
    expect(policy).not.toContain('script-src');
  }
});

test('HEAD answers what GET does, without the page', async () => {
  for (const path of [{ link: LINK }, { link: newLink() }, { id: ID }]) {
    const { body, ...got } = await handler(eventOf('GET', path));
    expect(await handler(eventOf('HEAD', path))).toEqual({ ...got, body: '' });
    expect(body).not.toBe('');
  }
});

test('whoever opens whatever, in any order and by any name, nothing is written', async () => {
  const db = jest.mocked(DynamoDBClient.prototype.send);
  const before = await table.get(ID);
  db.mockClear();
  for (const cookies of [[], await session('team-lead'), await session('a-stranger')]) {
    for (const method of ['HEAD', 'GET', 'HEAD', 'GET']) {
      for (const path of [{ link: LINK }, { id: ID }, { link: newLink() }, { id: 'nothing' }])
        await handler(eventOf(method, path, cookies));
    }
  }
  const commands = db.mock.calls.map(([command]) => command.constructor.name);
  expect(new Set(commands)).toEqual(new Set(['GetItemCommand', 'QueryCommand']));
  const asked = [...aws.ssm.mock.calls, ...aws.ecs.mock.calls, ...aws.logs.mock.calls, ...aws.cloudwatch.mock.calls];
  const names = new Set(asked.map(([command]) => (command as object).constructor.name));
  expect([...names].sort()).toEqual([
    'DescribeAlarmsCommand',
    'DescribeServicesCommand',
    'FilterLogEventsCommand',
    'GetMetricDataCommand',
    'GetParametersCommand',
  ]);
  expect(await table.get(ID)).toEqual(before);
});

describe('AWS that does not answer', () => {
  test('costs four seconds in all, and the page says what it could not see', async () => {
    const never = () => new Promise<object>(() => undefined);
    aws = underPage({ ecs: never, logs: never, cloudwatch: never });
    const page = handler(eventOf('GET', { link: LINK }));
    const asked = () => [aws.ecs, aws.logs, aws.cloudwatch].every(({ mock }) => mock.calls.length > 0);
    while (!asked()) await new Promise((go) => setImmediate(go));
    await jest.advanceTimersByTimeAsync(4_000);
    const { statusCode, body } = await page;
    expect(statusCode).toBe(200);
    expect(words(body).split('could not check: no answer within 4 s.')).toHaveLength(4);
    expect(words(body)).toContain('I have it');
  });

  test('and refuses: each refusal stands in its place', async () => {
    const denied = async () => {
      throw Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });
    };
    aws = underPage({ ecs: denied, logs: denied, cloudwatch: denied });
    const { body } = await handler(eventOf('GET', { link: LINK }));
    expect(words(body).split('could not check: AccessDeniedException: not authorized.')).toHaveLength(4);
  });

  test('nor the parameters: the link still opens the incident, and its button still works', async () => {
    const without = held({ [NAMES.SYSTEM]: undefined });
    aws = underPage({ ssm: (command) => answerSsm(without, command) });
    const { statusCode, body } = await handler(eventOf('GET', { link: LINK }, await session('team-lead')));
    expect(statusCode).toBe(200);
    expect(words(body)).toContain('could not check: Error: There is no parameter /runbook-prod/system.');
    expect(words(body)).toContain('Could not check who is signed in');
    expect(body).toContain(`action="/i/${LINK}/acknowledge"`);
    expect(body).not.toContain('/decide');
  });

  test('nor the table: there is a page that says so, and where to look', async () => {
    jest.mocked(DynamoDBClient.prototype.send).mockRejectedValue(new Error('The table is gone') as never);
    const { statusCode, body } = await handler(eventOf('GET', { link: LINK }));
    expect(statusCode).toBe(500);
    expect(words(body)).toContain('Error: The table is gone npm run runbook -- incidents');
  });
});

test('what was acknowledged is shown to everybody who opens the page', async () => {
  await table.acknowledge(ID, 'team-lead', isoAfter(600));
  const { body } = await handler(eventOf('GET', { link: LINK }));
  expect(words(body)).toContain('Acknowledged by team-lead at 10:12:17 IST.');
  expect(body).not.toContain('I have it');
});
