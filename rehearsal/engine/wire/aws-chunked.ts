import { refuse } from './message';

/** A body out of its chunks, and the headers that came after it. */
export interface Unchunked {
  readonly body: Buffer;
  readonly trailers: Readonly<Record<string, string>>;
}

const CRLF = '\r\n';

/**
 * Undoes the `aws-chunked` content encoding of an upload whose chunks are not signed.
 * @param headers in lower case.
 * @throws WireRefusal for signed chunks, or a body that does not keep to the format.
 */
export function unchunk(encoded: Buffer, headers: Readonly<Record<string, string>>): Unchunked {
  // @claim documented: An upload in unsigned chunks with trailing headers says STREAMING-UNSIGNED-PAYLOAD-TRAILER in x-amz-content-sha256.
  // @source https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
  const signing = headers['x-amz-content-sha256'];
  if (signing !== 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') {
    return refuse(`s3: aws-chunked with x-amz-content-sha256 ${signing}`, 'STREAMING-UNSIGNED-PAYLOAD-TRAILER');
  }
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const header = line(encoded, at);
    if (!/^[0-9a-f]+$/i.test(header)) return refuse(`s3: the chunk header '${header}'`, 'a size in hexadecimal');
    const size = Number.parseInt(header, 16);
    at += header.length + CRLF.length;
    if (size === 0) break;
    chunks.push(encoded.subarray(at, at + size));
    at += size + CRLF.length;
  }
  const body = Buffer.concat(chunks);
  const length = headers['x-amz-decoded-content-length'];
  if (length !== undefined && Number(length) !== body.length) {
    return refuse(`s3: ${body.length} bytes in chunks`, `x-amz-decoded-content-length ${length}`);
  }
  return { body, trailers: trailers(encoded, at) };
}

function line(encoded: Buffer, at: number): string {
  const end = encoded.indexOf(CRLF, at);
  return end < 0
    ? refuse('s3: a chunked body that breaks off', 'chunks up to one of size 0')
    : encoded.toString('latin1', at, end);
}

function trailers(encoded: Buffer, from: number): Record<string, string> {
  const found: Record<string, string> = {};
  for (const trailer of encoded.toString('latin1', from).split(CRLF)) {
    const colon = trailer.indexOf(':');
    if (colon > 0) found[trailer.slice(0, colon).toLowerCase()] = trailer.slice(colon + 1).trim();
  }
  return found;
}
