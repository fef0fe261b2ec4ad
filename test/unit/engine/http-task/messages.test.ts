import { readHttpTask, requestOf, resultOf } from '../../../../rehearsal/engine/http-task/messages';

const GIVEN = {
  ApiEndpoint: 'https://example.com/path',
  Method: 'POST',
  Authentication: { ConnectionArn: 'arn:aws:events:us-east-2:123456789012:connection/Example/81210c42' },
  RequestBody: { Job: 'Software Engineer', Company: 'AnyCompany', BodyParam: 'state_machine_body_param' },
};
const CONNECTION = {
  apiKey: { key: 'ApiKey', value: 'key_value' },
  body: [{ key: 'BodyParam', value: 'connection_body_param' }],
};
const read = (more: object = {}) => readHttpTask({ ...GIVEN, ...more }, 'pages, state "Call"');

// Request: https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#http-task-data-merge
test('the documented example becomes the documented request: the connection wins over the task', () => {
  const { body, ...rest } = requestOf(read(), CONNECTION, 'us-east-2');
  expect(body.toString()).toBe(
    '{"Job":"Software Engineer","Company":"AnyCompany","BodyParam":"connection_body_param"}',
  );
  expect(rest).toEqual({
    method: 'POST',
    host: 'example.com',
    path: '/path',
    headers: {
      apikey: 'key_value',
      'content-type': 'application/json; charset=UTF-8',
      host: 'example.com',
      range: 'bytes=0-262144',
      'user-agent': 'Amazon|StepFunctions|HttpInvoke|us-east-2',
    },
  });
});

test.each([
  [{ Headers: { a: 'b' } }, 'Headers'],
  [{ QueryParameters: { a: 'b' } }, 'QueryParameters'],
  [{ Transform: { RequestBodyEncoding: 'URL_ENCODED' } }, 'Transform'],
  [{ InvocationConfig: GIVEN.Authentication }, 'InvocationConfig'],
  [{ Method: 'GET' }, 'Method "GET"'],
  [{ ApiEndpoint: 'http://example.com/path' }, 'ApiEndpoint "http://example.com/path"'],
  [{ ApiEndpoint: 'https://example.com/path?a=b' }, 'ApiEndpoint "https://example.com/path?a=b"'],
  [{ ApiEndpoint: 7 }, 'ApiEndpoint 7'],
  [{ Authentication: {} }, 'Authentication {}'],
  [{ Authentication: { ...GIVEN.Authentication, More: 1 } }, 'Authentication More'],
  [{ RequestBody: 'text' }, 'RequestBody "text"'],
  [{ RequestBody: undefined }, 'RequestBody undefined'],
])('what is not played is refused by name: %j', (more, named) => {
  expect(() => read(more)).toThrow(`The rehearsal does not play pages, state "Call" ${named}`);
});

// Results recorded from AWS (us-west-2, 24 September 2026):
// https://github.com/radkawar/stackd/blob/9dc356f5e5cc49d2d334178a09c1398dd1c62617/testdata/aws/stepfunctions/http_connections.json
describe('a result', () => {
  const result = (status: number, type: string | undefined, body: string | Uint8Array) =>
    resultOf(
      { status, headers: type === undefined ? {} : { 'Content-Type': type, 'content-type': type }, body },
      'pages',
    );

  test('of JSON holds its value', () => {
    expect(result(200, 'application/json', '{"method":"POST"}')).toMatchObject({
      ResponseBody: { method: 'POST' },
      StatusCode: 200,
      StatusText: 'OK',
    });
  });

  test('of text holds the text, and every header as a list', () => {
    expect(result(200, 'text/plain', 'owned plain response')).toMatchObject({
      Headers: { 'Content-Type': ['text/plain'] },
      ResponseBody: 'owned plain response',
    });
  });

  test('without a body has no ResponseBody', () => {
    const { Headers, ...rest } = result(204, 'application/json', '');
    expect(rest).toEqual({ StatusCode: 204, StatusText: 'No Content' });
  });

  test.each([
    [403, 'Forbidden'],
    [418, ''],
  ])('of status %i is a failure with the status’s text as its cause, whatever the body says', (status, reason) => {
    expect(() => result(status, 'application/json', '{"why":"because"}')).toThrow(
      expect.objectContaining({ error: `States.Http.StatusCode.${status}`, reason }),
    );
  });

  test('of bytes fails with States.Runtime', () => {
    expect(() => result(200, 'application/octet-stream', 'owned inert bytes')).toThrow(
      expect.objectContaining({
        error: 'States.Runtime',
        reason:
          "Unsupported response content-type 'application/octet-stream'. Please see documentation for list of unsupported content-types.",
      }),
    );
    // https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#unsupported-http-task-responses
    for (const type of ['image/png', 'video/mp4', 'audio/ogg']) {
      expect(() => result(200, type, 'x')).toThrow(expect.objectContaining({ error: 'States.Runtime' }));
    }
  });

  test.each([
    [302, 'text/html', 'an answer of 302'],
    [200, undefined, 'an answer of content type undefined'],
    [200, 'application/xml', 'an answer of content type application/xml'],
  ])('nobody has shown us is refused: %i of %s', (status, type, named) => {
    expect(() => result(status, type, 'x')).toThrow(`The rehearsal does not play pages: ${named}`);
  });
});
