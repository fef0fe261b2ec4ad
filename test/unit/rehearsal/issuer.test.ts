import { createHash } from 'node:crypto';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { createIssuer, type IssuerOptions, type SigningKey } from '../../../rehearsal/issuer';
import { ALARM_AT } from '../../support/incidents';
import { hiddenFields, newKey } from '../lambdas/sign-in/browser';

const ISSUER = 'https://cognito-idp.ap-south-1.amazonaws.com/ap-south-1_AbCdEfGhI';
const REDIRECT = 'https://pages.execute-api.ap-south-1.amazonaws.com/signed-in';
const LOOPBACK = 'http://127.0.0.1:8790';
const VERIFIER = 'the-verifier-of-this-test-0123456789-0123456789';

const OPTIONS: IssuerOptions = {
  issuer: ISSUER,
  clientId: 'runbook',
  redirectUri: REDIRECT,
  people: [
    { subject: 'subject-of-priya', name: 'Priya <on call>' },
    { subject: 'subject-of-arjun', name: 'Arjun' },
  ],
  now: () => ALARM_AT,
  loopback: LOOPBACK,
  sendBrowserTo: (uri) => uri.replace(/^https:\/\/[^/]+/, LOOPBACK),
};

const REQUEST = {
  response_type: 'code',
  client_id: 'runbook',
  redirect_uri: REDIRECT,
  scope: 'openid',
  state: 'a state with "quotes" & an ampersand',
  nonce: 'nonce-1',
  code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
  code_challenge_method: 'S256',
};

let key: SigningKey;
beforeAll(async () => {
  key = await newKey();
}, 60_000);

/** An issuer with a clock of its own, and what a browser and a function do with it. */
function begin(over: Partial<IssuerOptions> = {}) {
  const clock = { now: ALARM_AT };
  const issuer = createIssuer({ ...OPTIONS, key, now: () => clock.now, ...over });
  const ask = async (address: string, form?: Record<string, string>, method = form ? 'POST' : 'GET') => {
    const { host, pathname, search } = new URL(address);
    const { status, body } = await issuer.answer({
      method,
      host,
      path: pathname + search,
      headers: form ? { 'content-type': 'application/x-www-form-urlencoded' } : {},
      body: Buffer.from(new URLSearchParams(form).toString()),
    });
    return { status, body: JSON.parse(String(body)) as Record<string, unknown> };
  };
  const authorize = (over: Record<string, string | undefined> = {}) => {
    const query = Object.entries({ ...REQUEST, ...over }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    return issuer.authorize('GET', `/issuer/authorize?${new URLSearchParams(query)}`);
  };
  const choose = async (subject = 'subject-of-priya', over: Record<string, string> = {}) => {
    const { headers } = await issuer.authorize('POST', '/issuer/authorize', { ...REQUEST, subject, ...over });
    return new URL(headers.location ?? '');
  };
  const code = async () => String((await choose()).searchParams.get('code'));
  const redeem = (code: string, over: Record<string, string> = {}) =>
    ask(`${ISSUER}/oauth2/token`, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT,
      client_id: 'runbook',
      code_verifier: VERIFIER,
      ...over,
    });
  return { clock, issuer, ask, authorize, choose, code, redeem };
}

const invalidGrant = (error_description: string) => ({
  status: 400,
  body: { error: 'invalid_grant', error_description },
});

test('the discovery document names the issuer as the app knows it, and addresses on its host', async () => {
  const { issuer, ask } = begin();
  expect(issuer.host).toBe('cognito-idp.ap-south-1.amazonaws.com');
  const { status, body } = await ask(`${ISSUER}/.well-known/openid-configuration`);
  expect([status, body]).toEqual([
    200,
    expect.objectContaining({
      issuer: ISSUER,
      authorization_endpoint: `${ISSUER}/oauth2/authorize`,
      token_endpoint: `${ISSUER}/oauth2/token`,
      jwks_uri: `${ISSUER}/.well-known/jwks.json`,
      code_challenge_methods_supported: ['S256'],
      id_token_signing_alg_values_supported: ['RS256'],
    }),
  ]);
});

test('a browser that is sent to the authorization endpoint finds it on the loopback; any other address stays', () => {
  const { issuer } = begin();
  expect(issuer.onLoopback(`${ISSUER}/oauth2/authorize?a=b&c=d`)).toBe(`${LOOPBACK}/issuer/authorize?a=b&c=d`);
  for (const other of [
    '/incidents/one',
    `${ISSUER}/oauth2/authorized?a=b`,
    `https://evil.example/?to=${ISSUER}/oauth2/authorize?`,
  ])
    expect(issuer.onLoopback(other)).toBe(other);
});

test.each([
  ['given', () => ({ key })],
  ['made', () => ({})],
])(
  'the public half of a key that was %s is published, and nothing private',
  async (_, having) => {
    const issuer = createIssuer({ ...OPTIONS, ...having() });
    const path = '/ap-south-1_AbCdEfGhI/.well-known/jwks.json';
    const { body } = await issuer.answer({
      method: 'GET',
      host: issuer.host,
      path,
      headers: {},
      body: Buffer.alloc(0),
    });
    const [published, ...more] = (JSON.parse(String(body)) as { keys: Record<string, unknown>[] }).keys;
    expect(more).toEqual([]);
    expect(Object.keys(published ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    expect(published).toMatchObject({ alg: 'RS256', kty: 'RSA', use: 'sig' });
  },
  60_000,
);

test('the page has a button for each person, carries the request on, and says what it is', async () => {
  const { authorize } = begin();
  const { status, headers, body } = await authorize();
  expect(status).toBe(200);
  expect(body).toContain('This is the rehearsal’s stand-in for <b>https://cognito-idp');
  expect(body).toContain(
    '<button name="subject" value="subject-of-priya">Priya &lt;on call&gt;<small>subject-of-priya</small></button>',
  );
  expect(body).toContain('<button name="subject" value="subject-of-arjun">Arjun');
  expect(body).toContain('color-scheme:light dark');
  expect(body).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
  expect(body).not.toContain('<script');
  expect(hiddenFields(body)).toEqual(REQUEST);
  expect(headers['cache-control']).toBe('no-store');
});

test('its policy allows its own style sheet, and a form that leads to the app', async () => {
  const { authorize } = begin({ sendBrowserTo: () => 'http://localhost:9999/signed-in' });
  const { headers, body } = await authorize();
  const style = /<style>([\s\S]*)<\/style>/.exec(body)?.[1] ?? '';
  const policy = headers['content-security-policy'];
  expect(policy).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`);
  expect(policy).toContain("form-action 'self' http://localhost:9999;");
});

test('who chooses themselves is sent back to the app with a code and the state, as the loopback serves it', async () => {
  const { choose } = begin();
  const { origin, pathname, searchParams } = await choose();
  expect([origin, pathname]).toEqual([LOOPBACK, '/signed-in']);
  expect(searchParams.get('state')).toBe(REQUEST.state);
  expect(searchParams.get('code')).toMatch(/^[\w-]{43}$/);
});

test('who cancels is sent back with access_denied', async () => {
  const { choose } = begin();
  const { searchParams } = await choose('', { cancel: 'cancel' });
  expect(Object.fromEntries(searchParams)).toEqual({ error: 'access_denied', state: REQUEST.state });
});

test('looking at the page signs nobody in', async () => {
  const { issuer } = begin();
  for (const method of ['GET', 'HEAD']) {
    const query = new URLSearchParams({ ...REQUEST, subject: 'subject-of-priya' });
    const { status, headers } = await issuer.authorize(method, `/issuer/authorize?${query}`, {
      subject: 'subject-of-priya',
    });
    expect([status, headers.location]).toEqual([200, undefined]);
  }
});

test('nobody else can be chosen', async () => {
  const { issuer } = begin();
  const { status, headers, body } = await issuer.authorize('POST', '/issuer/authorize', {
    ...REQUEST,
    subject: '<nobody>',
  });
  expect([status, headers.location]).toEqual([400, undefined]);
  expect(body).toContain('subject: given &quot;&lt;nobody&gt;&quot;, expected one of the people on the page.');
});

test.each([
  ['client_id', 'other', `client_id: given &quot;other&quot;, expected &quot;runbook&quot;.`],
  ['client_id', undefined, 'client_id: given nothing, expected &quot;runbook&quot;.'],
  ['redirect_uri', 'https://evil.example', 'redirect_uri: given &quot;https://evil.example&quot;, expected'],
  ['redirect_uri', `${REDIRECT}/`, 'redirect_uri: given'],
])('a request with another %s (%s) is not redirected anywhere', async (field, value, said) => {
  const { authorize } = begin();
  const { status, headers, body } = await authorize({ [field]: value });
  expect([status, headers.location]).toEqual([400, undefined]);
  expect(body).toContain(said);
});

test.each([
  [{ response_type: 'token' }, 'unsupported_response_type', 'response_type: given "token", expected "code"'],
  [{ scope: 'email' }, 'invalid_scope', 'scope: given "email", expected "openid" among it'],
  [{ code_challenge_method: 'plain' }, 'invalid_request', 'code_challenge_method: given "plain", expected "S256"'],
  [{ code_challenge_method: undefined }, 'invalid_request', 'code_challenge_method: given nothing, expected "S256"'],
  [
    { code_challenge: 'short' },
    'invalid_request',
    'code_challenge: given "short", expected 43 characters of base64url',
  ],
])('the app is told what is wrong with its request: %j', async (over, error, error_description) => {
  const { authorize } = begin();
  const { status, headers } = await authorize(over);
  expect(status).toBe(303);
  const { searchParams } = new URL(headers.location ?? '');
  expect(Object.fromEntries(searchParams)).toEqual({ error, error_description, state: REQUEST.state });
});

test('tokens say who was chosen, for how long in the rehearsal’s time, and are signed with the published key', async () => {
  const { ask, code, redeem } = begin({ lifetimeSeconds: 900 });
  const { status, body } = await redeem(await code());
  expect([status, body]).toMatchObject([200, { token_type: 'Bearer', expires_in: 900 }]);
  const keys = createLocalJWKSet((await ask(`${ISSUER}/.well-known/jwks.json`)).body as never);
  const at = Math.floor(ALARM_AT / 1000);
  const read = async (token: unknown) =>
    await jwtVerify(String(token), keys, { currentDate: new Date(ALARM_AT), algorithms: ['RS256'] });
  const common = { iss: ISSUER, sub: 'subject-of-priya', iat: at, exp: at + 900, auth_time: at };
  expect((await read(body.id_token)).payload).toEqual({ ...common, aud: 'runbook', nonce: 'nonce-1', token_use: 'id' });
  expect((await read(body.access_token)).payload).toEqual({
    ...common,
    client_id: 'runbook',
    scope: 'openid',
    token_use: 'access',
  });
});

test('with the same key and at the same instant, tokens are the same', async () => {
  const idToken = async (over: Partial<IssuerOptions> = {}) => {
    const { code, redeem } = begin(over);
    return (await redeem(await code())).body.id_token;
  };
  expect(await idToken()).toBe(await idToken());
});

test('a code is good once', async () => {
  const { code, redeem } = begin();
  const once = await code();
  expect((await redeem(once)).status).toBe(200);
  await expect(redeem(once)).resolves.toEqual(invalidGrant('the code is unknown, or was used before'));
});

test.each([
  ['another verifier', { code_verifier: `${VERIFIER}x` }, 'the code_verifier is not that of the code_challenge'],
  ['no verifier', { code_verifier: '' }, 'the code_verifier is not that of the code_challenge'],
  ['another client', { client_id: 'payroll' }, 'the code was issued to another client'],
  ['another redirect_uri', { redirect_uri: `${LOOPBACK}/signed-in` }, 'the code was issued for another redirect_uri'],
])('a code with %s gives no token, and is spent', async (_, over, because) => {
  const { code, redeem } = begin();
  const tried = await code();
  await expect(redeem(tried, over)).resolves.toEqual(invalidGrant(because));
  await expect(redeem(tried)).resolves.toEqual(invalidGrant('the code is unknown, or was used before'));
});

test('a code is good for five minutes of the rehearsal', async () => {
  const { clock, code, redeem } = begin();
  const [early, late] = [await code(), await code()];
  clock.now += 300_000;
  expect((await redeem(early)).status).toBe(200);
  clock.now += 1;
  await expect(redeem(late)).resolves.toEqual(invalidGrant('the code has expired'));
});

test('what it does not do is refused by name', async () => {
  const { ask, code, redeem } = begin();
  await expect(redeem(await code(), { grant_type: 'refresh_token' })).resolves.toMatchObject({
    status: 400,
    body: { error: 'unsupported_grant_type' },
  });
  await expect(ask(`${ISSUER}/oauth2/token`)).resolves.toMatchObject({ status: 405 });
  await expect(ask(`${ISSUER}/oauth2/token`, undefined, 'POST')).resolves.toMatchObject({
    body: { error: 'invalid_request' },
  });
  await expect(ask(`${ISSUER}/oauth2/userInfo`)).resolves.toEqual({
    status: 404,
    body: { error: 'nothing is answered at /ap-south-1_AbCdEfGhI/oauth2/userInfo' },
  });
});

test.each([
  [{ issuer: 'pool' }, 'issuer: given "pool", expected a URL'],
  [{ issuer: 'http://issuer.example' }, 'issuer: given "http://issuer.example", expected an https URL'],
  [{ redirectUri: '/signed-in' }, 'redirectUri: given "/signed-in", expected a URL'],
  [{ loopback: '127.0.0.1' }, 'loopback: given "127.0.0.1", expected a URL'],
  [{ lifetimeSeconds: 299 }, 'lifetimeSeconds: given 299, expected 300 to 3600'],
  [{ lifetimeSeconds: 3601 }, 'lifetimeSeconds: given 3601, expected 300 to 3600'],
])('a wrong option is named: %j', (over, said) => {
  expect(() => createIssuer({ ...OPTIONS, ...over })).toThrow(said);
});
