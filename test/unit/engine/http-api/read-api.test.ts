import { loadAssembly } from '../../../../rehearsal/engine/assembly';
import { readApi } from '../../../../rehearsal/engine/http-api';
import { assemble, ECHO, type Resources, removeFolders, route, shop } from './world';

afterAll(removeFolders);

const read = (resources: Resources) => readApi(loadAssembly(assemble(resources, ECHO)));

/** The shop with properties of one resource changed. */
function changed(id: string, properties: Record<string, unknown>): Resources {
  const resources = shop();
  const before = resources[id];
  if (!before) throw new Error(`The shop has no ${id}.`);
  return { ...resources, [id]: { ...before, Properties: { ...before.Properties, ...properties } } };
}

test('a stack without an API has none', () => {
  const { Role, Handler } = shop();
  expect(read({ Role, Handler } as Resources)).toBeUndefined();
});

test('routes, limits and waiting times are those of the template', () => {
  const limits = { DefaultRouteSettings: { ThrottlingBurstLimit: 5, ThrottlingRateLimit: 2 } };
  const api = read({
    ...changed('ApproveIntegration', { TimeoutInMillis: 10_000 }),
    Stage: shop(limits).Stage as never,
  });
  expect(api?.stage).toEqual({ name: '$default', limits: { rate: 2, burst: 5 } });
  expect(api?.routes.map(({ key, authorization, integration }) => [key, authorization, integration.timeoutMs])).toEqual(
    [
      ['GET /incidents/{id}', 'NONE', 30_000],
      ['HEAD /incidents/{id}', 'NONE', 30_000],
      ['POST /approve', 'AWS_IAM', 10_000],
    ],
  );
});

test.each<[string, Resources, string]>([
  ['a second API', { ...shop(), Second: { Type: 'AWS::ApiGatewayV2::Api', Properties: {} } }, '(Api and Second)'],
  [
    'a WebSocket API',
    changed('Api', { ProtocolType: 'WEBSOCKET' }),
    'Api (AWS::ApiGatewayV2::Api) ProtocolType WEBSOCKET',
  ],
  ['CORS', changed('Api', { CorsConfiguration: {} }), 'Api (AWS::ApiGatewayV2::Api) CorsConfiguration'],
  ['a greedy route', { ...shop(), ...route('All', 'GET /{proxy+}') }, 'the route key "GET /{proxy+}"'],
  ['a token authorizer', changed('ShowRoute', { AuthorizationType: 'JWT' }), 'AuthorizationType JWT'],
  ['an authorizer', changed('ShowRoute', { AuthorizerId: 'a' }), 'ShowRoute (AWS::ApiGatewayV2::Route) AuthorizerId'],
  [
    'a route to nothing',
    changed('ShowRoute', { Target: 'integrations/x' }),
    'integrations/x is no integration of the stack',
  ],
  ['another payload', changed('ShowIntegration', { PayloadFormatVersion: '1.0' }), 'PayloadFormatVersion 1.0'],
  ['an HTTP integration', changed('ShowIntegration', { IntegrationType: 'HTTP_PROXY' }), 'IntegrationType HTTP_PROXY'],
  [
    'a function elsewhere',
    changed('ShowIntegration', { IntegrationUri: 'arn:aws:lambda:x' }),
    'IntegrationUri arn:aws:lambda:x',
  ],
  ['mapped parameters', changed('ShowIntegration', { RequestParameters: {} }), 'RequestParameters'],
  ['another stage', changed('Stage', { StageName: 'test' }), 'StageName test'],
  ['deployments by hand', changed('Stage', { AutoDeploy: false }), 'AutoDeploy false'],
  ['limits by route', changed('Stage', { RouteSettings: {} }), 'Stage (AWS::ApiGatewayV2::Stage) RouteSettings'],
  [
    'metrics by route',
    changed('Stage', { DefaultRouteSettings: { DetailedMetricsEnabled: true } }),
    'DetailedMetricsEnabled',
  ],
  [
    'a log elsewhere',
    changed('Stage', { AccessLogSettings: { DestinationArn: 'arn:x', Format: '' } }),
    'DestinationArn arn:x',
  ],
])('%s is refused by name', (_what, resources, message) => {
  expect(() => read(resources)).toThrow(message);
});
