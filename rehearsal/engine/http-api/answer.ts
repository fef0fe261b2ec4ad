import { isRecord } from '../record';
import type { ApiAnswer, Reply } from './model';

type Header = readonly [string, string];

const JSON_TYPE: Header = ['content-type', 'application/json'];

/** What API Gateway says itself: `{"message":"Not Found"}`. */
export const message = (status: number, text: string): Reply => ({
  status,
  headers: [JSON_TYPE],
  body: Buffer.from(JSON.stringify({ message: text })),
});

/** What becomes of a function's result; undefined where it is malformed, which API Gateway answers with 500. */
export function replyOf(result: unknown): Reply | undefined {
  // @claim documented: A result without a statusCode is itself the body of a 200 of type application/json, a string as it is.
  // @source https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
  if (!isRecord(result) || result.statusCode === undefined) {
    const body = typeof result === 'string' ? result : JSON.stringify(result ?? null);
    return { status: 200, headers: [JSON_TYPE], body: Buffer.from(body) };
  }
  const { statusCode, headers = {}, cookies = [], body, isBase64Encoded } = result;
  const status = statusOf(statusCode);
  const own = headersOf(headers);
  if (status === undefined || own === undefined || !isTexts(cookies)) return undefined;
  if (body != null && typeof body !== 'string') return undefined;
  // @claim documented: Every cookie of the result becomes a Set-Cookie header, and a body that isBase64Encoded is decoded.
  // @source https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
  return {
    status,
    headers: [...withType(own), ...cookies.map((cookie): Header => ['set-cookie', cookie])],
    body: Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

// @claim assumed: A statusCode that is no whole number from 100 to 599, headers or cookies that are no text, and a body that is no text are answered with 500.
// @source https://github.com/aws/aws-lambda-dotnet/pull/1903 (an emulator compared with AWS; says so of statusCode 0)
const statusOf = (given: unknown): number | undefined =>
  Number.isInteger(given) && Number(given) >= 100 && Number(given) <= 599 ? Number(given) : undefined;

const isTexts = (given: unknown): given is string[] =>
  Array.isArray(given) && given.every((text) => typeof text === 'string' && !/[\r\n]/.test(text));

function headersOf(given: unknown): Header[] | undefined {
  if (!isRecord(given)) return undefined;
  const read: Header[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (!['string', 'number', 'boolean'].includes(typeof value) || /[\r\n]/.test(String(value))) return undefined;
    read.push([name.toLowerCase(), String(value)]);
  }
  // It is counted anew below.
  return read.filter(([name]) => name !== 'content-length');
}

// @claim cross-checked: An answer with a statusCode and no content type is text/plain; charset=utf-8.
// @source https://github.com/aws/aws-lambda-dotnet/pull/1903 (an emulator compared with AWS)
const withType = (headers: readonly Header[]): readonly Header[] =>
  headers.some(([name]) => name === 'content-type')
    ? headers
    : [['content-type', 'text/plain; charset=utf-8'], ...headers];

// @claim documented: An answer to HEAD, and one with 1xx, 204 or 304, has no body.
// @source https://www.rfc-editor.org/rfc/rfc9110#section-6.4.1
// @claim cross-checked: API Gateway adds the date, the length and its own request id (apigw-requestid).
// @source https://github.com/cortexlabs/cortex/issues/1225 (capture of a real answer)
/** The answer as the client gets it. @param at milliseconds since the epoch. */
export function finished(reply: Reply, method: string, requestId: string, at: number): ApiAnswer {
  const { status, headers, body } = reply;
  const never = status < 200 || status === 204 || status === 304;
  return {
    status,
    headers: [
      ['date', new Date(at).toUTCString()],
      ...(never ? [] : [['content-length', String(body.length)] as const]),
      ['apigw-requestid', requestId],
      ...headers,
    ],
    body: never || method === 'HEAD' ? Buffer.alloc(0) : body,
  };
}
