import type { HttpRequest, HttpResponse } from '../bundles/http';
import type { Fault } from './errors';
import { refuse } from './message';
import type { Operation, Shape } from './schema';
import { operationOf, type Protocol, type Service } from './services';
import { bytes, convert, date, misfit, number, type Rules } from './values';

type JsonProtocol = Extract<Protocol, { kind: 'aws-json' }>;

/** @throws WireRefusal for an unknown operation, or a body that does not fit it. */
export function decodeJson(service: Service, request: HttpRequest): { operation: Operation; input: unknown } {
  // @claim documented: The operation of an awsJson request is the part of its X-Amz-Target header after the dot.
  // @source https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
  const target = request.headers['x-amz-target'];
  const name = target?.split('.').at(-1);
  if (!name) return refuse(`A request to ${service.signingName} has no X-Amz-Target header`, 'POST with X-Amz-Target');
  const operation = operationOf(service, name);
  const where = `${service.signingName} ${name}`;
  return { operation, input: convert(operation.input, parse(request.body, where), where, reading) };
}

function parse(body: Buffer, where: string): unknown {
  const text = body.toString('utf8');
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    return misfit(text, `The body of ${where}`, 'JSON');
  }
}

/** @throws WireRefusal for an output that does not fit the operation. */
export function encodeJson(
  protocol: JsonProtocol,
  operation: Operation,
  output: unknown,
  requestId: string,
): HttpResponse {
  const body = JSON.stringify(convert(operation.output, output, `${operation.name} output`, writing));
  return { status: 200, headers: headers(protocol, requestId), body };
}

export function encodeJsonError(protocol: JsonProtocol, fault: Fault, requestId: string): HttpResponse {
  const { shape } = fault;
  const members = shape ? (convert(shape, fault.members, fault.name, writing) as Record<string, unknown>) : {};
  return {
    status: fault.status,
    headers: {
      ...headers(protocol, requestId),
      // @claim documented: A service that moved from the query protocol to JSON adds its old error code and who is at fault in x-amzn-query-error.
      // @source https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait
      ...(protocol.queryCompatible && { 'x-amzn-query-error': `${fault.queryCode};${fault.blame}` }),
    },
    body: JSON.stringify({ __type: fault.name, [fault.messageKey]: fault.message, ...members }),
  };
}

function headers(protocol: JsonProtocol, requestId: string): Record<string, string> {
  return { 'content-type': `application/x-amz-json-${protocol.version}`, 'x-amzn-requestid': requestId };
}

function sameName(owner: Shape, key: string): { key: string; shape: Shape } | undefined {
  const shape = owner.members.get(key);
  return shape && { key, shape };
}

// @claim documented: awsJson writes a timestamp as a number of seconds since the epoch and a blob as base64 text.
// @source https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
const reading: Rules = {
  member: sameName,
  timestamp: (value, where) => new Date(Math.round(number(value, where) * 1000)),
  blob: (value, where) =>
    typeof value === 'string' ? new Uint8Array(Buffer.from(value, 'base64')) : misfit(value, where, 'base64 text'),
  notText: (value, where) => misfit(value, where, 'text'),
};

const writing: Rules = {
  member: sameName,
  timestamp: (value, where) => date(value, where).getTime() / 1000,
  blob: (value, where) => bytes(value, where).toString('base64'),
  notText: (value, where) => misfit(value, where, 'text'),
};
