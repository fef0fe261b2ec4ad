import { refusal } from './errors';
import type { HttpResponse } from './http';
import type { Life } from './life';
import type { Realm } from './realm';

/** Statuses a `Response` must be made without a body for. */
const WITHOUT_BODY = new Set([101, 204, 205, 304]);

/** `fetch` over the sandbox's network. A redirect is refused, not followed. */
export function createFetch(
  life: Life,
  realm: Realm,
): (input: RequestInfo | URL, init?: RequestInit) => Promise<Response> {
  return (input, init) => realm.adopt(send(life, realm, new Request(input, init)));
}

type RequestInfo = string | Request;

async function send(life: Life, realm: Realm, request: Request): Promise<Response> {
  const url = new URL(request.url);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refusal(`fetch of ${url.protocol} is refused`);
  const headers: Record<string, string> = { host: url.host };
  request.headers.forEach((value, name) => {
    headers[name] = value;
  });
  const body = Buffer.from(await request.arrayBuffer());
  const answer = await new Promise<HttpResponse>((resolve, reject) => {
    if (request.signal.aborted) return reject(request.signal.reason);
    const sent = { method: request.method, host: url.host, path: `${url.pathname}${url.search}`, headers, body };
    const abandon = life.exchange(sent, resolve, (cause) => reject(fetchFailed(cause)));
    request.signal.addEventListener('abort', () => {
      abandon();
      reject(request.signal.reason);
    });
    return undefined;
  });
  if (answer.status >= 300 && answer.status < 400 && answer.status !== 304 && request.redirect === 'follow') {
    throw refusal(`fetch of ${request.url} was answered ${answer.status}: following a redirect is not supported`);
  }
  return toResponse(answer, request.url, realm);
}

function toResponse({ status, headers, body }: HttpResponse, url: string, realm: Realm): Response {
  const response = new Response(WITHOUT_BODY.has(status) ? null : (body as BodyInit), { status, headers });
  Object.defineProperty(response, 'url', { value: url });
  // Otherwise the parsed objects would be the host's, and no plain objects to the bundle.
  Object.defineProperty(response, 'json', {
    value: () => realm.adopt(response.text().then((text) => realm.parse(text))),
  });
  return response;
}

type BodyInit = string | Uint8Array;

/** As Node's: the connection error is the cause. */
function fetchFailed(cause: Error): TypeError {
  const error = new TypeError('fetch failed', { cause });
  error.stack = 'TypeError: fetch failed';
  return error;
}
