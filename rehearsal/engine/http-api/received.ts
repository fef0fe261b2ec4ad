import type { ApiRequest } from './model';

/** A request as API Gateway reads it. */
export interface Received {
  readonly method: string;
  /** As sent, without the query. */
  readonly sentPath: string;
  /** Decoded; undefined where its encoding is broken. */
  readonly path: string | undefined;
  /** As sent, without the question mark. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly sourceIp: string;
}

const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/;

/** @throws an error naming the field for what is no HTTP request at all. */
export function receive(request: ApiRequest, domainName: string): Received {
  const { method, path, headers, body = '', sourceIp = '192.0.2.1' } = request;
  if (!TOKEN.test(method))
    throw new Error(`ApiRequest.method is ${JSON.stringify(method)}; a method such as GET is expected.`);
  // Control characters and spaces would end the request line.
  if (!/^\/[^\s\p{Cc}]*$/u.test(path)) {
    throw new Error(
      `ApiRequest.path is ${JSON.stringify(path)}; a path that begins with / and is encoded is expected.`,
    );
  }
  const [sentPath = '', ...query] = path.split('?');
  return {
    method,
    sentPath,
    path: decoded(sentPath),
    query: query.join('?'),
    headers: { host: domainName, ...lowerCased(headers) },
    body: typeof body === 'string' ? Buffer.from(body, 'utf8') : Buffer.from(body),
    sourceIp,
  };
}

// @claim documented: Duplicate headers are combined with commas.
// @source https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  const read = new Map<string, string>();
  for (const [given, value] of Object.entries(headers)) {
    const name = given.toLowerCase();
    if (!TOKEN.test(name) || /[\r\n\0]/.test(value)) {
      throw new Error(`ApiRequest.headers has ${JSON.stringify(given)}: ${JSON.stringify(value)}, which is no header.`);
    }
    const before = read.get(name);
    const joint = name === 'cookie' ? '; ' : ',';
    read.set(name, before === undefined ? value.trim() : `${before}${joint}${value.trim()}`);
  }
  return Object.fromEntries(read);
}

// @claim cross-checked: An HTTP API decodes the path before anything else looks at it, an encoded slash included, and what follows a decoded question mark is lost.
// @source https://github.com/honojs/hono/issues/2156 and https://github.com/middleapi/standard-server/pull/93 (captures of real events)
function decoded(sentPath: string): string | undefined {
  try {
    return decodeURIComponent(sentPath).split('?')[0];
  } catch {
    return undefined;
  }
}

/** Bytes of the request line and of the values of the headers. */
export function headBytes({ method, sentPath, query, headers }: Received): number {
  const line = `${method} ${sentPath}${query === '' ? '' : `?${query}`} HTTP/1.1`;
  return [line, ...Object.values(headers)].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}
