import type { ApiAnswer, ApiRequest } from '../engine/http-api';
import type { Rehearsed } from '../play';
import type { Visit, VisitAnswer } from './server';

/** Where the issuer's page is on the loopback. */
const ISSUER = '/issuer/authorize';

/** What belongs to one connection and not to the request. */
const OF_THE_CONNECTION = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'x-rehearsal-host']);

/**
 * Hands a request on to the synthesised API, or to the issuer's stand-in, and lets virtual time run until it is answered.
 * Addresses of the API in redirects become addresses of the loopback; everything else is as it would be deployed.
 */
export async function toApi(visit: Visit, rehearsed: Rehearsed, loopback: string): Promise<VisitAnswer> {
  const { cloud, clock, team } = rehearsed;
  if (!cloud.api) return { status: 404, headers: [], body: 'The assembly has no HTTP API.' };
  if (visit.path.split('?')[0] === ISSUER) return toIssuer(visit, rehearsed);
  const { endpoint } = cloud.api;
  const headers = Object.entries(visit.headers).filter(([name]) => !OF_THE_CONNECTION.has(name));
  const request: ApiRequest = {
    method: visit.method,
    path: visit.path,
    headers: { ...Object.fromEntries(headers), host: new URL(endpoint).host },
    ...(visit.body.length > 0 ? { body: visit.body } : {}),
    sourceIp: '127.0.0.1',
  };
  let answer: ApiAnswer | undefined;
  let failure: unknown;
  cloud.api.request(request).then(
    (given) => {
      answer = given;
      clock.stir();
    },
    (error: unknown) => {
      failure = error;
      clock.stir();
    },
  );
  await clock.run(() => answer !== undefined || failure !== undefined);
  if (!answer) throw failure;
  return {
    status: answer.status,
    headers: answer.headers
      // Node counts for itself.
      .filter(([name]) => name !== 'content-length')
      .map(([name, value]) =>
        name === 'location' ? [name, team.issuer.onLoopback(value).replace(endpoint, loopback)] : [name, value],
      ),
    body: answer.body,
  };
}

async function toIssuer(visit: Visit, { team, clock }: Rehearsed): Promise<VisitAnswer> {
  const form = Object.fromEntries(new URLSearchParams(visit.body.toString('utf8')));
  const { status, headers, body } = await clock.whileBusy(() => team.issuer.authorize(visit.method, visit.path, form));
  return { status, headers: Object.entries(headers), body };
}
