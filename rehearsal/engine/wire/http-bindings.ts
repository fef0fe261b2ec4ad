/** What the REST protocols share: members of an operation in the headers, the query and the payload of HTTP. */
import type { Shape } from './schema';
import { date, misfit, number, parseDate, record } from './values';

/** A path without its query, and the query. */
export function split(path: string): [string, string] {
  const at = path.indexOf('?');
  return at < 0 ? [path, ''] : [path.slice(0, at), path.slice(at + 1)];
}

/** What a request says of a member that is bound to a header, the query or the payload. */
export function bound(
  member: Shape,
  headers: Readonly<Record<string, string>>,
  query: URLSearchParams,
  body: Buffer,
  where: string,
): unknown {
  const { httpHeader, httpQuery, httpPrefixHeaders, httpPayload } = member.traits;
  if (httpPayload) return body;
  if (httpPrefixHeaders !== undefined) {
    const found = Object.entries(headers).filter(([name]) => name.startsWith(httpPrefixHeaders));
    if (found.length === 0) return undefined;
    return Object.fromEntries(found.map(([name, value]) => [name.slice(httpPrefixHeaders.length), value]));
  }
  const value = httpHeader
    ? headers[httpHeader.toLowerCase()]
    : httpQuery
      ? (query.get(httpQuery) ?? undefined)
      : undefined;
  return value === undefined ? undefined : fromText(member, value, where);
}

function fromText(shape: Shape, value: string, where: string): unknown {
  if (shape.kind === 'string') return value;
  if (shape.kind === 'number') return number(Number(value), where);
  if (shape.kind === 'boolean')
    return value === 'true' || (value === 'false' ? false : misfit(value, where, 'true or false'));
  if (shape.kind === 'timestamp') return parseDate(value, where);
  return misfit(value, where, 'text, a number, a boolean or a date');
}

/** The headers that say a member. */
export function toHeaders(member: Shape, value: unknown, where: string): Record<string, string> {
  const { httpHeader, httpPrefixHeaders } = member.traits;
  if (httpHeader) return { [httpHeader.toLowerCase()]: toText(member, value, where) };
  if (httpPrefixHeaders === undefined) return misfit(value, where, 'a member bound to a header or the body');
  return Object.fromEntries(
    Object.entries(record(value, where)).map(([name, item]) => [
      `${httpPrefixHeaders}${name}`.toLowerCase(),
      toText(member.item, item, `${where}['${name}']`),
    ]),
  );
}

function toText(shape: Shape, value: unknown, where: string): string {
  if (shape.kind === 'string' && typeof value === 'string') return value;
  if (shape.kind === 'boolean' && typeof value === 'boolean') return String(value);
  if (shape.kind === 'number') return String(number(value, where));
  if (shape.kind !== 'timestamp') return misfit(value, where, `a ${shape.kind}`);
  // @claim documented: A timestamp in a header is an HTTP date unless the member asks for another format.
  // @source https://smithy.io/2.0/spec/http-bindings.html#httpheader-serialization-rules
  return shape.timestampFormat === 'date-time' ? date(value, where).toISOString() : date(value, where).toUTCString();
}
