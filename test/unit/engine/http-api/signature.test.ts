import type { ApiRequest, Signer } from '../../../../rehearsal/engine/http-api';
import { receive } from '../../../../rehearsal/engine/http-api/received';
import { verifySignature } from '../../../../rehearsal/engine/http-api/signature';
import { ASHA, NOW, REGION, type Signing, signed } from './world';

const HOST = 'a1b2c3d4e5.execute-api.ap-south-1.amazonaws.com';
const REQUEST: ApiRequest = {
  method: 'POST',
  path: '/incidents/a%20b/approve?tag=b&tag=a&q=a%2Bb%20c%26d&empty=',
  headers: { 'content-type': 'application/json' },
  body: '{"decision":"approve"}',
};

const verify = (request: ApiRequest, now = NOW) =>
  verifySignature(receive(request, HOST), {
    signers: new Map<string, Signer>([[ASHA.accessKeyId, ASHA]]),
    region: REGION,
    now,
  });

test.each<[string, Partial<ApiRequest>, Signing]>([
  ['a body and a query', {}, {}],
  ['no body', { method: 'GET', body: undefined as never }, {}],
  ['an empty body', { body: '' }, {}],
  ['bytes', { body: Uint8Array.from([0, 255, 128]) }, {}],
  ['no query', { path: '/incidents' }, {}],
  ['dots and doubled slashes', { path: '/a/./b/../c//d/' }, {}],
  ['characters of several bytes', { path: '/caf%C3%A9/%E2%98%95?name=%C3%A9' }, {}],
  ['a session token', {}, { sessionToken: 'token' }],
  ['no hash of the body among the headers', {}, { applyChecksum: false }],
  ['a header with spaces', { headers: { 'x-note': '  a   b ' } }, {}],
])("the SDK's own signature is accepted: %s", async (_what, change, how) => {
  expect(await verify(await signed({ ...REQUEST, ...change }, HOST, how))).toEqual({ signer: ASHA });
});

test.each<[string, Signing, string]>([
  ['another Region', { region: 'us-east-1' }, 'it is signed for us-east-1, not for ap-south-1'],
  ['another service', { service: 'ecs' }, 'it is signed for ecs, not for execute-api'],
  ['an unknown key', { signer: { ...ASHA, accessKeyId: 'AKIAI44QH8DHBEXAMPLE' } }, 'nobody has the access key'],
  ['another secret', { signer: { ...ASHA, secretAccessKey: 'guessed' } }, 'is not that of this request'],
  ['a date too old', { at: NOW - 5 * 60_000 - 1000 }, 'more than five minutes from now'],
  ['a date too far ahead', { at: NOW + 5 * 60_000 + 1000 }, 'more than five minutes from now'],
])('a signature for %s is refused', async (_what, how, why) => {
  expect(await verify(await signed(REQUEST, HOST, how))).toEqual({ why: expect.stringContaining(why) });
});

test('a signature holds for five minutes', async () => {
  const request = await signed(REQUEST, HOST);
  expect(await verify(request, NOW + 5 * 60_000)).toEqual({ signer: ASHA });
  expect(await verify(request, NOW + 5 * 60_000 + 1)).toEqual({ why: expect.stringContaining('five minutes') });
});

const NOT_OF_THIS = 'the signature is not that of this request with the secret of this key';

describe('a request that was changed after it was signed is refused', () => {
  test.each<[string, (request: ApiRequest) => ApiRequest, string]>([
    ['method', (request) => ({ ...request, method: 'PUT' }), NOT_OF_THIS],
    ['path', (request) => ({ ...request, path: request.path.replace('approve', 'refuse') }), NOT_OF_THIS],
    ['query', (request) => ({ ...request, path: `${request.path}&more=1` }), NOT_OF_THIS],
    ['value in the query', (request) => ({ ...request, path: request.path.replace('q=a', 'q=b') }), NOT_OF_THIS],
    ['signed header', (request) => withHeader(request, 'content-type', 'text/plain'), NOT_OF_THIS],
    ['host', (request) => withHeader(request, 'host', 'other.example.com'), NOT_OF_THIS],
    [
      'body, its hash left',
      (request) => ({ ...request, body: '{"decision":"refuse"}' }),
      'x-amz-content-sha256 is not the hash of the body',
    ],
    [
      'body, its hash declared unsigned',
      (request) => ({ ...withHeader(request, 'x-amz-content-sha256', 'UNSIGNED-PAYLOAD'), body: 'x' }),
      'x-amz-content-sha256 is not the hash of the body',
    ],
    ['time', (request) => withHeader(request, 'x-amz-date', '20261123T040001Z'), NOT_OF_THIS],
    ['day', (request) => withHeader(request, 'x-amz-date', '20261122T235900Z'), 'five minutes'],
    ['a header of AWS more', (request) => withHeader(request, 'x-amz-target', 'a'), 'x-amz-target is not among'],
  ])('%s', async (_what, change, why) => {
    expect(await verify(change(await signed(REQUEST, HOST)))).toEqual({ why: expect.stringContaining(why) });
  });

  test('body, where its hash is in no header', async () => {
    const request = await signed(REQUEST, HOST, { applyChecksum: false });
    expect(await verify({ ...request, body: '{"decision":"refuse"}' })).toEqual({ why: NOT_OF_THIS });
  });
});

describe('a header that is no signature is refused', () => {
  test.each([
    '',
    'Bearer token',
    'AWS4-HMAC-SHA256',
    `AWS4-HMAC-SHA256 Credential=${ASHA.accessKeyId}/20261123/ap-south-1/execute-api/aws4_request, SignedHeaders=host, Signature=`,
    `AWS4-HMAC-SHA256 Credential=/20261123/ap-south-1/execute-api/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
  ])('%s', async (authorization) => {
    const why = 'it carries no signature of AWS4-HMAC-SHA256';
    expect(await verify({ ...REQUEST, headers: { authorization } })).toEqual({ why });
  });

  test.each([
    ['nothing but zeros', (value: string) => value.replace(/[0-9a-f]{64}$/, '0'.repeat(64)), NOT_OF_THIS],
    ['one without the host', (value: string) => value.replace(';host;', ';'), 'host is not among the signed headers'],
    [
      'one of a header that is not there',
      (value: string) => value.replace(';host;', ';host;toString;'),
      'toString is signed and not among the headers',
    ],
    ['one without the date', (value: string) => value.replace(';x-amz-date', ''), 'x-amz-date is not among'],
  ])('%s', async (_what, change, why) => {
    const request = await signed(REQUEST, HOST);
    const changed = withHeader(request, 'authorization', change(request.headers.authorization ?? ''));
    expect(changed).not.toEqual(request);
    expect(await verify(changed)).toEqual({ why: expect.stringContaining(why) });
  });
});

test('a signature in the query is not played', async () => {
  await expect(verify({ ...REQUEST, path: '/approve?X-Amz-Signature=abc' })).rejects.toThrow('signed in its query');
});

function withHeader(request: ApiRequest, name: string, value: string): ApiRequest {
  return { ...request, headers: { ...request.headers, [name]: value } };
}
