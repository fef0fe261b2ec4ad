import type { Account } from '../aws/service';
import { NotPlayed } from '../refuse';
import { commonLogTime } from './event';
import type { ApiDefinition, Route, Signer } from './model';
import type { Received } from './received';

/** One request that was answered. */
export interface Logged {
  readonly api: ApiDefinition;
  readonly account: Account;
  readonly received: Received;
  readonly route?: Route | undefined;
  readonly signer?: Signer | undefined;
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly status: number;
  readonly responseBytes: number;
  readonly latencyMs: number;
  readonly integrationMs?: number | undefined;
  /** What API Gateway itself answered. */
  readonly message?: string | undefined;
  /** Why the function gave no answer to pass on. */
  readonly integrationError?: string | undefined;
}

type Value = (logged: Logged) => string | number | undefined;

const requestId: Value = ({ requestId }) => requestId;
const integrationLatency: Value = ({ integrationMs }) => integrationMs;
const integrationError: Value = ({ integrationError }) => integrationError;
const errorMessage: Value = ({ message }) => message;
const userId: Value = ({ signer }) => signer?.userId;
const nothing: Value = () => undefined;

// @claim documented: These variables can stand in the access log of an HTTP API.
// @source https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
const VARIABLES: Readonly<Record<string, Value>> = {
  accountId: ({ account }) => account.id,
  apiId: ({ api }) => api.id,
  'authorizer.error': nothing,
  domainName: ({ api }) => api.domainName,
  domainPrefix: ({ api }) => api.id,
  'error.message': errorMessage,
  'error.messageString': (logged) => {
    const text = errorMessage(logged);
    return text === undefined ? undefined : JSON.stringify(text);
  },
  extendedRequestId: requestId,
  httpMethod: ({ received }) => received.method,
  'identity.accountId': ({ signer, account }) => (signer ? account.id : undefined),
  'identity.caller': userId,
  'identity.sourceIp': ({ received }) => received.sourceIp,
  'identity.user': userId,
  'identity.userAgent': ({ received }) => received.headers['user-agent'],
  'identity.userArn': ({ signer }) => signer?.userArn,
  'integration.error': integrationError,
  'integration.latency': integrationLatency,
  integrationErrorMessage: integrationError,
  integrationLatency,
  path: ({ received }) => received.path,
  protocol: () => 'HTTP/1.1',
  requestId,
  requestTime: ({ at }) => commonLogTime(at),
  requestTimeEpoch: ({ at }) => Math.floor(at / 1000),
  // Of a REST API; the format the CDK writes by itself has it all the same.
  resourcePath: nothing,
  responseLatency: ({ latencyMs }) => latencyMs,
  responseLength: ({ responseBytes }) => responseBytes,
  routeKey: ({ route }) => route?.key,
  stage: ({ api }) => api.stage.name,
  status: ({ status }) => status,
};

const VARIABLE = /\$context\.([A-Za-z]+(?:\.[A-Za-z]+)*)/g;

/** @throws NotPlayed naming a variable of an access log's format that has no value here. */
export function checkFormat(format: string, where: string): void {
  for (const [, name = ''] of format.matchAll(VARIABLE)) {
    if (!Object.hasOwn(VARIABLES, name)) throw new NotPlayed(`${where} $context.${name}`, Object.keys(VARIABLES));
  }
}

// @claim assumed: A variable without a value is logged as a hyphen.
// @source https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html (does not say)
export const logLine = (format: string, logged: Logged): string =>
  format.replace(VARIABLE, (_, name: string) => String(VARIABLES[name]?.(logged) ?? '-'));
