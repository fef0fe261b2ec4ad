import { finished, message, replyOf } from '../../../../rehearsal/engine/http-api/answer';

const HTML = { statusCode: 200, headers: { 'Content-Type': 'text/html' } };

const answerTo = (result: unknown, method = 'GET') => {
  const reply = replyOf(result);
  if (!reply) return undefined;
  const { status, headers, body } = finished(reply, method, 'RL2XYiwjPHcEMEQ=', Date.UTC(2020, 7, 13, 1, 56, 54));
  const own = headers.filter(([name]) => !['date', 'apigw-requestid', 'content-length'].includes(name));
  return { status, headers: own, body: body.toString('utf8') };
};

const JSON_TYPE = [['content-type', 'application/json']];
const TEXT_TYPE = [['content-type', 'text/plain; charset=utf-8']];

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html (response format 2.0)
test.each<[string, unknown, object]>([
  ['a text', 'Hello from Lambda!', { status: 200, headers: JSON_TYPE, body: 'Hello from Lambda!' }],
  [
    'an object without statusCode',
    { message: 'Hello from Lambda!' },
    { status: 200, headers: JSON_TYPE, body: '{"message":"Hello from Lambda!"}' },
  ],
  ['a list', [1, 2], { status: 200, headers: JSON_TYPE, body: '[1,2]' }],
  ['nothing', null, { status: 200, headers: JSON_TYPE, body: 'null' }],
  ['a status alone', { statusCode: 404 }, { status: 404, headers: TEXT_TYPE, body: '' }],
  [
    'headers, a number among them',
    { statusCode: 302, headers: { Location: '/next', 'Retry-After': 5 } },
    {
      status: 302,
      headers: [...TEXT_TYPE, ['location', '/next'], ['retry-after', '5']],
      body: '',
    },
  ],
  [
    'cookies',
    { ...HTML, cookies: ['a=1; HttpOnly', 'b=2'], body: '<p>é</p>' },
    {
      status: 200,
      headers: [
        ['content-type', 'text/html'],
        ['set-cookie', 'a=1; HttpOnly'],
        ['set-cookie', 'b=2'],
      ],
      body: '<p>é</p>',
    },
  ],
  [
    'base64',
    { ...HTML, body: Buffer.from('<p>é</p>').toString('base64'), isBase64Encoded: true },
    { status: 200, headers: [['content-type', 'text/html']], body: '<p>é</p>' },
  ],
  [
    'a length of its own, which is counted anew',
    { ...HTML, headers: { 'Content-Type': 'text/html', 'Content-Length': 9999 }, body: 'a' },
    { status: 200, headers: [['content-type', 'text/html']], body: 'a' },
  ],
])('a function that returns %s', (_what, result, expected) => {
  expect(answerTo(result)).toEqual(expected);
});

test.each<[string, unknown]>([
  ['a status of 0', { statusCode: 0 }],
  ['a status of 700', { statusCode: 700 }],
  ['a status that is text', { statusCode: '200' }],
  ['a body that is no text', { statusCode: 200, body: { a: 1 } }],
  ['headers that are a list', { statusCode: 200, headers: ['a'] }],
  ['a header that is an object', { statusCode: 200, headers: { a: {} } }],
  ['a header of two lines', { statusCode: 200, headers: { location: '/a\r\nset-cookie: b=1' } }],
  ['cookies that are a text', { statusCode: 200, cookies: 'a=1' }],
  ['a cookie of two lines', { statusCode: 200, cookies: ['a=1\nb'] }],
])('%s is no answer', (_what, result) => {
  expect(answerTo(result)).toBeUndefined();
});

// The answer of https://github.com/cortexlabs/cortex/issues/1225
test('API Gateway dates, measures and numbers an answer', () => {
  const reply = message(503, 'Service Unavailable');
  const { status, headers, body } = finished(reply, 'GET', 'RL2XYiwjPHcEMEQ=', Date.UTC(2020, 7, 13, 1, 56, 54));
  expect({ status, body: body.toString() }).toEqual({ status: 503, body: '{"message":"Service Unavailable"}' });
  expect(headers).toEqual([
    ['date', 'Thu, 13 Aug 2020 01:56:54 GMT'],
    ['content-length', '33'],
    ['apigw-requestid', 'RL2XYiwjPHcEMEQ='],
    ['content-type', 'application/json'],
  ]);
});

// https://www.rfc-editor.org/rfc/rfc9110#section-6.4.1
test('an answer to HEAD tells the length of what it does not carry', () => {
  const reply = replyOf({ ...HTML, body: 'four' });
  if (!reply) throw new Error('no reply');
  const { headers, body } = finished(reply, 'HEAD', 'id', 0);
  expect(body).toHaveLength(0);
  expect(headers).toContainEqual(['content-length', '4']);
});

test.each([204, 304])('a %s carries nothing, and no length', (statusCode) => {
  const reply = replyOf({ statusCode, body: 'four' });
  if (!reply) throw new Error('no reply');
  const { headers, body } = finished(reply, 'GET', 'id', 0);
  expect(body).toHaveLength(0);
  expect(headers.map(([name]) => name)).not.toContain('content-length');
});
