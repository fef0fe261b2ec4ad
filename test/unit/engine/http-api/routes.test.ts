import type { Route } from '../../../../rehearsal/engine/http-api/model';
import { checkRoutes, parseRouteKey, selectRoute } from '../../../../rehearsal/engine/http-api/routes';

const route = (key: string): Route => ({
  ...parseRouteKey(key),
  authorization: 'NONE',
  integration: { functionArn: 'arn', timeoutMs: 30_000 },
});

// The first two routes, and what they catch: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
const ROUTES = [
  'GET /pets/dog/{id}',
  'GET /pets/dog/1',
  'GET /incidents/{id}',
  'HEAD /incidents/{id}',
  'GET /incidents/open',
  'GET /{kind}/open',
  'POST /i/{link}/acknowledge',
  'GET /',
].map(route);

test.each<[string, string, string | undefined, Record<string, string> | undefined]>([
  ['GET', '/pets/dog/1', 'GET /pets/dog/1', {}],
  ['GET', '/pets/dog/2', 'GET /pets/dog/{id}', { id: '2' }],
  ['GET', '/incidents/7', 'GET /incidents/{id}', { id: '7' }],
  ['HEAD', '/incidents/7', 'HEAD /incidents/{id}', { id: '7' }],
  ['GET', '/incidents/open', 'GET /incidents/open', {}],
  ['GET', '/orders/open', 'GET /{kind}/open', { kind: 'orders' }],
  ['POST', '/i/a b/acknowledge', 'POST /i/{link}/acknowledge', { link: 'a b' }],
  ['GET', '/', 'GET /', {}],
  ['HEAD', '/incidents/open', 'HEAD /incidents/{id}', { id: 'open' }],
  ['HEAD', '/pets/dog/1', undefined, undefined],
  ['POST', '/incidents/7', undefined, undefined],
  ['get', '/incidents/7', undefined, undefined],
  ['GET', '/Incidents/7', undefined, undefined],
  ['GET', '/incidents', undefined, undefined],
  ['GET', '/incidents/', undefined, undefined],
  ['GET', '/incidents/7/', undefined, undefined],
  ['GET', '/incidents/7/8', undefined, undefined],
  ['POST', '/i//acknowledge', undefined, undefined],
  ['GET', '/constructor', undefined, undefined],
])('%s %s', (method, path, key, parameters) => {
  const selected = selectRoute(ROUTES, method, path);
  expect(selected?.route.key).toBe(key);
  expect(selected?.pathParameters).toEqual(parameters);
});

test.each(['ANY /pets', '$default', 'GET /{proxy+}', 'GET /a{b}', 'GET pets', 'TRACE /pets', 'GET /pets extra', ''])(
  'the route key %j is refused by name',
  (key) => {
    expect(() => parseRouteKey(key)).toThrow(`does not play the route key ${JSON.stringify(key)}`);
  },
);

test('two routes for the same requests are refused by name', () => {
  expect(() => checkRoutes([route('GET /a/{x}'), route('GET /a/{y}')])).toThrow('The routes GET /a/{x} and GET /a/{y}');
  expect(() => checkRoutes([route('GET /a/{x}'), route('POST /a/{x}'), route('GET /a/x')])).not.toThrow();
});
