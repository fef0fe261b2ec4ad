import type { ApiRequest } from '../../../../rehearsal/engine/http-api';
import { latency } from '../../../../rehearsal/engine/latency';
import { ACCOUNT, header, NOW, REGION, type Resources, removeFolders, shop, textOf, world } from './world';

afterAll(removeFolders);

test('a request reaches its function, and the answer its sender', async () => {
  const { send, cloud, clock, api } = world();
  const answer = await send({
    path: '/incidents/i%201?tab=log',
    headers: { Cookie: 'a=1; b=2', 'User-Agent': 'phone' },
    sourceIp: '192.0.2.7',
  });
  expect(answer.status).toBe(200);
  expect(JSON.parse(textOf(answer))).toMatchObject({
    version: '2.0',
    routeKey: 'GET /incidents/{id}',
    rawPath: '/incidents/i 1',
    pathParameters: { id: 'i 1' },
    cookies: ['a=1', 'b=2'],
    headers: { host: api.endpoint.replace('https://', '') },
    requestContext: {
      accountId: ACCOUNT,
      http: { sourceIp: '192.0.2.7', userAgent: 'phone' },
      requestId: header(answer, 'apigw-requestid')[0],
      timeEpoch: NOW,
    },
  });
  expect(cloud.ledger.requests).toEqual([{ at: NOW, method: 'GET', path: '/incidents/i%201', status: 200 }]);
  expect(cloud.ledger.invocations).toMatchObject([{ functionName: 'handler', cold: true }]);
  const least = latency.httpApi.ms + latency.apiCall('lambda', 'Invoke').ms;
  expect(clock.now() - NOW).toBeGreaterThan(least);
});

test('the endpoint is the one the template speaks of', () => {
  expect(world().api.endpoint).toMatch(/^https:\/\/[0-9a-z]{10}\.execute-api\.ap-south-1\.amazonaws\.com$/);
});

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html: {"message":"Not Found"}
test.each([
  ['an unknown path', { path: '/nowhere' }],
  ['another method', { method: 'DELETE' }],
  ['an encoded slash, which is a slash', { path: '/incidents/a%2Fb' }],
])('%s is not found, and no function hears of it', async (_what, request) => {
  const { send, cloud } = world();
  const answer = await send(request);
  expect({ status: answer.status, body: textOf(answer) }).toEqual({ status: 404, body: '{"message":"Not Found"}' });
  expect(cloud.ledger.invocations).toEqual([]);
  expect(cloud.ledger.requests).toMatchObject([{ status: 404, why: 'no route matches' }]);
});

test('HEAD has a route of its own, and an answer without a body', async () => {
  const { send } = world('async (event) => ({ statusCode: 200, body: event.routeKey })');
  const answer = await send({ method: 'HEAD' });
  expect({ status: answer.status, bytes: answer.body.length }).toEqual({ status: 200, bytes: 0 });
  expect(header(answer, 'content-length')).toEqual([String('HEAD /incidents/{id}'.length)]);
  expect((await send({ method: 'HEAD', path: '/nowhere' })).body).toHaveLength(0);
});

describe('what the function does wrong is an internal server error', () => {
  test.each([
    ['it throws', 'async () => { throw new Error("secret") }', 'Error: secret'],
    ['it answers no answer', 'async () => ({ statusCode: "ok" })', 'what the function returned is no answer'],
  ])('%s', async (_what, handler, why) => {
    const { send, cloud } = world(handler);
    const answer = await send({});
    expect(answer.status).toBe(500);
    expect(textOf(answer)).toBe('{"message":"Internal Server Error"}');
    expect(cloud.ledger.requests).toMatchObject([{ status: 500, why }]);
  });

  test('it runs out of its own time', async () => {
    const resources = shop();
    const { Handler } = resources as Required<Resources>;
    const short = { ...resources, Handler: { ...Handler, Properties: { ...Handler?.Properties, Timeout: 3 } } };
    const { send, cloud, clock } = world('() => new Promise(() => setTimeout(() => {}, 3600_000))', short as Resources);
    expect((await send({})).status).toBe(500);
    expect(clock.now() - NOW).toBeLessThan(4_000);
    expect(cloud.ledger.invocations).toMatchObject([{ error: 'Sandbox.Timedout' }]);
  });
});

// https://github.com/cortexlabs/cortex/issues/1225: 503 {"message":"Service Unavailable"}; 30 s: the quotas page
test('API Gateway waits 30 seconds, and the function runs on', async () => {
  const { send, cloud, clock } = world(
    'async () => { await new Promise((done) => setTimeout(done, 40_000)); console.log("done"); return { statusCode: 200 } }',
  );
  const answer = await send({});
  expect({ status: answer.status, body: textOf(answer) }).toEqual({
    status: 503,
    body: '{"message":"Service Unavailable"}',
  });
  expect(clock.now() - NOW).toBe(30_000 + latency.httpApi.ms);
  expect(cloud.ledger.output).toEqual([]);
  await clock.run(() => false, NOW + 60_000);
  expect(cloud.ledger.output).toMatchObject([{ line: expect.stringContaining('done') }]);
  expect(cloud.ledger.requests).toMatchObject([{ status: 503, why: 'the function was not done in time' }]);
  expect(cloud.refusal).toBeUndefined();
});

// https://repost.aws/knowledge-center/api-gateway-http-lambda-integrations
describe('the policy of the function must let API Gateway in', () => {
  const permitting = (change: Record<string, unknown> | undefined): Resources => {
    const { ShowPermission, LookPermission, ...others } = shop();
    const Properties = { ...ShowPermission?.Properties, ...change };
    return change ? { ...others, ShowPermission: { Type: 'AWS::Lambda::Permission', Properties } } : others;
  };
  const arn = (rest: string) => ({ 'Fn::Sub': `arn:aws:execute-api:${REGION}:${ACCOUNT}:\${Api}/${rest}` });

  test.each<[string, Record<string, unknown> | undefined, number]>([
    ['this path by any method', {}, 200],
    ['this path by this method', { SourceArn: arn('*/GET/incidents/{id}') }, 200],
    ['the whole API', { SourceArn: arn('*/*/*') }, 200],
    ['nobody', undefined, 500],
    ['another path', { SourceArn: arn('*/*/incidents') }, 500],
    ['another method', { SourceArn: arn('*/POST/incidents/{id}') }, 500],
    ['another stage', { SourceArn: arn('test/*/incidents/{id}') }, 500],
    ['another API', { SourceArn: `arn:aws:execute-api:${REGION}:${ACCOUNT}:other/*/*/incidents/{id}` }, 500],
    ['another service', { Principal: 'events.amazonaws.com' }, 500],
  ])('it lets in %s', async (_what, change, status) => {
    const { send, cloud } = world(undefined, permitting(change));
    const answer = await send({});
    expect(answer.status).toBe(status);
    expect(cloud.ledger.invocations).toHaveLength(status === 200 ? 1 : 0);
    expect(cloud.ledger.denied).toHaveLength(status === 200 ? 0 : 1);
    if (status === 500) expect(textOf(answer)).toBe('{"message":"Internal Server Error"}');
  });
});

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
describe('throttling', () => {
  const limited = { DefaultRouteSettings: { ThrottlingBurstLimit: 3, ThrottlingRateLimit: 2 } };
  const statuses = async (send: (request: Partial<ApiRequest>) => Promise<{ status: number }>, n: number) =>
    (await Promise.all(Array.from({ length: n }, () => send({})))).map(({ status }) => status);

  test('what exceeds the burst is told so, and costs no invocation', async () => {
    const { send, cloud } = world(undefined, shop(limited));
    expect(await statuses(send, 5)).toEqual([200, 200, 200, 429, 429]);
    expect(cloud.ledger.invocations).toHaveLength(3);
    const over = await send({});
    expect({ status: over.status, body: textOf(over) }).toEqual({
      status: 429,
      body: '{"message":"Too Many Requests"}',
    });
  });

  test('tokens come back at the rate, and never more than the burst', async () => {
    const { send, clock } = world(undefined, shop(limited));
    await statuses(send, 3);
    await clock.run(() => false, clock.now() + 1_000);
    expect(await statuses(send, 4)).toEqual([200, 200, 429, 429]);
    await clock.run(() => false, clock.now() + 3600_000);
    expect(await statuses(send, 5)).toEqual([200, 200, 200, 429, 429]);
  });

  test('a stage without limits has those of the account', async () => {
    const { send } = world();
    expect(await statuses(send, 50)).toEqual(Array.from({ length: 50 }, () => 200));
  });
});

describe('limits of size', () => {
  const TEN_MB = 10 * 1024 * 1024;
  const text = { 'content-type': 'text/plain' };

  // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html and the 6 MB of an invocation
  test.each<[string, Partial<ApiRequest>, number]>([
    ['a body of more than 10 MB', { body: Buffer.alloc(TEN_MB + 1), headers: text }, 413],
    ['a body of 5 MB of text', { body: Buffer.alloc(5 * 1024 * 1024, 'a'), headers: text }, 200],
    ['a body of 5 MB in base64', { body: Buffer.alloc(5 * 1024 * 1024, 'a') }, 413],
    ['a head of more than 10,240 bytes', { headers: { 'x-a': 'a'.repeat(10_240) } }, 431],
    ['a path that cannot be decoded', { path: '/incidents/%zz' }, 400],
  ])('%s', async (_what, request, status) => {
    const { send, cloud } = world('async () => ({ statusCode: 200 })');
    expect((await send(request)).status).toBe(status);
    expect(cloud.ledger.invocations).toHaveLength(status === 200 ? 1 : 0);
  });
});

test('what a function called that nobody plays ends the rehearsal, and is no answer', async () => {
  const { send, cloud } = world(
    'async () => { await new Promise((done, failed) => require("https").get("https://nowhere.example", done).on("error", failed)) }',
  );
  await expect(send({})).rejects.toThrow('nowhere.example, which nobody plays');
  expect(cloud.refusal).toMatchObject({ message: expect.stringContaining('nowhere.example') });
});

test('a host of AWS that the rehearsal serves itself is asked, and not the services', async () => {
  const host = 'cognito-idp.ap-south-1.amazonaws.com';
  const { send, cloud } = world(`async () => ({ statusCode: 200, body: await new Promise((done, failed) =>
    require("https").get("https://${host}/pool/.well-known/jwks.json", (answer) => {
      let text = ""; answer.on("data", (part) => { text += part }).on("end", () => done(text)) }).on("error", failed)) })`);
  cloud.serve(host, async ({ path }) => ({ status: 200, headers: {}, body: `keys at ${path}` }));
  expect(textOf(await send({}))).toBe('keys at /pool/.well-known/jwks.json');
  expect(cloud.ledger.calls.map(({ service }) => service)).toEqual(['lambda']);
});
