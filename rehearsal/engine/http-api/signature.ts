import { createHash, timingSafeEqual } from 'node:crypto';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { NotPlayed } from '../refuse';
import type { Signer } from './model';
import type { Received } from './received';

export interface SignatureWorld {
  /** By access key id. */
  readonly signers: ReadonlyMap<string, Signer>;
  readonly region: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Whose signature it is, or why it is nobody's. */
export type Verified = { readonly signer: Signer } | { readonly why: string };

interface Claimed {
  readonly accessKeyId: string;
  readonly day: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const SERVICE = 'execute-api';
const MAX_SKEW_MS = 5 * 60_000;
const IN_QUERY = /(^|&)x-amz-signature=/i;

/**
 * Verifies Signature Version 4 by signing the received request anew with the secret of the key it names.
 * @throws NotPlayed for a request that is signed in its query.
 */
export async function verifySignature(received: Received, world: SignatureWorld): Promise<Verified> {
  if (IN_QUERY.test(received.query)) {
    throw new NotPlayed('a request to an HTTP API that is signed in its query', ['an Authorization header']);
  }
  const claimed = readAuthorization(received.headers.authorization ?? '');
  if (claimed === undefined) return { why: 'it carries no signature of AWS4-HMAC-SHA256' };
  const signer = world.signers.get(claimed.accessKeyId);
  if (signer === undefined) return { why: `nobody has the access key ${claimed.accessKeyId}` };
  const sent = received.headers['x-amz-date'] ?? '';
  const why = complaint(received, claimed, sent, world);
  if (why !== undefined) return { why };
  const expected = Buffer.from(await signatureOf(received, claimed, signer, sent), 'hex');
  const given = Buffer.from(claimed.signature, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected)
    ? { signer }
    : { why: 'the signature is not that of this request with the secret of this key' };
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request,\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/;

function readAuthorization(header: string): Claimed | undefined {
  const [, accessKeyId, day, region, service, headers, signature] = AUTHORIZATION.exec(header) ?? [];
  if (!accessKeyId || !day || !region || !service || !headers || !signature) return undefined;
  return { accessKeyId, day, region, service, signedHeaders: headers.split(';'), signature };
}

// @claim documented: A signature is for one date, Region and service, and must reach AWS within five minutes of the time it names.
// @source https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
// @claim documented: The host header and every x-amz- header of the request must be signed; the hash of the body is part of what is signed.
// @source https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
function complaint(received: Received, claimed: Claimed, sent: string, world: SignatureWorld): string | undefined {
  const { day, region, service, signedHeaders } = claimed;
  const at = timeOf(sent);
  if (at === undefined) return `x-amz-date is ${JSON.stringify(sent)}, which is no time such as 20261122T093000Z`;
  if (Math.abs(world.now - at) > MAX_SKEW_MS) return `it was signed at ${sent}, more than five minutes from now`;
  if (day !== sent.slice(0, 8)) return `its credential scope is of ${day}, its time of ${sent.slice(0, 8)}`;
  if (service !== SERVICE) return `it is signed for ${service}, not for ${SERVICE}`;
  if (region !== world.region) return `it is signed for ${region}, not for ${world.region}`;
  const needed = ['host', ...Object.keys(received.headers).filter((name) => name.startsWith('x-amz-'))];
  const unsigned = needed.filter((name) => !signedHeaders.includes(name));
  if (unsigned.length > 0) return `${unsigned.join(', ')} is not among the signed headers`;
  const absent = signedHeaders.filter((name) => !Object.hasOwn(received.headers, name));
  if (absent.length > 0) return `${absent.join(', ')} is signed and not among the headers`;
  const hash = received.headers['x-amz-content-sha256'];
  if (hash !== undefined && hash !== bodyHash(received)) return 'x-amz-content-sha256 is not the hash of the body';
  return undefined;
}

const bodyHash = ({ body }: Received): string => createHash('sha256').update(body).digest('hex');

function timeOf(sent: string): number | undefined {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(sent) ?? [];
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at) ? undefined : at;
}

async function signatureOf(received: Received, claimed: Claimed, signer: Signer, sent: string): Promise<string> {
  const { accessKeyId, secretAccessKey } = signer;
  const signed = Object.entries(received.headers).filter(([name]) => claimed.signedHeaders.includes(name));
  const { headers } = await new SignatureV4({
    service: SERVICE,
    region: claimed.region,
    credentials: { accessKeyId, secretAccessKey },
    sha256: Sha256,
    applyChecksum: false,
  }).sign(
    {
      method: received.method,
      protocol: 'https:',
      hostname: received.headers.host ?? '',
      path: received.sentPath,
      query: queryOf(received.query),
      headers: Object.fromEntries(signed),
      body: received.body,
    },
    { signingDate: new Date(timeOf(sent) ?? 0), signableHeaders: new Set(claimed.signedHeaders) },
  );
  return /Signature=([0-9a-f]{64})$/.exec(headers.authorization ?? '')?.[1] ?? '';
}

/** Decoded as a URI, in which a plus sign is a plus sign. */
function queryOf(query: string): Record<string, string[]> {
  const read: Record<string, string[]> = Object.create(null);
  for (const pair of query.split('&').filter((text) => text !== '')) {
    const [name = '', ...value] = pair.split('=');
    const key = uri(name);
    read[key] = [...(read[key] ?? []), uri(value.join('='))];
  }
  return read;
}

function uri(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
