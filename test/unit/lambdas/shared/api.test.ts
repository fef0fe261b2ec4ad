import { form, json, page, redirect, request } from '../../../../lambdas/shared/api';
import { apiEvent, CALLER } from '../command-world';

const event = (over: object = {}) => ({ ...apiEvent({ route: 'POST /incidents/{id}/decide' }), ...over });

describe('a request', () => {
  test('is read as the HTTP API hands it over', () => {
    const asked = request(event({ pathParameters: { id: 'one' }, queryStringParameters: { all: '1' }, body: 'text' }));
    expect(asked).toEqual({
      routeKey: 'POST /incidents/{id}/decide',
      rawPath: '/v1',
      method: 'POST',
      path: { id: 'one' },
      query: { all: '1' },
      headers: { host: 'pages.example' },
      cookies: {},
      body: 'text',
      sourceIp: '192.0.2.1',
      requestId: 'gateway-1',
    });
  });

  test('has a signer only where API Gateway says so', () => {
    expect(request(event({ headers: { authorization: CALLER.priya } }))).not.toHaveProperty('iam');
    expect(request(apiEvent({ route: 'GET /v1', by: CALLER.priya })).iam).toMatchObject({ userArn: CALLER.priya });
  });

  test('may have its body in base64', () => {
    const body = Buffer.from('₹ 50').toString('base64');
    expect(request(event({ body, isBase64Encoded: true })).body).toBe('₹ 50');
  });

  test('has cookies whose values may have `=` in them, and cookies without a value', () => {
    const { cookies } = request(event({ cookies: ['session=a=b', ' flag ', 'empty='] }));
    expect(cookies).toEqual({ session: 'a=b', flag: '', empty: '' });
  });

  test.each([
    ['of the format 1.0', { version: '1.0' }],
    ['without a route', { routeKey: undefined }],
    ['without a context', { requestContext: undefined }],
    ['without headers', { headers: undefined }],
  ])('%s is none', (_what, over) => {
    expect(() => request(event(over))).toThrow('The input of "HTTP request" is wrong');
  });
});

describe('a form', () => {
  const urlencoded = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };

  test('gives its fields, decoded', () => {
    const fields = form({ headers: urlencoded, body: 'reason=it+is+%26+was&decision=approve' });
    expect(fields).toEqual({ reason: 'it is & was', decision: 'approve' });
  });

  test('that says a field twice has not said it', () => {
    expect(form({ headers: urlencoded, body: 'decision=refuse&decision=approve&token=t' })).toEqual({ token: 't' });
  });

  test.each([{}, { 'content-type': 'application/json' }, { 'content-type': 'text/plain' }])(
    'sent as %j is none: another site’s page cannot send ours unnoticed',
    (headers) => {
      expect(form({ headers, body: 'decision=approve' })).toEqual({});
    },
  );
});

describe('a page', () => {
  const { headers } = page(200, '<!doctype html>');

  test('is kept by nobody on the way, and tells no other site where it was', () => {
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  });

  test('runs no script, loads nothing from elsewhere, sends forms to us alone, and stands in no frame', () => {
    const policy = (headers['content-security-policy'] ?? '').split('; ');
    expect(policy).toEqual(expect.arrayContaining(["default-src 'none'", "form-action 'self'", "base-uri 'none'"]));
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy.join()).not.toContain('script-src');
  });

  test('sets cookies only when it is given some', () => {
    expect(page(200, '')).not.toHaveProperty('cookies');
    expect(page(200, '', ['session=']).cookies).toEqual(['session=']);
  });
});

test('after a form the browser asks for another page with GET', () => {
  expect(redirect('/incidents/one')).toMatchObject({ statusCode: 303, headers: { location: '/incidents/one' } });
  expect(redirect('/incidents/one').headers).toMatchObject({ 'cache-control': 'no-store' });
});

test('JSON is not to be taken for anything else', () => {
  expect(json(404, { error: 'no' })).toEqual({
    statusCode: 404,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
    body: '{"error":"no"}',
  });
});
