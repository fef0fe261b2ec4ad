/**
 * The server half of the AWS protocols, driven by the schemas the SDK clients export: what an unmodified client sends
 * is decoded for a service model, and what the model answers is encoded as that client expects it.
 */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { AwsError } from '../aws/service';
import type { HttpRequest, HttpResponse } from '../bundles/http';
import { decodeJson, encodeJson, encodeJsonError } from './aws-json';
import { decodeQuery, encodeQuery, encodeQueryError } from './aws-query';
import { decodeEc2Query, encodeEc2Query, encodeEc2QueryError } from './ec2-query';
import { faultOf } from './errors';
import { refuse, type WireCall } from './message';
import { decodeRestJson, encodeRestJson, encodeRestJsonError } from './rest-json';
import { decodeRest, encodeRest, encodeRestError } from './rest-xml';
import { operationOf, type Service, serviceOf } from './services';

export type { HttpRequest, HttpResponse } from '../bundles/http';
export { type WireCall, WireRefusal } from './message';
export { fromStepFunctions, toStepFunctions } from './step-functions';

/**
 * What a signed request asks for, and with which key.
 * @throws WireRefusal for a request that is not signed, a service or operation that is not supported, or an input that
 * does not fit the operation.
 */
export async function decode(request: HttpRequest): Promise<WireCall> {
  const headers = Object.fromEntries(Object.entries(request.headers).map(([key, value]) => [key.toLowerCase(), value]));
  const { accessKeyId, region, signingName } = credential(headers, request);
  const service = serviceOf(signingName);
  const { operation, input } = await read(service, { ...request, headers });
  return { service: signingName, operation: operation.name, input, accessKeyId, region };
}

const CREDENTIAL = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request\b/;

function credential(headers: Readonly<Record<string, string>>, { method, host, path }: HttpRequest) {
  // @claim documented: The credential scope of a Signature Version 4 header names the access key, the date, the region and the service.
  // @source https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
  const [, accessKeyId, region, signingName] = CREDENTIAL.exec(headers.authorization ?? '') ?? [];
  if (accessKeyId && region && signingName) return { accessKeyId, region, signingName };
  return refuse(`${method} ${host}${path} carries no credential scope`, 'an Authorization header of AWS4-HMAC-SHA256');
}

async function read(service: Service, request: HttpRequest) {
  switch (service.protocol.kind) {
    case 'aws-json':
      return decodeJson(service, await uncompressed(request));
    case 'aws-query':
      return decodeQuery(service, await uncompressed(request));
    case 'ec2-query':
      return decodeEc2Query(service, await uncompressed(request));
    case 'rest-json':
      return decodeRestJson(service, await uncompressed(request));
    case 'rest-xml':
      return decodeRest(service, request);
  }
}

/** Not for S3, where the content encoding belongs to the object. */
async function uncompressed(request: HttpRequest): Promise<HttpRequest> {
  const encoding = request.headers['content-encoding'];
  if (encoding === undefined) return request;
  if (encoding !== 'gzip') return refuse(`The content encoding '${encoding}' of ${request.host}`, 'gzip');
  return { ...request, body: await promisify(gunzip)(request.body) };
}

/**
 * The answer that carries `output`.
 * @param output in the shape of the SDK client's own output type; undefined stands for an empty one.
 * @throws WireRefusal naming a member the operation does not answer with, or a value that does not fit.
 */
export function encode(call: WireCall, output: unknown, requestId: string): HttpResponse {
  const service = serviceOf(call.service);
  const operation = operationOf(service, call.operation);
  switch (service.protocol.kind) {
    case 'aws-json':
      return encodeJson(service.protocol, operation, output ?? {}, requestId);
    case 'aws-query':
      return encodeQuery(operation, output ?? {}, requestId);
    case 'ec2-query':
      return encodeEc2Query(operation, output ?? {}, requestId);
    case 'rest-json':
      return encodeRestJson(operation, output ?? {}, requestId);
    case 'rest-xml':
      return encodeRest(operation, output ?? {}, requestId);
  }
}

/**
 * The answer that carries an error: under its modelled name where the service models it (the HTTP status is then the
 * model's, if the model has one), else as a plain code with the status given.
 * @throws WireRefusal for members the error does not have.
 */
export function encodeError(call: WireCall, error: AwsError, requestId: string): HttpResponse {
  const service = serviceOf(call.service);
  const operation = operationOf(service, call.operation);
  const fault = faultOf(service, error);
  switch (service.protocol.kind) {
    case 'aws-json':
      return encodeJsonError(service.protocol, fault, requestId);
    case 'aws-query':
      return encodeQueryError(fault, requestId);
    case 'ec2-query':
      return encodeEc2QueryError(fault, requestId);
    case 'rest-json':
      return encodeRestJsonError(fault, requestId);
    case 'rest-xml':
      return encodeRestError(operation, fault, requestId);
  }
}
