import * as v from 'valibot';
import { parse } from './step';

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
const Event = v.object({
  version: v.literal('2.0'),
  routeKey: v.string(),
  rawPath: v.string(),
  headers: v.record(v.string(), v.string()),
  cookies: v.optional(v.array(v.string())),
  pathParameters: v.optional(v.record(v.string(), v.string())),
  queryStringParameters: v.optional(v.record(v.string(), v.string())),
  body: v.optional(v.string()),
  isBase64Encoded: v.boolean(),
  requestContext: v.object({
    requestId: v.string(),
    http: v.object({ method: v.string(), sourceIp: v.string() }),
    authorizer: v.optional(v.object({ iam: v.optional(v.object({ userArn: v.string(), accountId: v.string() })) })),
  }),
});

/** A request as the HTTP API hands it over. */
export interface ApiRequest {
  /** `POST /incidents/{id}/decide` */
  readonly routeKey: string;
  readonly rawPath: string;
  /** In capitals. */
  readonly method: string;
  /** Variables of the path, decoded. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: Readonly<Record<string, string>>;
  readonly body: string;
  readonly sourceIp: string;
  readonly requestId: string;
  /** Who signed it: said by API Gateway, on routes with IAM authorisation and on no others. */
  readonly iam?: { readonly userArn: string; readonly accountId: string };
}

export interface ApiResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body: string;
}

/** @throws TypeError when it is no event of an HTTP API in payload format 2.0. */
export function request(event: unknown): ApiRequest {
  const given = parse(Event, event, 'HTTP request');
  const { requestContext: context } = given;
  const iam = context.authorizer?.iam;
  return {
    routeKey: given.routeKey,
    rawPath: given.rawPath,
    method: context.http.method,
    path: given.pathParameters ?? {},
    query: given.queryStringParameters ?? {},
    headers: given.headers,
    cookies: Object.fromEntries((given.cookies ?? []).map(cookiePair)),
    body: given.isBase64Encoded ? Buffer.from(given.body ?? '', 'base64').toString('utf8') : (given.body ?? ''),
    sourceIp: context.http.sourceIp,
    requestId: context.requestId,
    ...(iam ? { iam } : {}),
  };
}

function cookiePair(cookie: string): [string, string] {
  const end = cookie.indexOf('=');
  return end < 0 ? [cookie.trim(), ''] : [cookie.slice(0, end).trim(), cookie.slice(end + 1).trim()];
}

/** Fields of a form that was sent as `application/x-www-form-urlencoded`; of a field that comes twice, none. */
export function form({ headers, body }: Pick<ApiRequest, 'headers' | 'body'>): Readonly<Record<string, string>> {
  if (!headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return {};
  const fields = new URLSearchParams(body);
  return Object.fromEntries(
    [...new Set(fields.keys())].flatMap((key) => {
      const values = fields.getAll(key);
      return values.length === 1 ? [[key, values[0] as string]] : [];
    }),
  );
}

/**
 * Nothing of a page is kept on the way, sent along as a referrer, framed, or run: there is no script in it. Its one style
 * sheet stands inside, so inline styles are the exception.
 */
const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex, nofollow, noarchive',
  'strict-transport-security': 'max-age=31536000',
  'permissions-policy': 'geolocation=(), camera=(), microphone=()',
};

/** @param body a whole HTML document. */
export const page = (statusCode: number, body: string, cookies: readonly string[] = []): ApiResponse => ({
  statusCode,
  headers: PAGE_HEADERS,
  ...(cookies.length > 0 ? { cookies } : {}),
  body,
});

/** After a form was sent, or to the issuer: the browser asks for another page, with GET. */
export const redirect = (to: string, cookies: readonly string[] = []): ApiResponse => ({
  ...page(303, '', cookies),
  headers: { ...PAGE_HEADERS, location: to },
});

export const json = (statusCode: number, body: unknown): ApiResponse => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
  body: JSON.stringify(body),
});
