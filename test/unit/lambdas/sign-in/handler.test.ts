import { createHash } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { type Directory, readDirectory } from '../../../../lambdas/shared/directory';
import { createIssuer, type Issuer, type SigningKey } from '../../../../rehearsal/issuer';
import { ALARM_AT } from '../../../support/incidents';
import { API, asFetch, Browser, choose, newKey } from './browser';

jest.mock('../../../../lambdas/shared/directory');

const TO = '/incidents/trading-service-20261120T043217Z';
const SIGN_IN = `/sign-in?to=${encodeURIComponent(TO)}`;
const PRIYA = { subject: 'subject-of-priya' };

let key: SigningKey;
let issuer: Issuer;
let browser: Browser;
let logged: jest.SpyInstance[];
let number = 0;

beforeAll(async () => {
  key = await newKey();
}, 60_000);

beforeEach(() => {
  jest.useFakeTimers({ now: ALARM_AT, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  // Each test has an issuer of its own: what an environment keeps of one is kept by issuer.
  const signIn = { issuer: `https://issuer.example/pool-${++number}`, clientId: 'runbook' };
  issuer = createIssuer({
    ...signIn,
    redirectUri: `${API}/signed-in`,
    people: [
      { subject: 'subject-of-priya', name: 'Priya' },
      { subject: 'subject-of-arjun', name: 'Arjun' },
    ],
    now: Date.now,
    loopback: 'http://127.0.0.1:8790',
    key,
  });
  jest.mocked(readDirectory).mockResolvedValue({ api: API, signIn } as Directory);
  jest.spyOn(globalThis, 'fetch').mockImplementation(asFetch(issuer));
  logged = (['debug', 'info', 'warn', 'error'] as const).map((level) => jest.spyOn(Logger.prototype, level));
  browser = new Browser();
});
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

/** As far as the issuer's answer. @returns where it sends the browser. */
async function asFarAsTheAnswer(button: Record<string, string> = PRIYA): Promise<string> {
  const { headers } = await browser.get(SIGN_IN);
  return choose(issuer, headers.location ?? '', button);
}

/** Changes what the browser keeps of the attempt. */
function alterAttempt(over: object): void {
  const kept = browser.cookies.get('__Host-sign-in') ?? '';
  const attempt = JSON.parse(Buffer.from(kept, 'base64url').toString('utf8')) as object;
  browser.cookies.set('__Host-sign-in', Buffer.from(JSON.stringify({ ...attempt, ...over })).toString('base64url'));
}

const heading = (page: string) => /<h1>(.*)<\/h1>\n<p class="answer">(.*)<\/p>/.exec(page)?.slice(1);

/** A page that says so, with a link to try again, and nobody signed in. */
async function expectProblem(answer: ReturnType<Browser['get']>, status: number, said: string): Promise<void> {
  const { statusCode, headers, body, cookies = [] } = await answer;
  expect({ statusCode, said: heading(body)?.[1] }).toEqual({ statusCode: status, said });
  expect(body).toContain(`<a href="/sign-in?to=${encodeURIComponent(TO)}">Try again</a>`);
  expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  expect(cookies.join()).not.toContain('__Host-session');
  expect(browser.cookies.has('__Host-session')).toBe(false);
}

test('a browser that wants to sign in is sent to the issuer, and keeps what it needs to come back', async () => {
  const { statusCode, headers, cookies } = await browser.get(SIGN_IN);
  const kept = JSON.parse(Buffer.from(browser.cookies.get('__Host-sign-in') ?? '', 'base64url').toString()) as Record<
    string,
    string
  >;
  const { searchParams, origin } = new URL(headers.location ?? '');
  expect([statusCode, origin]).toEqual([303, 'https://issuer.example']);
  expect(Object.fromEntries(searchParams)).toEqual({
    client_id: 'runbook',
    response_type: 'code',
    redirect_uri: `${API}/signed-in`,
    scope: 'openid',
    state: kept.state,
    nonce: kept.nonce,
    code_challenge: createHash('sha256')
      .update(kept.verifier ?? '')
      .digest('base64url'),
    code_challenge_method: 'S256',
  });
  expect(kept).toMatchObject({ to: TO, at: ALARM_AT });
  expect(headers.location).not.toContain(kept.verifier);
  expect(cookies).toEqual([
    expect.stringMatching(/^__Host-sign-in=[\w-]+; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
  ]);
});

test('two sign-ins have nothing secret in common', async () => {
  const keptBy = async (one: Browser) => {
    await one.get(SIGN_IN);
    return JSON.parse(Buffer.from(one.cookies.get('__Host-sign-in') ?? '', 'base64url').toString()) as Record<
      string,
      string
    >;
  };
  const [one, other] = [await keptBy(new Browser()), await keptBy(new Browser())];
  for (const secret of ['verifier', 'state', 'nonce']) expect(one[secret]).not.toBe(other[secret]);
});

test('who has chosen themselves at the issuer is back on their page, signed in', async () => {
  const { statusCode, headers, cookies = [] } = await browser.get(await asFarAsTheAnswer());
  expect([statusCode, headers.location]).toEqual([303, TO]);
  expect(cookies).toEqual([
    expect.stringMatching(
      /^__Host-session=[\w-]+\.[\w-]+\.[\w-]+; Max-Age=3600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    ),
    '__Host-sign-in=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax',
  ]);
});

test.each([
  '',
  'to=',
  'to=//evil.example',
  'to=https://evil.example/i/a',
  'to=/%5Cevil.example',
  'to=/i/a%0D%0Ab',
  'to=/sign-out',
])('a browser that would end elsewhere is not sent to the issuer: %j', async (query) => {
  const { statusCode, headers, body, cookies } = await browser.get(`/sign-in?${query}`);
  expect([statusCode, headers.location, cookies]).toEqual([400, undefined, undefined]);
  expect(body).toContain('to must be /incidents/… or /i/… of this site');
  expect(body).not.toContain('evil');
  expect(fetch).not.toHaveBeenCalled();
});

test('the way back is judged again: the browser keeps it, and anybody can change what it keeps', async () => {
  const answer = await asFarAsTheAnswer();
  alterAttempt({ to: '//evil.example' });
  const { statusCode, headers, body } = await browser.get(answer);
  expect([statusCode, headers.location]).toEqual([400, undefined]);
  expect(body).not.toContain('evil');
});

test('who cancels is told so, and can try again', async () => {
  const answer = await asFarAsTheAnswer({ cancel: 'cancel' });
  await expectProblem(browser.get(answer), 403, 'You cancelled, or the issuer does not let you in.');
});

test('an answer to another sign-in signs nobody in, and leaves the one under way alone', async () => {
  const answer = await asFarAsTheAnswer();
  const said = 'The answer belongs to another sign-in than the one begun last here.';
  await expectProblem(browser.get('/signed-in?code=stolen&state=other'), 400, said);
  await expectProblem(browser.get('/signed-in?code=stolen'), 400, said);
  expect((await browser.get(answer)).headers.location).toBe(TO);
});

test.each([
  ['nothing', undefined],
  ['garbage', 'garbage'],
  ['JSON of something else', Buffer.from('{"state":"a"}').toString('base64url')],
])('a browser that keeps %s of a sign-in is told where to begin', async (_, kept) => {
  const answer = await asFarAsTheAnswer();
  if (kept === undefined) browser.cookies.clear();
  else browser.cookies.set('__Host-sign-in', kept);
  const { statusCode, body, cookies } = await browser.get(answer);
  expect([statusCode, cookies]).toEqual([400, undefined]);
  expect(heading(body)?.[1]).toBe(
    'This browser has no sign-in under way: it began in another one, or more than 10 minutes ago. Open your page again, and sign in from there.',
  );
});

test('a sign-in that took longer than 10 minutes signs nobody in, though the browser kept its cookie', async () => {
  await browser.get(SIGN_IN);
  const { state } = JSON.parse(Buffer.from(browser.cookies.get('__Host-sign-in') ?? '', 'base64url').toString()) as {
    state: string;
  };
  jest.setSystemTime(ALARM_AT + 600_001);
  await expectProblem(browser.get(`/signed-in?code=a&state=${state}`), 400, 'The sign-in took longer than 10 minutes.');
  expect(browser.cookies.size).toBe(0);
});

test('a code that was used before signs nobody in', async () => {
  const answer = await asFarAsTheAnswer();
  const thief = new Browser();
  for (const [name, value] of browser.cookies) thief.cookies.set(name, value);
  await thief.get(answer);
  expect(thief.cookies.has('__Host-session')).toBe(true);
  const said = 'The issuer no longer accepts this sign-in: it was used before, or took too long.';
  await expectProblem(browser.get(answer), 400, said);
});

test('a code without the verifier it was asked for with signs nobody in', async () => {
  const answer = await asFarAsTheAnswer();
  alterAttempt({ verifier: 'a'.repeat(43) });
  const said = 'The issuer no longer accepts this sign-in: it was used before, or took too long.';
  await expectProblem(browser.get(answer), 400, said);
});

test('a token with the nonce of another sign-in signs nobody in', async () => {
  const answer = await asFarAsTheAnswer();
  alterAttempt({ nonce: 'another' });
  const said = 'What the issuer answered is not as it should be, so it is not trusted.';
  await expectProblem(browser.get(answer), 502, said);
});

test.each<[string, () => Promise<Response>]>([
  ['refuses the connection', () => Promise.reject(new TypeError('fetch failed'))],
  ['does not answer in time', () => Promise.reject(new DOMException('The operation was aborted', 'TimeoutError'))],
  ['answers 503', async () => new Response('busy', { status: 503 })],
])('an issuer that %s is said to be the one, at either end, and can be tried again', async (_, answer) => {
  const said = 'The issuer does not answer, or not in time.';
  jest.mocked(fetch).mockImplementationOnce(answer);
  await expectProblem(browser.get(SIGN_IN), 502, said);
  const back = await asFarAsTheAnswer();
  jest.mocked(fetch).mockImplementationOnce(answer);
  await expectProblem(browser.get(back), 502, said);
  expect((await browser.get(await asFarAsTheAnswer())).headers.location).toBe(TO);
});

test('nothing is asked of the issuer without a time limit', async () => {
  await browser.get(await asFarAsTheAnswer());
  const limits = jest.mocked(fetch).mock.calls.map(([, init]) => init?.signal);
  expect(limits).toHaveLength(4); // discovery twice, the token, the keys
  for (const limit of limits) expect(limit).toBeInstanceOf(AbortSignal);
});

test('a token that the issuer’s keys have not signed signs nobody in', async () => {
  const answer = await asFarAsTheAnswer();
  const honest = asFetch(issuer);
  jest.mocked(fetch).mockImplementation(async (input, init) => {
    const given = await honest(input, init);
    if (!String(input).endsWith('/oauth2/token')) return given;
    const tokens = (await given.json()) as { id_token: string };
    const [header, payload = ''] = tokens.id_token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const forged = Buffer.from(JSON.stringify({ ...claims, sub: 'subject-of-arjun' })).toString('base64url');
    return Response.json({ ...tokens, id_token: `${header}.${forged}.${tokens.id_token.split('.')[2]}` });
  });
  const said = 'Your sign-in was changed after it was signed, or somebody else signed it.';
  await expectProblem(browser.get(answer), 502, said);
});

test('a token that no browser would keep is said to be too long', async () => {
  const subject = 'a'.repeat(3000);
  issuer = createIssuer({
    issuer: `https://issuer.example/pool-${++number}`,
    clientId: 'runbook',
    redirectUri: `${API}/signed-in`,
    people: [{ subject, name: 'Priya' }],
    now: Date.now,
    loopback: 'http://127.0.0.1:8790',
    key,
  });
  const signIn = { issuer: `https://issuer.example/pool-${number}`, clientId: 'runbook' };
  jest.mocked(readDirectory).mockResolvedValue({ api: API, signIn } as Directory);
  jest.mocked(fetch).mockImplementation(asFetch(issuer));
  const { statusCode, body, cookies = [] } = await browser.get(await asFarAsTheAnswer({ subject }));
  expect(statusCode).toBe(502);
  expect(heading(body)?.[1]).toMatch(
    /^The issuer’s ID token makes a cookie of 4\d\d\d bytes, and browsers keep 4096: it must carry fewer claims\.$/,
  );
  expect(cookies.join()).not.toContain('__Host-session');
});

test('looking at a link does not spend what it carries', async () => {
  const answer = await asFarAsTheAnswer();
  const { statusCode, cookies } = await browser.send('HEAD', answer);
  expect([statusCode, cookies]).toEqual([405, undefined]);
  expect((await browser.get(answer)).headers.location).toBe(TO);
});

test('signing out takes the session away, and a link or another site does not', async () => {
  await browser.get(await asFarAsTheAnswer());
  expect((await browser.get('/sign-out')).statusCode).toBe(405);
  const refused = await browser.post('/sign-out', {}, { 'sec-fetch-site': 'cross-site' });
  expect([refused.statusCode, heading(refused.body)]).toEqual([
    403,
    ['Not signed out', 'Another site asked to sign you out. Nothing has changed.'],
  ]);
  expect(browser.cookies.has('__Host-session')).toBe(true);

  const { statusCode, body } = await browser.post('/sign-out', { to: TO }, { 'sec-fetch-site': 'same-origin' });
  expect([statusCode, heading(body)?.[0]]).toEqual([200, 'Signed out']);
  expect(body).toContain(`<a href="${TO}">Back to the page</a>`);
  expect(browser.cookies.size).toBe(0);
});

test('signing out does not lead elsewhere', async () => {
  const { statusCode, body } = await browser.post('/sign-out', { to: 'https://evil.example' });
  expect(statusCode).toBe(200);
  expect(body).not.toContain('<a ');
});

test('settings that cannot be read are a page as well', async () => {
  jest.mocked(readDirectory).mockRejectedValue(new Error('There is no parameter /runbook/prod/directory.'));
  const { statusCode, body } = await browser.get(SIGN_IN);
  expect([statusCode, heading(body)?.[1]]).toEqual([
    500,
    'The settings of this environment cannot be read, so nobody can sign in.',
  ]);
  expect(body).not.toContain('/runbook/prod');
});

test('no code, token, state, nonce or verifier is ever logged or shown', async () => {
  const secrets: string[] = [];
  const shown: string[] = [];
  const visit = async (address: string) => {
    const answer = await browser.get(address);
    shown.push(answer.body);
    secrets.push(
      ...[...new URL(address, API).searchParams].filter(([name]) => name !== 'to').map(([, value]) => value),
    );
    for (const [name, value] of browser.cookies) {
      secrets.push(value);
      if (name === '__Host-sign-in') {
        const { verifier, state, nonce } = JSON.parse(Buffer.from(value, 'base64url').toString()) as Record<
          string,
          string
        >;
        secrets.push(String(verifier), String(state), String(nonce));
      }
    }
    return answer;
  };
  const fails = async () =>
    new Response('{"id_token":"eyJhbGciOi', { headers: { 'content-type': 'application/json' } });
  for (const failing of [false, true]) {
    const { headers } = await visit(SIGN_IN);
    const back = await choose(issuer, headers.location ?? '', PRIYA);
    if (failing) jest.mocked(fetch).mockImplementationOnce(fails);
    await visit(back);
    await visit(back);
  }
  secrets.push('eyJhbGciOi');
  const lines = logged.flatMap((level) => level.mock.calls.map((call) => JSON.stringify(call)));
  expect(lines).toHaveLength(2);
  expect(secrets.length).toBeGreaterThan(10);
  for (const secret of secrets) for (const text of [...lines, ...shown]) expect(text).not.toContain(secret);
});
