import type { HttpRequest, HttpResponse } from '../bundles/http';
import { type Dialect, decodeForm } from './aws-query';
import type { Fault } from './errors';
import type { Operation } from './schema';
import type { Service } from './services';
import { content, element, text } from './xml';

// @claim documented: In an EC2 query a member goes by its ec2QueryName, or else by its xmlName or name with a capital letter, and every list is flattened.
// @source https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html#query-key-resolution
const EC2_QUERY: Dialect = {
  step: (key, { traits }) => traits.ec2QueryName ?? capitalised(traits.xmlName ?? key),
  flat: () => true,
};

const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** @throws WireRefusal for an unknown operation, or a parameter that does not fit it. */
export function decodeEc2Query(service: Service, request: HttpRequest): { operation: Operation; input: unknown } {
  return decodeForm(service, request, EC2_QUERY);
}

/** @throws WireRefusal for an output that does not fit the operation. */
export function encodeEc2Query({ name, output: shape }: Operation, output: unknown, requestId: string): HttpResponse {
  // @claim documented: An EC2 query answer holds its members and its requestId in an element named after the operation with Response appended, with no element for the result between them.
  // @source https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html#response-serialization
  const inside = content(shape, output, `${name} output`);
  const body = element(`${name}Response`, element('requestId', text(requestId)) + inside);
  return { status: 200, headers: headers(requestId), body };
}

export function encodeEc2QueryError(fault: Fault, requestId: string): HttpResponse {
  // @claim documented: An EC2 query error names its code and message inside Response, Errors, Error.
  // @source https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html#operation-error-serialization
  const error = element('Error', element('Code', text(fault.queryCode)) + element('Message', text(fault.message)));
  const body = element('Response', element('Errors', error) + element('RequestID', text(requestId)));
  return { status: fault.status, headers: headers(requestId), body };
}

function headers(requestId: string): Record<string, string> {
  return { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId };
}
