import type { HttpRequest, HttpResponse } from '../bundles/http';
import type { Fault } from './errors';
import { bound, split, toHeaders } from './http-bindings';
import { refuse } from './message';
import type { Operation, Shape } from './schema';
import { operationOf, type Service } from './services';
import { bytes, number, record, unknownMember } from './values';

/**
 * Operations whose every member stands in the path, the query, a header, the status or the payload.
 * @throws WireRefusal for an operation that is not supported, or a request that does not fit it.
 */
export function decodeRestJson(service: Service, request: HttpRequest): { operation: Operation; input: unknown } {
  const [path, search] = split(request.path);
  const { name, labels } = route(service, request.method, path);
  const operation = operationOf(service, name);
  const query = new URLSearchParams(search);
  const input: Record<string, unknown> = {};
  for (const [member, shape] of operation.input.members) {
    const where = `${operation.name}.${member}`;
    const value = labels[member] ?? bound(shape, request.headers, query, request.body, where);
    if (value !== undefined && !isEmptyPayload(shape, value)) input[member] = value;
  }
  return { operation, input };
}

const isEmptyPayload = ({ traits }: Shape, value: unknown): boolean =>
  Boolean(traits.httpPayload) && ArrayBuffer.isView(value) && value.byteLength === 0;

// @claim documented: Every label of a REST operation's URI stands for one segment of the path, percent-encoded.
// @source https://smithy.io/2.0/spec/http-bindings.html#httplabel-trait
function route({ signingName, operations, only }: Service, method: string, path: string) {
  for (const { name, http } of operations.values()) {
    if (http?.method !== method || http.uri.includes('?') || (only && !only.includes(name))) continue;
    const pattern = http.uri.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
    const found = new RegExp(`^${pattern}$`).exec(path);
    if (!found) continue;
    const labels = Object.entries(found.groups ?? {}).map(([label, text]) => [label, decodeURIComponent(text)]);
    return { name, labels: Object.fromEntries(labels) as Readonly<Record<string, string>> };
  }
  return refuse(`${signingName}: ${method} ${path}`, only?.join(', ') ?? 'its operations');
}

/** @throws WireRefusal for an output that does not fit the operation. */
export function encodeRestJson(operation: Operation, output: unknown, requestId: string): HttpResponse {
  const where = `${operation.name} output`;
  const headers: Record<string, string> = { 'x-amzn-requestid': requestId };
  let status = 200;
  let body = Buffer.alloc(0);
  for (const [name, value] of Object.entries(record(output, where))) {
    if (value === undefined || value === null) continue;
    const member = operation.output.members.get(name) ?? unknownMember(operation.output, name, where);
    const path = `${where}.${name}`;
    if (member.traits.httpResponseCode) status = number(value, path);
    else if (member.traits.httpPayload) body = Buffer.from(bytes(value, path));
    else Object.assign(headers, toHeaders(member, value, path));
  }
  return { status, headers, body };
}

// @claim documented: The error of a REST JSON service is named by the header X-Amzn-Errortype, and its members are JSON.
// @source https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization
export function encodeRestJsonError(fault: Fault, requestId: string): HttpResponse {
  return {
    status: fault.status,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': requestId,
      'x-amzn-errortype': fault.name,
    },
    body: JSON.stringify({ [fault.messageKey]: fault.message, ...fault.members }),
  };
}
