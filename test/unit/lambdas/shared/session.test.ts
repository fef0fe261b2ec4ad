import { exportJWK, exportSPKI, generateKeyPair, type JWK, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { issuerKeys } from '../../../../lambdas/shared/issuer-keys';
import { noSessionCookie, type SignIn, sessionCookie, verifySession } from '../../../../lambdas/shared/session';
import { ALARM_AT } from '../../../support/incidents';

const NOW = ALARM_AT;
const SECOND = Math.floor(NOW / 1000);

type Keys = Awaited<ReturnType<typeof generateKeyPair>>;
let ours: Keys;
let strangers: Keys;
let published: JWK[];
/** What the issuer was asked for, in order. */
let fetched: string[];
let signIn: SignIn;
let number = 0;

beforeAll(async () => {
  ours = await generateKeyPair('ES256', { extractable: true });
  strangers = await generateKeyPair('ES256', { extractable: true });
});

beforeEach(async () => {
  // Each test has an issuer of its own: what an environment keeps of one is kept by issuer.
  signIn = { issuer: `https://issuer.example/pool-${++number}`, clientId: 'runbook' };
  published = [{ ...(await exportJWK(ours.publicKey)), kid: 'first', alg: 'ES256' }];
  fetched = [];
  jest.useFakeTimers({ now: NOW, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const url = String(input);
    fetched.push(url.slice(signIn.issuer.length));
    if (url === `${signIn.issuer}/.well-known/openid-configuration`)
      return Response.json({ issuer: signIn.issuer, jwks_uri: `${signIn.issuer}/jwks` });
    if (url === `${signIn.issuer}/jwks`) return Response.json({ keys: published });
    return new Response('', { status: 404 });
  });
});
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

const claims = (over: JWTPayload = {}): JWTPayload => ({
  iss: signIn.issuer,
  aud: signIn.clientId,
  sub: 'priya',
  iat: SECOND - 60,
  exp: SECOND + 600,
  token_use: 'id',
  ...over,
});

const signed = (over: JWTPayload = {}, { keys = ours, kid = 'first' } = {}): Promise<string> =>
  new SignJWT(claims(over)).setProtectedHeader({ alg: 'ES256', kid }).sign(keys.privateKey);

const verify = (token: string | undefined, now = NOW) => verifySession(token, signIn, now, issuerKeys(signIn.issuer));

const without = (claim: string): JWTPayload => ({ [claim]: undefined });

test('an ID token of our issuer, for us, says who somebody is', async () => {
  const token = await signed();
  await expect(verify(token)).resolves.toEqual({ signedIn: { issuer: signIn.issuer, subject: 'priya' }, token });
});

test.each(['RS256', 'PS256', 'EdDSA'])(
  'a token signed with %s is read as well',
  async (alg) => {
    const keys = await generateKeyPair(alg, { extractable: true });
    published = [{ ...(await exportJWK(keys.publicKey)), kid: 'first' }];
    const token = await new SignJWT(claims()).setProtectedHeader({ alg, kid: 'first' }).sign(keys.privateKey);
    await expect(verify(token)).resolves.toHaveProperty('signedIn');
  },
  60_000,
);

test('clocks may differ by half a minute', async () => {
  await expect(verify(await signed({ iat: SECOND + 30, exp: SECOND + 900 }))).resolves.toHaveProperty('signedIn');
  await expect(verify(await signed({ iat: SECOND - 900, exp: SECOND - 29 }))).resolves.toHaveProperty('signedIn');
});

test.each<[string, string, () => Promise<string | undefined> | string | undefined]>([
  ['nothing', 'You are not signed in.', () => undefined],
  ['an empty cookie', 'You are not signed in.', () => ''],
  ['garbage', 'Your sign-in cannot be read.', () => 'garbage'],
  ['garbage in three parts', 'Your sign-in cannot be read.', () => 'a.b.c'],
  [
    'a token of another issuer',
    'Your sign-in is from another issuer than the one this environment trusts.',
    () => signed({ iss: 'https://elsewhere.example' }),
  ],
  [
    'a token for another application',
    'Your sign-in was made for another application than this one.',
    () => signed({ aud: 'payroll' }),
  ],
  [
    'a token for several applications that does not say for which',
    'Your sign-in was made for another application than this one.',
    () => signed({ aud: [signIn.clientId, 'payroll'] }),
  ],
  [
    'a token for several applications, asked for by another',
    'Your sign-in was made for another application than this one.',
    () => signed({ aud: [signIn.clientId, 'payroll'], azp: 'payroll' }),
  ],
  ['an expired token', 'Your sign-in has expired.', () => signed({ iat: SECOND - 900, exp: SECOND - 30 })],
  [
    'a token of more than an hour ago that has not expired',
    'Your sign-in has expired.',
    () => signed({ iat: SECOND - 3631, exp: SECOND + 86_400 }),
  ],
  ['a token that begins later', 'Your sign-in is not valid yet.', () => signed({ nbf: SECOND + 31 })],
  ['a token of the future', 'Your sign-in is not valid yet.', () => signed({ iat: SECOND + 31, exp: SECOND + 900 })],
  ['an access token', 'Your sign-in holds another token than an ID token.', () => signed({ token_use: 'access' })],
  ['a token without subject', 'Your sign-in does not say its sub.', () => signed(without('sub'))],
  ['a token without end', 'Your sign-in does not say its exp.', () => signed(without('exp'))],
  ['a token without beginning', 'Your sign-in does not say its iat.', () => signed(without('iat'))],
  ['a token without audience', 'Your sign-in does not say its aud.', () => signed(without('aud'))],
  ['a token without issuer', 'Your sign-in does not say its iss.', () => signed(without('iss'))],
  ['a token whose end is a word', 'Your sign-in cannot be read.', () => signed({ exp: 'never' as unknown as number })],
  ['an empty subject', 'Your sign-in does not say who you are: its sub is no text.', () => signed({ sub: '' })],
  [
    'a subject that is a number',
    'Your sign-in does not say who you are: its sub is no text.',
    () => signed({ sub: 7 as unknown as string }),
  ],
  ['an unsigned token', 'Your sign-in is not signed.', () => new UnsecuredJWT(claims()).encode()],
  [
    'a token signed with the public key as a shared secret',
    'Your sign-in is not signed in a way that is accepted (RS256, PS256, ES256, EdDSA).',
    async () =>
      new SignJWT(claims())
        .setProtectedHeader({ alg: 'HS256', kid: 'first' })
        .sign(new TextEncoder().encode(await exportSPKI(ours.publicKey))),
  ],
  [
    'a token whose subject was changed',
    'Your sign-in was changed after it was signed, or somebody else signed it.',
    async () => {
      const [header, , signature] = (await signed()).split('.');
      return [header, Buffer.from(JSON.stringify(claims({ sub: 'arjun' }))).toString('base64url'), signature].join('.');
    },
  ],
  [
    'a token signed by a stranger with the name of our key',
    'Your sign-in was changed after it was signed, or somebody else signed it.',
    () => signed({}, { keys: strangers }),
  ],
  [
    'a token signed with a key nobody published',
    'Your sign-in is signed with a key that the issuer does not publish.',
    () => signed({}, { keys: strangers, kid: 'second' }),
  ],
])('%s signs nobody in', async (_, reason, token) => {
  await expect(verify(await token())).resolves.toEqual({ signedOut: reason });
});

test('a token that asks for its key to be fetched from elsewhere is not obeyed', async () => {
  const token = await new SignJWT(claims())
    .setProtectedHeader({ alg: 'ES256', jku: 'https://evil.example/jwks', jwk: await exportJWK(strangers.publicKey) })
    .sign(strangers.privateKey);
  await expect(verify(token)).resolves.toHaveProperty('signedOut');
  expect(fetched).toEqual(['/.well-known/openid-configuration', '/jwks']);
});

test('keys are fetched once for many requests', async () => {
  const token = await signed();
  for (let round = 0; round < 3; round++) await expect(verify(token)).resolves.toHaveProperty('signedIn');
  expect(fetched).toEqual(['/.well-known/openid-configuration', '/jwks']);
});

test('a key that is new is fetched, and made-up key ids do not make us ask more often than every 30 s', async () => {
  await verify(await signed());
  published.push({ ...(await exportJWK(strangers.publicKey)), kid: 'second', alg: 'ES256' });
  const rotated = await signed({}, { keys: strangers, kid: 'second' });
  const asked = () => fetched.filter((path) => path === '/jwks').length;

  for (let round = 0; round < 5; round++) await expect(verify(rotated)).resolves.toHaveProperty('signedOut');
  expect(asked()).toBe(1);

  jest.setSystemTime(NOW + 30_000);
  await expect(verify(rotated)).resolves.toHaveProperty('signedIn');
  expect(asked()).toBe(2);
});

const UNREAD = { signedOut: 'Your sign-in could not be checked: the issuer does not give its keys.' };

test.each<[string, () => Promise<Response>]>([
  ['refuses the connection', () => Promise.reject(new TypeError('fetch failed'))],
  ['answers 503', async () => new Response('', { status: 503 })],
  ['answers with a page', async () => new Response('<html>', { status: 200 })],
  ['redirects', async () => new Response('', { status: 302, headers: { location: 'https://evil.example' } })],
  [
    'calls itself something else',
    async () => Response.json({ issuer: 'https://elsewhere.example', jwks_uri: `${signIn.issuer}/jwks` }),
  ],
  [
    'gives its keys in the clear',
    async () => Response.json({ issuer: signIn.issuer, jwks_uri: 'http://issuer.example/jwks' }),
  ],
])('an issuer that %s signs nobody in, and is asked again next time', async (_, answer) => {
  const token = await signed();
  jest.mocked(fetch).mockImplementationOnce(answer);
  await expect(verify(token)).resolves.toEqual(UNREAD);
  await expect(verify(token)).resolves.toHaveProperty('signedIn');
});

test('keys that cannot be fetched are no reason to trust a token', async () => {
  const token = await signed();
  const working = jest.mocked(fetch).getMockImplementation() as typeof fetch;
  jest
    .mocked(fetch)
    .mockImplementation(async (input, init) =>
      String(input).endsWith('/jwks') ? new Response('', { status: 500 }) : working(input, init),
    );
  await expect(verify(token)).resolves.toEqual(UNREAD);
});

test('the session lasts as long as its token, at most an hour, and only for this host', async () => {
  const attributes = 'Path=/; HttpOnly; Secure; SameSite=Lax';
  const short = await signed({ exp: SECOND + 600 });
  expect(sessionCookie(short, NOW)).toBe(`__Host-session=${short}; Max-Age=600; ${attributes}`);
  const long = await signed({ exp: SECOND + 86_400 });
  expect(sessionCookie(long, NOW)).toBe(`__Host-session=${long}; Max-Age=3600; ${attributes}`);
  expect(noSessionCookie()).toBe(`__Host-session=; Max-Age=0; ${attributes}`);
});
