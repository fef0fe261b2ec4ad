import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { CannotAsk } from './errors';

/** One request before it is signed. */
export interface Ask {
  readonly method: 'GET' | 'POST';
  /** Segments, not yet encoded. */
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: string;
}

export interface Keys {
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

/** As RFC 3986 has it, and Signature Version 4 with it: encodeURIComponent leaves five characters alone that it does not. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** @throws CannotAsk for what is no name: an address with dots in it would be another address. */
export function encodedPath(path: readonly string[]): string {
  const wrong = path.find((segment) => /^\.{0,2}$/.test(segment));
  if (wrong !== undefined) throw new CannotAsk(`"${wrong}" is no name or id.`);
  return path.map((segment) => `/${encoded(segment)}`).join('');
}

export const encodedQuery = (query: Ask['query']): string =>
  Object.entries(query)
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .join('&');

/**
 * Signs a request for API Gateway with Signature Version 4.
 * @param about.at the instant it is signed at, in milliseconds since the epoch; AWS refuses one 5 minutes off its own clock.
 * @param base path of the API's address, `` for most.
 * @returns the headers to send, `host` among them.
 */
export async function sign(
  { method, path, query, body }: Ask,
  { region, credentials, host, at }: Keys & { readonly host: string; readonly at: number },
  base = '',
): Promise<Readonly<Record<string, string>>> {
  const signer = new SignatureV4({ service: 'execute-api', region, credentials, sha256: Sha256 });
  const { headers } = await signer.sign(
    {
      method,
      protocol: 'https:',
      hostname: host,
      path: `${base}${encodedPath(path)}`,
      query: { ...query },
      headers: { host, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body }),
    },
    { signingDate: new Date(at) },
  );
  return headers;
}
