import type { HttpRequest, HttpResponse } from '../bundles/http';
import { unchunk } from './aws-chunked';
import type { Fault } from './errors';
import { bound, split, toHeaders } from './http-bindings';
import { refuse } from './message';
import type { Operation, Shape } from './schema';
import { operationOf, type Service } from './services';
import { bytes, record, unknownMember } from './values';
import { content, element, text } from './xml';

/** @throws WireRefusal for an operation that is not supported, or a request that does not fit it. */
export function decodeRest(service: Service, request: HttpRequest): { operation: Operation; input: unknown } {
  const [path = '', search = ''] = split(request.path);
  const { bucket, key } = locate(request.host, path);
  const query = new URLSearchParams(search);
  const operation = operationOf(service, route(service, request, key, query));
  const { body, headers } = plain(request);
  const input: Record<string, unknown> = {};
  for (const [name, member] of operation.input.members) {
    const value =
      name === 'Bucket'
        ? bucket
        : name === 'Key'
          ? key
          : bound(member, headers, query, body, `${operation.name}.${name}`);
    if (value !== undefined) input[name] = value;
  }
  return { operation, input };
}

const HOST = /^(?:(?<bucket>.+)\.)?s3(?:\.dualstack)?(?:\.[a-z]{2}(?:-[a-z]+)+-\d+)?\.amazonaws\.com$/;

function locate(host: string, path: string): { bucket: string; key: string } {
  // @claim documented: A bucket is named by the host (bucket.s3.region.amazonaws.com) or by the first segment of the path.
  // @source https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
  const match = HOST.exec(host) ?? refuse(`The S3 host '${host}'`, 'virtual-hosted and path-style S3 endpoints');
  const inHost = match.groups?.bucket;
  if (inHost !== undefined) return { bucket: inHost, key: decodeURIComponent(path.slice(1)) };
  const [, bucket = '', ...key] = path.split('/');
  return { bucket: decodeURIComponent(bucket), key: decodeURIComponent(key.join('/')) };
}

/** The operation whose method, path and literal query parameters fit; of several the most specific. */
function route(service: Service, request: HttpRequest, key: string, query: URLSearchParams): string {
  let best: { name: string; literals: number } | undefined;
  for (const { name, http } of service.operations.values()) {
    if (http?.method !== request.method) continue;
    const [path, search] = split(http.uri);
    const literals = [...new URLSearchParams(search)];
    const fits =
      (path === '/{Key+}' ? key !== '' : path === `/${key}`) &&
      literals.every(([parameter, value]) => (value === '' ? query.has(parameter) : query.get(parameter) === value));
    if (fits && literals.length > (best?.literals ?? -1)) best = { name, literals: literals.length };
  }
  const supported = service.only?.join(', ') ?? 'its operations';
  return best?.name ?? refuse(`${service.signingName}: ${request.method} ${request.path}`, supported);
}

/** The request without the encoding of its upload. */
function plain({ headers, body }: HttpRequest): Pick<HttpRequest, 'headers' | 'body'> {
  const encodings = (headers['content-encoding'] ?? '').split(/\s*,\s*/).filter(Boolean);
  if (!encodings.includes('aws-chunked')) return { headers, body };
  const unchunked = unchunk(body, headers);
  // @claim documented: S3 stores an object uploaded in chunks without aws-chunked in its content encoding.
  // @source https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
  const { 'content-encoding': _, ...others } = headers;
  const kept = encodings.filter((encoding) => encoding !== 'aws-chunked').join(', ');
  return {
    headers: {
      ...others,
      ...(kept !== '' && { 'content-encoding': kept }),
      ...unchunked.trailers,
      'content-length': String(unchunked.body.length),
    },
    body: unchunked.body,
  };
}

/** @throws WireRefusal for an output that does not fit the operation. */
export function encodeRest(operation: Operation, output: unknown, requestId: string): HttpResponse {
  const where = `${operation.name} output`;
  const headers: Record<string, string> = { 'x-amz-request-id': requestId };
  const inBody: Record<string, unknown> = {};
  let body: Buffer | undefined;
  for (const [name, value] of Object.entries(record(output, where))) {
    if (value === undefined || value === null) continue;
    const member = operation.output.members.get(name) ?? unknownMember(operation.output, name, where);
    const path = `${where}.${name}`;
    if (member.traits.httpPayload) body = payload(member, value, path);
    else if (isInBody(member)) inBody[name] = value;
    else Object.assign(headers, toHeaders(member, value, path));
  }
  // @claim documented: Members bound neither to a header nor to the payload are written into a body of XML, named as the output or as its xmlName trait.
  // @source https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html
  if ([...operation.output.members.values()].some(isInBody)) {
    body = document(operation.output, inBody, where);
    headers['content-type'] = 'application/xml';
  }
  if (operation.http?.method === 'HEAD') return { status: 200, headers, body: '' };
  const length = String(body?.length ?? 0);
  if ((headers['content-length'] ?? length) !== length) {
    return refuse(`${where}.ContentLength ${headers['content-length']}`, `the length of its Body, ${length}`);
  }
  return { status: 200, headers: { ...headers, 'content-length': length }, body: body ?? '' };
}

const isInBody = ({ traits }: Shape): boolean =>
  !traits.httpPayload && !traits.httpHeader && traits.httpPrefixHeaders === undefined;

/** Bytes as they are, a structure as XML. */
function payload(member: Shape, value: unknown, where: string): Buffer {
  if (member.kind === 'structure') return document(member, value, where);
  return typeof value === 'string' ? Buffer.from(value) : bytes(value, where);
}

const document = (shape: Shape, value: unknown, where: string): Buffer =>
  Buffer.from(element(shape.traits.xmlName ?? shape.name, content(shape, value, where)));

export function encodeRestError(operation: Operation, fault: Fault, requestId: string): HttpResponse {
  const headers = { 'x-amz-request-id': requestId };
  // @claim documented: The answer to a HEAD request has no body, so a missing object is told by the status 404 alone.
  // @source https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
  const status = fault.name === 'NotFound' ? 404 : fault.status;
  if (operation.http?.method === 'HEAD') return { status, headers, body: '' };
  const error = [
    element('Code', text(fault.name)),
    element('Message', text(fault.message)),
    fault.shape ? content(fault.shape, fault.members, fault.name) : '',
    element('RequestId', text(requestId)),
  ];
  return {
    status,
    headers: { ...headers, 'content-type': 'application/xml' },
    body: element('Error', error.join('')),
  };
}
