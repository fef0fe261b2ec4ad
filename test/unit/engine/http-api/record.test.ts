import { latency } from '../../../../rehearsal/engine/latency';
import { ASHA, NOW, removeFolders, shop, signed, world } from './world';

afterAll(removeFolders);

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
test('requests and errors are counted by API, and by API and stage, from the minute after', async () => {
  const { send, cloud, clock, api } = world('async () => { throw new Error("no") }');
  await send({});
  await send({ path: '/nowhere' });
  await send({ path: '/nowhere' });
  const ApiId = api.endpoint.slice('https://'.length).split('.')[0] ?? '';
  const sum = (name: string, dimensions: Record<string, string>) =>
    cloud.metrics
      .values({
        namespace: 'AWS/ApiGateway',
        name,
        dimensions,
        statistic: 'Sum',
        periodSeconds: 60,
        from: NOW,
        to: NOW + 60_000,
      })
      .map(({ value }) => value);
  expect(sum('Count', { ApiId })).toEqual([]);
  await clock.run(() => false, clock.now() + latency.metricPublishDelay.ms);
  for (const dimensions of [{ ApiId }, { ApiId, Stage: '$default' }]) {
    expect([sum('Count', dimensions), sum('4xx', dimensions), sum('5xx', dimensions)]).toEqual([[3], [2], [1]]);
  }
  expect(sum('IntegrationLatency', { ApiId })[0]).toBeGreaterThan(0);
});

// $1.00 for a million, metered by 512 KB: the page beside the row of prices.ts
test('every request is charged by 512 KB, and the function behind it', async () => {
  const { send, cloud } = world('async () => ({ statusCode: 200 })');
  const quantity = (name: string) => cloud.meter.lines().find(({ what }) => what.startsWith(name))?.quantity;
  await send({});
  await send({ path: '/nowhere' });
  expect([quantity('httpApiRequest'), quantity('lambdaRequest')]).toEqual([2, 1]);
  await send({ body: Buffer.alloc(512 * 1024 + 1) });
  expect(quantity('httpApiRequest')).toBe(4);
});

const logged = (Format: string) =>
  ({
    ...shop({ AccessLogSettings: { DestinationArn: { 'Fn::GetAtt': ['Logs', 'Arn'] }, Format } }),
    Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/shop/access' } },
  }) as const;

const linesOf = (cloud: ReturnType<typeof world>['cloud']) =>
  (cloud.logs.operations.FilterLogEvents({ logGroupName: '/shop/access' }).events ?? []).map(({ message }) => message);

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
test('the access log says who asked what, and what it was answered with', async () => {
  const format =
    '{"ip":"$context.identity.sourceIp","caller":"$context.identity.userArn","time":"$context.requestTime",' +
    '"route":"$context.routeKey","path":"$context.path","status":"$context.status","bytes":"$context.responseLength",' +
    '"error":$context.error.messageString,"integration":"$context.integrationErrorMessage"}';
  const { send, cloud, clock, api } = world('async () => { throw new Error("no") }', logged(format));
  api.know(ASHA);
  const request = { method: 'POST', path: '/approve?code=secret', headers: {}, body: '{}' };
  await send(await signed(request, api.endpoint.replace('https://', '')));
  await send({ path: '/nowhere' });
  expect(linesOf(cloud)).toEqual([]);
  await clock.run(() => false, clock.now() + latency.logsToMetricDelay.ms);
  expect(linesOf(cloud)).toEqual([
    `{"ip":"192.0.2.1","caller":"${ASHA.userArn}","time":"23/Nov/2026:04:00:00 +0000","route":"POST /approve",` +
      '"path":"/approve","status":"500","bytes":"35","error":"Internal Server Error","integration":"Error: no"}',
    '{"ip":"192.0.2.1","caller":"-","time":"23/Nov/2026:04:00:00 +0000","route":"-",' +
      '"path":"/nowhere","status":"404","bytes":"23","error":"Not Found","integration":"-"}',
  ]);
});

test('a variable that has no value here is refused when the stack is read', () => {
  expect(() => world(undefined, logged('$context.requestId $context.authorizer.claims.sub'))).toThrow(
    'Stage (AWS::ApiGatewayV2::Stage) $context.authorizer.claims.sub',
  );
});
