import { eventOf } from '../../../../rehearsal/engine/http-api/event';
import type { ApiRequest, Signer } from '../../../../rehearsal/engine/http-api/model';
import { receive } from '../../../../rehearsal/engine/http-api/received';
import { parseRouteKey, selectRoute } from '../../../../rehearsal/engine/http-api/routes';
import { ACCOUNT, ASHA, REGION } from './world';

const DOMAIN = 'id.execute-api.us-east-1.amazonaws.com';

function eventFor(key: string, request: Partial<ApiRequest>, more: { at?: number; signer?: Signer } = {}) {
  const route = {
    ...parseRouteKey(key),
    authorization: 'NONE' as const,
    integration: { functionArn: 'arn', timeoutMs: 30_000 },
  };
  const received = receive({ method: key.split(' ')[0] ?? '', path: '/', headers: {}, ...request }, DOMAIN);
  const selected = selectRoute([route], received.method, received.path ?? '');
  if (!selected) throw new Error('no such route');
  return eventOf({
    api: {
      id: 'id',
      name: 'shop',
      domainName: DOMAIN,
      stage: { name: '$default', limits: { rate: 1, burst: 1 } },
      routes: [route],
    },
    account: { id: ACCOUNT, region: REGION },
    received,
    selected,
    requestId: 'id',
    trace: '0123456789abcdef0123456789abcdef',
    at: Date.UTC(2020, 2, 12, 19, 3, 58, 390),
    ...more,
  });
}

// The example event of https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
// (payload format 2.0), but for what this request has not: a certificate, a token, stage variables, the $default route.
test("the event is AWS's own example", () => {
  const event = eventFor('POST /my/path', {
    path: '/my/path?parameter1=value1&parameter1=value2&parameter2=value',
    headers: {
      Header1: 'value1',
      Header2: 'value1',
      header2: 'value2',
      Cookie: 'cookie1; cookie2',
      'User-Agent': 'agent',
      'content-type': 'text/plain',
    },
    body: 'Hello from Lambda',
    sourceIp: 'IP',
  });
  expect(event).toEqual({
    version: '2.0',
    routeKey: 'POST /my/path',
    rawPath: '/my/path',
    rawQueryString: 'parameter1=value1&parameter1=value2&parameter2=value',
    cookies: ['cookie1', 'cookie2'],
    headers: expect.objectContaining({ header1: 'value1', header2: 'value1,value2' }),
    queryStringParameters: { parameter1: 'value1,value2', parameter2: 'value' },
    requestContext: {
      accountId: '123456789012',
      apiId: 'id',
      domainName: 'id.execute-api.us-east-1.amazonaws.com',
      domainPrefix: 'id',
      http: { method: 'POST', path: '/my/path', protocol: 'HTTP/1.1', sourceIp: 'IP', userAgent: 'agent' },
      requestId: 'id',
      routeKey: 'POST /my/path',
      stage: '$default',
      time: '12/Mar/2020:19:03:58 +0000',
      timeEpoch: 1584039838390,
    },
    body: 'Hello from Lambda',
    isBase64Encoded: false,
  });
});

// The members of https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
test('the event tells whose signature was accepted', () => {
  const { requestContext } = eventFor('POST /approve', { path: '/approve' }, { signer: ASHA });
  expect((requestContext as { authorizer: object }).authorizer).toEqual({
    iam: {
      accessKey: ASHA.accessKeyId,
      accountId: ACCOUNT,
      callerId: ASHA.userId,
      cognitoIdentity: null,
      principalOrgId: 'aws:PrincipalOrgID',
      userArn: ASHA.userArn,
      userId: ASHA.userId,
    },
  });
});

// A real event: https://github.com/floci-io/floci/issues/2172
test('the function learns from where the request came, and no cookie from the headers', () => {
  const event = eventFor('GET /', {
    headers: { cookie: 'a=1', 'X-Forwarded-For': '198.51.100.7' },
    sourceIp: '192.0.2.7',
  });
  expect(event.headers).toEqual({
    host: DOMAIN,
    'content-length': '0',
    'x-amzn-trace-id': 'Root=1-5e6a879e-0123456789abcdef01234567',
    'x-forwarded-for': '198.51.100.7, 192.0.2.7',
    'x-forwarded-port': '443',
    'x-forwarded-proto': 'https',
  });
});

test('what a request does not have is not in the event', () => {
  const event = eventFor('GET /', {});
  for (const absent of ['cookies', 'queryStringParameters', 'pathParameters', 'body']) {
    expect(event).not.toHaveProperty(absent);
  }
  expect(event).toMatchObject({ rawQueryString: '', isBase64Encoded: false });
});

// https://github.com/honojs/hono/issues/2156 (path), https://github.com/ministackorg/ministack/issues/1035 (query)
test('path and query values are decoded, the raw query is not', () => {
  const path = '/incidents/%E2%98%95%20a%40b?reason=a%20b%26c&plus=1+2&plus=%2B&empty=&flag';
  expect(eventFor('GET /incidents/{id}', { path })).toMatchObject({
    rawPath: '/incidents/☕ a@b',
    pathParameters: { id: '☕ a@b' },
    rawQueryString: 'reason=a%20b%26c&plus=1+2&plus=%2B&empty=&flag',
    queryStringParameters: { reason: 'a b&c', plus: '1 2,+', empty: '', flag: '' },
  });
});

// Compared with AWS: https://github.com/ministackorg/ministack/pull/766
test.each([
  ['text/plain', true],
  ['text/html; charset=utf-8', true],
  ['TEXT/CSV', true],
  ['application/json', true],
  ['application/json; charset=utf-8', true],
  ['application/xml', true],
  ['application/javascript', true],
  ['application/x-www-form-urlencoded', false],
  ['multipart/form-data; boundary=x', false],
  ['application/octet-stream', false],
  ['application/problem+json', false],
  ['application/json5', false],
  [undefined, false],
])('a body of type %s is text: %s', (type, isText) => {
  const body = 'decision=approve&reason=é';
  const event = eventFor('POST /', { body, headers: type === undefined ? {} : { 'content-type': type } });
  expect(event.isBase64Encoded).toBe(!isText);
  expect(event.body).toBe(isText ? body : Buffer.from(body).toString('base64'));
  expect(event.headers).toMatchObject({ 'content-length': String(Buffer.byteLength(body)) });
});

describe('what is no HTTP request is refused by its field', () => {
  test.each<[Partial<ApiRequest>, string]>([
    [{ method: 'G T' }, 'ApiRequest.method is "G T"'],
    [{ path: 'incidents' }, 'ApiRequest.path is "incidents"'],
    [{ path: '/a b' }, 'ApiRequest.path is "/a b"'],
    [{ headers: { 'x-a': 'b\r\nset-cookie: c' } }, 'ApiRequest.headers has "x-a"'],
    [{ headers: { 'x a': 'b' } }, 'ApiRequest.headers has "x a"'],
  ])('%j', (request, message) => {
    expect(() => receive({ method: 'GET', path: '/', headers: {}, ...request }, DOMAIN)).toThrow(message);
  });
});
