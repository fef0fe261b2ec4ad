import { STATUS_CODES } from 'node:http';
import { AslError } from '../asl/errors';
import type { HttpRequest, HttpResponse } from '../bundles/http';
import { isRecord } from '../record';
import { NotPlayed, refuseOthers } from '../refuse';
import type { Connection } from './connections';

/** What an HTTP Task was told to send. */
export interface HttpTask {
  readonly endpoint: string;
  readonly method: 'POST';
  readonly connectionArn: string;
  readonly body: Readonly<Record<string, unknown>>;
}

// @claim documented: An HTTP Task takes ApiEndpoint, Method, the connection in Authentication or InvocationConfig, Headers, QueryParameters, RequestBody and Transform.
// @source https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#connect-http-task-fields
const PLAYED = ['ApiEndpoint', 'Method', 'Authentication', 'RequestBody'];

/** @throws NotPlayed naming the field that is not rehearsed. */
export function readHttpTask(given: unknown, where: string): HttpTask {
  if (!isRecord(given)) throw new NotPlayed(`${where} Arguments ${JSON.stringify(given)}`, PLAYED);
  refuseOthers(where, given, PLAYED);
  const { ApiEndpoint: endpoint, Method: method, Authentication: authentication, RequestBody: body } = given;
  if (typeof endpoint !== 'string' || !/^https:\/\/[\w.-]+\/[^?#\s]*$/.test(endpoint)) {
    throw new NotPlayed(`${where} ApiEndpoint ${JSON.stringify(endpoint)}`, ['an https URL without a query']);
  }
  if (method !== 'POST') throw new NotPlayed(`${where} Method ${JSON.stringify(method)}`, ['POST']);
  if (!isRecord(authentication) || typeof authentication.ConnectionArn !== 'string') {
    throw new NotPlayed(`${where} Authentication ${JSON.stringify(authentication)}`, ['an object with ConnectionArn']);
  }
  refuseOthers(`${where} Authentication`, authentication, ['ConnectionArn']);
  if (!isRecord(body)) throw new NotPlayed(`${where} RequestBody ${JSON.stringify(body)}`, ['an object']);
  return { endpoint, method, connectionArn: authentication.ConnectionArn, body };
}

export function requestOf({ endpoint, method, body }: HttpTask, connection: Connection, region: string): HttpRequest {
  const { host, pathname } = new URL(endpoint);
  // @claim documented: The connection's body parameters are added to the request's body and win over keys of the same name; the merged body is then sent as JSON.
  // @source https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#http-task-data-merge
  const merged = { ...body, ...Object.fromEntries(connection.body.map(({ key, value }) => [key, value])) };
  return {
    method,
    host,
    path: pathname,
    // @claim documented: Step Functions sends the API key as a header of the connection's choice, and sets User-Agent, Range and Host.
    // @source https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#http-task-data-merge
    headers: {
      host,
      'content-type': 'application/json; charset=UTF-8',
      'user-agent': `Amazon|StepFunctions|HttpInvoke|${region}`,
      range: 'bytes=0-262144',
      [connection.apiKey.key.toLowerCase()]: connection.apiKey.value,
    },
    body: Buffer.from(JSON.stringify(merged)),
  };
}

/**
 * The task's result: `Headers` (each a list), `ResponseBody`, `StatusCode`, `StatusText`.
 * @throws AslError for a status that is no success, and for a content type Step Functions does not take.
 */
export function resultOf({ status, headers, body }: HttpResponse, where: string): Record<string, unknown> {
  const statusText = textOf(status);
  // @claim documented: A status of 400 or more fails the task with States.Http.StatusCode.<status>.
  // @source https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#connect-http-task-example
  // @claim cross-checked: The cause is the status's text alone (empty for 418): what the response said is lost.
  // @source https://github.com/radkawar/stackd/blob/9dc356f5e5cc49d2d334178a09c1398dd1c62617/testdata/aws/stepfunctions/http_connections.json
  if (status >= 400) throw new AslError(`States.Http.StatusCode.${status}`, statusText);
  if (status < 200 || status > 299) throw new NotPlayed(`${where}: an answer of ${status}`, ['2xx', '4xx', '5xx']);
  // @claim cross-checked: Each header of the result is a list, and there is no ResponseBody where the response has no body.
  // @source https://github.com/radkawar/stackd/blob/9dc356f5e5cc49d2d334178a09c1398dd1c62617/testdata/aws/stepfunctions/http_connections.json
  const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  const read = bodyOf(headers['content-type'], Buffer.from(body).toString('utf8'), where);
  return {
    Headers: lists,
    ...(read === undefined ? {} : { ResponseBody: read }),
    StatusCode: status,
    StatusText: statusText,
  };
}

const textOf = (status: number): string => (status === 418 ? '' : (STATUS_CODES[status] ?? ''));

function bodyOf(contentType: string | undefined, text: string, where: string): unknown {
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  // @claim documented: A response of application/octet-stream, image, video or audio fails the task with States.Runtime.
  // @source https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html#unsupported-http-task-responses
  if (type === 'application/octet-stream' || /^(image|video|audio)\//.test(type)) {
    const why = 'Please see documentation for list of unsupported content-types.';
    throw new AslError('States.Runtime', `Unsupported response content-type '${type}'. ${why}`);
  }
  if (text === '') return undefined;
  // @claim cross-checked: A body of application/json is a value in the result, one of text/plain a string.
  // @source https://github.com/radkawar/stackd/blob/9dc356f5e5cc49d2d334178a09c1398dd1c62617/testdata/aws/stepfunctions/http_connections.json
  if (type === 'application/json') return JSON.parse(text) as unknown;
  if (type.startsWith('text/')) return text;
  throw new NotPlayed(`${where}: an answer of content type ${contentType}`, ['application/json', 'text/*']);
}
