import { createHash } from 'node:crypto';
import { NotPlayed } from '../../refuse';
import type { Checksums } from './checksum';

/** What is stored of one PutObject or CopyObject. */
export interface Content {
  readonly body: Buffer;
  readonly contentType?: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** Those that came with the object, or were asked for when it was copied. */
  readonly checksums: Checksums;
}

/** One version of an object. */
export interface Version extends Content {
  readonly versionId: string;
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

// @claim documented: The ETag of an object put in one piece, encrypted with S3 keys or not at all, is the MD5 digest of its content.
// @source https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html
export const etagOf = ({ body }: Content): string => `"${createHash('md5').update(body).digest('hex')}"`;

/** S3 tells times in whole seconds. */
export const lastModified = ({ at }: Version): Date => new Date(Math.floor(at / 1000) * 1000);

/** What GetObject and HeadObject answer beside the body. */
export function headersOf(version: Version, { ChecksumMode }: { ChecksumMode?: string | undefined }) {
  return {
    ContentLength: version.body.length,
    ContentType: version.contentType ?? 'binary/octet-stream',
    ETag: version.etag,
    LastModified: lastModified(version),
    Metadata: { ...version.metadata },
    VersionId: version.versionId,
    // @claim documented: The checksums an object has are answered when ChecksumMode is ENABLED.
    // @source https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
    ...(ChecksumMode === 'ENABLED' ? version.checksums : {}),
  };
}

export function bytes(body: unknown): Buffer {
  if (typeof body === 'string' || body instanceof Uint8Array) return Buffer.from(body as Uint8Array);
  throw new NotPlayed('an s3 object body that is a stream', ['a string', 'bytes']);
}
