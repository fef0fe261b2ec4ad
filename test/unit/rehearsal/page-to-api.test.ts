import { VirtualClock } from '../../../rehearsal/engine/clock';
import type { ApiAnswer, ApiRequest } from '../../../rehearsal/engine/http-api';
import type { Visit } from '../../../rehearsal/page/server';
import { toApi } from '../../../rehearsal/page/to-api';
import type { Rehearsed } from '../../../rehearsal/play';

const HERE = 'http://127.0.0.1:8790';
const API = 'https://pages.execute-api.ap-south-1.amazonaws.com';
const ISSUER = 'https://cognito-idp.ap-south-1.amazonaws.com/pool/oauth2/authorize';

const visit = (over: Partial<Visit> = {}): Visit => ({
  method: 'GET',
  path: '/i/one?a=b',
  headers: { host: '127.0.0.1:8790', accept: 'text/html', cookie: 'a=1; b=2' },
  body: Buffer.alloc(0),
  answer: () => undefined,
  ...over,
});

/** An API that takes a second of virtual time, and an issuer. */
function rehearsed(answer: Partial<ApiAnswer> | Error = {}) {
  const clock = new VirtualClock(0);
  const requests: ApiRequest[] = [];
  const signIns: unknown[] = [];
  const api = {
    endpoint: API,
    request: async (request: ApiRequest): Promise<ApiAnswer> => {
      requests.push(request);
      await clock.sleep(1_000);
      if (answer instanceof Error) throw answer;
      return { status: 200, headers: [], body: Buffer.from('page'), ...answer };
    },
  };
  const issuer = {
    onLoopback: (location: string) => location.replace(ISSUER, `${HERE}/issuer/authorize`),
    authorize: async (...asked: unknown[]) => {
      signIns.push(asked);
      return { status: 303, headers: { location: `${HERE}/signed-in` }, body: '' };
    },
  };
  const all = { clock, cloud: { api }, team: { issuer } } as unknown as Rehearsed;
  return { all, clock, requests, signIns };
}

test('the API is asked as it would be in AWS, and virtual time runs until it has answered', async () => {
  const { all, clock, requests } = rehearsed({ status: 404 });
  const headers = { ...visit().headers, connection: 'keep-alive', upgrade: 'x', 'x-rehearsal-host': 'signed.example' };
  const answer = await toApi(visit({ method: 'POST', headers, body: Buffer.from('reason=x') }), all, HERE);
  expect(requests).toEqual([
    {
      method: 'POST',
      path: '/i/one?a=b',
      headers: { host: new URL(API).host, accept: 'text/html', cookie: 'a=1; b=2' },
      body: Buffer.from('reason=x'),
      sourceIp: '127.0.0.1',
    },
  ]);
  expect(answer).toMatchObject({ status: 404, body: Buffer.from('page') });
  expect(clock.now()).toBe(1_000);
});

test('a request without a body has none', async () => {
  const { all, requests } = rehearsed();
  await toApi(visit(), all, HERE);
  expect(requests[0]).not.toHaveProperty('body');
});

test.each([
  ['the API’s own address becomes ours', `${API}/i/one`, `${HERE}/i/one`],
  ['the issuer’s becomes its page here', `${ISSUER}?state=1`, `${HERE}/issuer/authorize?state=1`],
  ['a path stays', '/i/one', '/i/one'],
  ['any other stays', 'https://elsewhere.example/', 'https://elsewhere.example/'],
])('of a redirect, %s', async (_what, location, expected) => {
  const { all } = rehearsed({ status: 303, headers: [['location', location]] });
  expect((await toApi(visit(), all, HERE)).headers).toEqual([['location', expected]]);
});

test('headers come back as they are, each cookie apart, but for the length, which is counted anew', async () => {
  const kept: [string, string][] = [
    ['set-cookie', '__Host-session=x; Secure; HttpOnly; Path=/'],
    ['set-cookie', '__Host-sign-in=; Max-Age=0'],
    ['content-security-policy', `default-src 'none'; form-action 'self' ${API}`],
  ];
  const { all } = rehearsed({ headers: [...kept, ['content-length', '4']] });
  expect((await toApi(visit(), all, HERE)).headers).toEqual(kept);
});

test('the issuer is asked with the form it was sent, and the API is not', async () => {
  const { all, requests, signIns } = rehearsed();
  const body = Buffer.from('subject=a%26b&state=1');
  const path = '/issuer/authorize?state=1';
  const answer = await toApi(visit({ method: 'POST', path, body }), all, HERE);
  expect(signIns).toEqual([['POST', path, { subject: 'a&b', state: '1' }]]);
  expect(answer).toEqual({ status: 303, headers: [['location', `${HERE}/signed-in`]], body: '' });
  expect(requests).toEqual([]);
});

test('any other path below the issuer’s is the API’s business', async () => {
  const { all, requests, signIns } = rehearsed();
  await toApi(visit({ path: '/issuer/authorize/x' }), all, HERE);
  expect(requests.map(({ path }) => path)).toEqual(['/issuer/authorize/x']);
  expect(signIns).toEqual([]);
});

test('what the rehearsal cannot play is thrown, and not answered', async () => {
  const { all } = rehearsed(new Error('The rehearsal does not play this.'));
  await expect(toApi(visit(), all, HERE)).rejects.toThrow('does not play this');
});

test('an assembly without an API says so', async () => {
  const { all } = rehearsed();
  const without = { ...all, cloud: {} } as unknown as Rehearsed;
  expect(await toApi(visit(), without, HERE)).toMatchObject({ status: 404, body: 'The assembly has no HTTP API.' });
});
