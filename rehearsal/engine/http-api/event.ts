import type { Account } from '../aws/service';
import type { ApiDefinition, Signer } from './model';
import type { Received } from './received';
import type { Selected } from './routes';

export interface EventParts {
  readonly api: ApiDefinition;
  readonly account: Account;
  readonly received: Received;
  readonly selected: Selected;
  readonly signer?: Signer | undefined;
  readonly requestId: string;
  /** 32 hexadecimal digits, for the trace. */
  readonly trace: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

// @claim documented: The event of payload format 2.0 has these members; requestContext.authorizer.iam says whose signature was accepted.
// @source https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
// @claim cross-checked: What a request does not have (cookies, a query, path variables, a body) is absent from the event.
// @source https://github.com/dherault/serverless-offline/pull/1776 (capture of a real event)
/** The event a function is invoked with. */
export function eventOf(parts: EventParts): Record<string, unknown> {
  const { api, received, selected, at } = parts;
  const { route, pathParameters } = selected;
  const { cookie, ...headers } = received.headers;
  const query = queryParameters(received.query);
  return {
    version: '2.0',
    routeKey: route.key,
    rawPath: received.path,
    rawQueryString: received.query,
    ...(cookie === undefined ? {} : { cookies: cookies(cookie) }),
    headers: { ...headers, ...addedHeaders(parts) },
    ...(query === undefined ? {} : { queryStringParameters: query }),
    requestContext: {
      accountId: parts.account.id,
      apiId: api.id,
      ...(parts.signer ? { authorizer: { iam: identity(parts.signer, parts.account) } } : {}),
      domainName: api.domainName,
      domainPrefix: api.id,
      http: {
        method: received.method,
        path: received.path,
        protocol: 'HTTP/1.1',
        sourceIp: received.sourceIp,
        userAgent: received.headers['user-agent'] ?? '',
      },
      requestId: parts.requestId,
      routeKey: route.key,
      stage: api.stage.name,
      time: commonLogTime(at),
      timeEpoch: at,
    },
    ...(Object.keys(pathParameters).length > 0 ? { pathParameters } : {}),
    ...bodyOf(received),
  };
}

// @claim documented: The values of the Cookie header stand in cookies, and in payload format 2.0 nowhere else.
// @source https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
const cookies = (header: string): string[] =>
  header
    .split(';')
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie !== '');

// @claim documented: Duplicate query strings are combined with commas, and their values are decoded.
// @source https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html and https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
// @claim assumed: A plus sign in the query stands for a space.
// @source https://github.com/aws/aws-lambda-dotnet/pull/1901 (an emulator compared with AWS; decodes so)
function queryParameters(query: string): Record<string, string> | undefined {
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const before = parameters.get(name);
    parameters.set(name, before === undefined ? value : `${before},${value}`);
  }
  return parameters.size === 0 ? undefined : Object.fromEntries(parameters);
}

// @claim cross-checked: API Gateway tells the function the length of the body, the trace and from where, by which port and protocol the request came.
// @source https://github.com/floci-io/floci/issues/2172 (capture of a real event)
// @claim assumed: The client's address is added to an X-Forwarded-For that was sent along.
// @source https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html (does not say)
function addedHeaders({ received, trace, at }: EventParts): Record<string, string> {
  const forwarded = received.headers['x-forwarded-for'];
  const seconds = Math.floor(at / 1000).toString(16);
  return {
    'content-length': String(received.body.length),
    'x-amzn-trace-id': `Root=1-${seconds}-${trace.slice(0, 24)}`,
    'x-forwarded-for': forwarded === undefined ? received.sourceIp : `${forwarded}, ${received.sourceIp}`,
    'x-forwarded-port': '443',
    'x-forwarded-proto': 'https',
  };
}

// @claim cross-checked: For a caller outside every organisation principalOrgId is the text aws:PrincipalOrgID; callerId and userId are the same.
// @source https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html (members; the values are those of captured events)
const identity = ({ accessKeyId, userArn, userId }: Signer, account: Account) => ({
  accessKey: accessKeyId,
  accountId: account.id,
  callerId: userId,
  cognitoIdentity: null,
  principalOrgId: 'aws:PrincipalOrgID',
  userArn,
  userId,
});

// @claim cross-checked: A body is delivered as text only for text/* and application/json, xml and javascript; every other content type, a form (application/x-www-form-urlencoded) and none at all included, is delivered in base64.
// @source https://github.com/ministackorg/ministack/pull/766 (an emulator compared with AWS)
const TEXT = /^(text\/[^;]*|application\/(json|xml|javascript))\s*(;|$)/i;

function bodyOf({ body, headers }: Received): Record<string, unknown> {
  if (body.length === 0) return { isBase64Encoded: false };
  const isText = TEXT.test((headers['content-type'] ?? '').trim());
  return { body: body.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12/Mar/2020:19:03:58 +0000`. */
export function commonLogTime(at: number): string {
  const [, year, month, day, time] = /^(\d+)-(\d\d)-(\d\d)T([\d:]{8})/.exec(new Date(at).toISOString()) ?? [];
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time} +0000`;
}
