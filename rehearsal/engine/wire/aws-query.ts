import type { HttpRequest, HttpResponse } from '../bundles/http';
import type { Fault } from './errors';
import { refuse } from './message';
import type { Operation, Shape } from './schema';
import { operationOf, type Service } from './services';
import { misfit, number, parseDate, unknownMember } from './values';
import { content, element, entryNames, text } from './xml';

/** The parameters of a form, `A.member.1.B=x`, as the tree their dots describe. */
interface Node {
  text?: string;
  readonly children: Map<string, Node>;
}

/** How a form spells a shape: where the two query protocols differ. */
export interface Dialect {
  /** The step of a member of a structure. */
  readonly step: (key: string, member: Shape) => string;
  /** Whether the numbers of a list follow its own step directly. */
  readonly flat: (list: Shape) => boolean;
}

const AWS_QUERY: Dialect = {
  step: (key, member) => member.traits.xmlName ?? key,
  flat: (list) => Boolean(list.traits.xmlFlattened),
};

/** @throws WireRefusal for an unknown operation, or a parameter that does not fit it. */
export function decodeQuery(service: Service, request: HttpRequest): { operation: Operation; input: unknown } {
  return decodeForm(service, request, AWS_QUERY);
}

/** @throws WireRefusal for an unknown operation, or a parameter that does not fit it. */
export function decodeForm(
  service: Service,
  request: HttpRequest,
  dialect: Dialect,
): { operation: Operation; input: unknown } {
  const form = new URLSearchParams(request.body.toString('utf8'));
  const name = form.get('Action');
  if (!name) return refuse(`A request to ${service.signingName} has no Action parameter`, 'POST with a form body');
  const operation = operationOf(service, name);
  const root: Node = { children: new Map() };
  for (const [path, value] of form) {
    if (path !== 'Action' && path !== 'Version') plant(root, path.split('.'), value);
  }
  return { operation, input: read(dialect, operation.input, root, `${service.signingName} ${name}`) };
}

function plant(root: Node, path: readonly string[], value: string): void {
  let node = root;
  for (const step of path) {
    let child = node.children.get(step);
    if (!child) {
      child = { children: new Map() };
      node.children.set(step, child);
    }
    node = child;
  }
  node.text = value;
}

function read(dialect: Dialect, shape: Shape, node: Node, where: string): unknown {
  switch (shape.kind) {
    case 'structure':
    case 'unit':
      return readStructure(dialect, shape, node, where);
    case 'list':
      return numbered(node, dialect.flat(shape) ? undefined : (shape.item.traits.xmlName ?? 'member')).map(
        (item, index) => read(dialect, shape.item, item, `${where}[${index}]`),
      );
    case 'map': {
      const [keyName, valueName] = entryNames(shape);
      return Object.fromEntries(
        numbered(node, shape.traits.xmlFlattened ? undefined : 'entry').map((entry) => {
          const key = leaf(entry.children.get(keyName), `${where} key`);
          return [key, read(dialect, shape.item, entry.children.get(valueName) ?? EMPTY, `${where}['${key}']`)];
        }),
      );
    }
    default:
      return readScalar(shape, leaf(node, where), where);
  }
}

const EMPTY: Node = { children: new Map() };

function readStructure(dialect: Dialect, shape: Shape, node: Node, where: string): Record<string, unknown> {
  const byName = new Map([...shape.members].map(([key, member]) => [dialect.step(key, member), { key, member }]));
  return Object.fromEntries(
    [...node.children].map(([name, child]) => {
      const { key, member } = byName.get(name) ?? unknownMember(shape, name, where);
      return [key, read(dialect, member, child, `${where}.${name}`)];
    }),
  );
}

/** The children numbered 1, 2, ... in order, under a step of the given name if there is one. */
function numbered(node: Node, step: string | undefined): Node[] {
  const box = step === undefined ? node : (node.children.get(step) ?? EMPTY);
  return [...box.children].sort(([a], [b]) => Number(a) - Number(b)).map(([, item]) => item);
}

function leaf(node: Node | undefined, where: string): string {
  return node?.text ?? misfit(undefined, where, 'a parameter with a value');
}

function readScalar(shape: Shape, value: string, where: string): unknown {
  switch (shape.kind) {
    case 'string':
      return value;
    case 'number':
      return number(value.trim() === '' ? Number.NaN : Number(value), where);
    case 'boolean':
      return value === 'true' || (value === 'false' ? false : misfit(value, where, 'true or false'));
    case 'timestamp':
      return parseDate(value, where);
    case 'blob':
      return new Uint8Array(Buffer.from(value, 'base64'));
    default:
      return misfit(value, where, 'what a form can carry');
  }
}

/** @throws WireRefusal for an output that does not fit the operation. */
export function encodeQuery({ name, output: shape }: Operation, output: unknown, requestId: string): HttpResponse {
  // @claim documented: A query answer holds its result in an element named after the operation with Result appended, and its request id in ResponseMetadata.
  // @source https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#response-serialization
  const inside = content(shape, output, `${name} output`);
  const result = shape.kind === 'unit' ? '' : element(`${name}Result`, inside);
  const metadata = element('ResponseMetadata', element('RequestId', text(requestId)));
  return { status: 200, headers: headers(requestId), body: element(`${name}Response`, result + metadata) };
}

export function encodeQueryError(fault: Fault, requestId: string): HttpResponse {
  // @claim documented: A query error names its type (Sender or Receiver), the code of its awsQueryError trait and its message inside Error.
  // @source https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#operation-error-serialization
  const error = [
    element('Type', fault.blame),
    element('Code', text(fault.queryCode)),
    element('Message', text(fault.message)),
    fault.shape ? content(fault.shape, fault.members, fault.name) : '',
  ];
  const body = element('ErrorResponse', element('Error', error.join('')) + element('RequestId', text(requestId)));
  return { status: fault.status, headers: headers(requestId), body };
}

function headers(requestId: string): Record<string, string> {
  return { 'content-type': 'text/xml', 'x-amzn-requestid': requestId };
}
