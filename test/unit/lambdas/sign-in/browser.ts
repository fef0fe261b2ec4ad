import { exportJWK, generateKeyPair } from 'jose';
import { handler } from '../../../../lambdas/sign-in/handler';
import type { Issuer, SigningKey } from '../../../../rehearsal/issuer';

export const API = 'https://pages.execute-api.ap-south-1.amazonaws.com';

/** A key for an issuer: to make one takes as long as many tests. */
export async function newKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { ...(await exportJWK(privateKey)), alg: 'RS256', kid: 'key-1' };
}

interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body: string;
}

/** As API Gateway hands a request over, in payload format 2.0. */
export function eventOf(
  method: string,
  address: string,
  cookies: ReadonlyMap<string, string>,
  headers: Record<string, string> = {},
  body = '',
): object {
  const { pathname, searchParams, search } = new URL(address, API);
  return {
    version: '2.0',
    routeKey: `${method} ${pathname}`,
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers,
    cookies: [...cookies].map(([name, value]) => `${name}=${value}`),
    queryStringParameters: Object.fromEntries(searchParams),
    requestContext: { requestId: 'request-1', http: { method, path: pathname, sourceIp: '192.0.2.1' } },
    body,
    isBase64Encoded: false,
  };
}

/** What a browser does with cookies, as far as these pages need it: they all have the path `/`. */
export class Browser {
  readonly cookies = new Map<string, string>();

  /** @param ask what answers; the function itself unless it is said. */
  constructor(
    private readonly ask: (...asked: Parameters<typeof eventOf>) => Promise<unknown> = (...asked) =>
      handler(eventOf(...asked)),
  ) {}

  get = (address: string): Promise<Answer> => this.send('GET', address);

  post = (
    address: string,
    form: Record<string, string> = {},
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const sent = { 'content-type': 'application/x-www-form-urlencoded', ...headers };
    return this.send('POST', address, sent, new URLSearchParams(form).toString());
  };

  /** Asks, and keeps the cookies of the answer. */
  async send(method: string, address: string, headers: Record<string, string> = {}, body = ''): Promise<Answer> {
    const answer = (await this.ask(method, address, this.cookies, headers, body)) as Answer;
    for (const cookie of answer.cookies ?? []) this.keep(cookie);
    return answer;
  }

  private keep(cookie: string): void {
    const [, name = '', value = '', seconds] = /^([^=]+)=([^;]*); Max-Age=(\d+)/.exec(cookie) ?? [];
    if (Number(seconds) > 0) this.cookies.set(name, value);
    else this.cookies.delete(name);
  }
}

/** Goes where the app has sent the browser, and chooses somebody. @returns where the issuer sends it back to. */
export async function choose(issuer: Issuer, location: string, button: Record<string, string>): Promise<string> {
  const there = issuer.onLoopback(location);
  const page = await issuer.authorize('GET', there);
  if (page.status !== 200) throw new Error(`The issuer answers ${page.status}: ${page.body}`);
  const answer = await issuer.authorize('POST', formAction(page.body), { ...hiddenFields(page.body), ...button });
  return answer.headers.location ?? '';
}

/** As a browser reads them. */
export function hiddenFields(page: string): Record<string, string> {
  const fields = page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g);
  return Object.fromEntries([...fields].map(([, name, value]) => [unescaped(name), unescaped(value)]));
}

const formAction = (page: string): string => unescaped(/<form method="post" action="([^"]*)">/.exec(page)?.[1]);

const unescaped = (text = ''): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** An issuer in the place of the network. */
export const asFetch =
  (issuer: Issuer): typeof fetch =>
  async (input, init) => {
    const asked = new Request(input, init);
    const { host, pathname, search } = new URL(asked.url);
    if (host !== issuer.host) throw new TypeError('fetch failed');
    const { status, headers, body } = await issuer.answer({
      method: asked.method,
      host,
      path: `${pathname}${search}`,
      headers: Object.fromEntries(asked.headers),
      body: Buffer.from(await asked.arrayBuffer()),
    });
    return new Response(body as string, { status, headers });
  };
