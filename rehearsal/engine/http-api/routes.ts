import { NotPlayed } from '../refuse';
import type { Route, Segment } from './model';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const PLAYED = [`one of the methods ${METHODS.join(', ')} and a path of literal and {variable} segments`];
const VARIABLE = /^\{([\w.:-]+)\}$/;

/** @throws NotPlayed for ANY, `$default`, a greedy variable and whatever else is no exact method and path. */
export function parseRouteKey(key: string): Pick<Route, 'key' | 'method' | 'path' | 'segments'> {
  const [method = '', path = '', ...rest] = key.split(' ');
  const refused = new NotPlayed(`the route key ${JSON.stringify(key)} of an HTTP API`, PLAYED);
  if (!METHODS.includes(method) || !path.startsWith('/') || rest.length > 0) throw refused;
  const segments = path
    .slice(1)
    .split('/')
    .map((text): Segment => {
      const variable = VARIABLE.exec(text)?.[1];
      if (variable !== undefined) return { variable };
      if (/[{}]/.test(text)) throw refused;
      return { literal: text };
    });
  return { key, method, path, segments };
}

/** @throws an error when two routes match the same requests, so that none of them would be the most specific. */
export function checkRoutes(routes: readonly Route[]): void {
  const seen = new Map<string, string>();
  for (const { key, method, segments } of routes) {
    const shape = [method, ...segments.map((segment) => ('literal' in segment ? `=${segment.literal}` : '{}'))].join(
      '/',
    );
    const other = seen.get(shape);
    if (other !== undefined) throw new Error(`The routes ${other} and ${key} match the same requests.`);
    seen.set(shape, key);
  }
}

export interface Selected {
  readonly route: Route;
  readonly pathParameters: Readonly<Record<string, string>>;
}

// @claim documented: API Gateway selects the route with the most specific match: GET /pets/dog/1 goes before GET /pets/dog/{id}.
// @source https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
// @claim assumed: Between two routes that match, the one whose first different segment is literal is the more specific; a variable matches one segment that is not empty; case and a slash at the end count.
// @source https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html (does not say)
/** @param path decoded. @returns undefined when no route matches. */
export function selectRoute(routes: readonly Route[], method: string, path: string): Selected | undefined {
  const asked = path.slice(1).split('/');
  return routes
    .filter((route) => route.method === method && matches(route.segments, asked))
    .sort((a, b) => rank(a).localeCompare(rank(b), 'en'))
    .map((route) => ({ route, pathParameters: parametersOf(route.segments, asked) }))[0];
}

const matches = (segments: readonly Segment[], asked: readonly string[]): boolean =>
  segments.length === asked.length &&
  segments.every((segment, i) => ('literal' in segment ? segment.literal === asked[i] : asked[i] !== ''));

/** Routes of one length: `a` for each literal segment, `b` for each variable. */
const rank = ({ segments }: Route): string => segments.map((segment) => ('literal' in segment ? 'a' : 'b')).join('');

const parametersOf = (segments: readonly Segment[], asked: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    segments.flatMap((segment, i) => ('variable' in segment ? [[segment.variable, asked[i] ?? '']] : [])),
  );
