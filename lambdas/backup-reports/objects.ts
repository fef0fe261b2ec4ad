import { createHash } from 'node:crypto';
import { CopyObjectCommand, GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { MAX_FILE_BYTES } from './plan';

export interface Place {
  readonly bucket: string;
  readonly key: string;
}

/** What an object's content is. */
export interface Content {
  readonly bytes: number;
  /** 64 hexadecimal digits, in small letters. */
  readonly sha256: string;
  /** Names this very content, for copying on condition. */
  readonly etag: string | undefined;
}

/** The size S3 has of it; undefined where it is not there. @throws when it cannot be looked at. */
export async function sizeOf(s3: S3Client, { bucket, key }: Place): Promise<number | undefined> {
  const head = await unlessMissing(() => s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key })));
  return head?.ContentLength;
}

/**
 * Reads an object to its end and keeps nothing of it but its digest.
 * @returns undefined where it is not there.
 * @throws when it cannot be read, or is larger than what is read here.
 */
export async function contentOf(s3: S3Client, { bucket, key }: Place): Promise<Content | undefined> {
  const got = await unlessMissing(() => s3.send(new GetObjectCommand({ Bucket: bucket, Key: key })));
  if (!got) return undefined;
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of (got.Body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > MAX_FILE_BYTES)
      throw new Error(`${key} is larger than the ${MAX_FILE_BYTES} bytes that are read here.`);
    hash.update(chunk);
  }
  return { bytes, sha256: hash.digest('hex'), etag: got.ETag };
}

/**
 * Copies an object to where nothing is.
 * @param from with the content that was read: another one is not copied.
 * @returns false when something is there already, or the source is not what was read.
 * @throws when the call fails otherwise.
 */
export async function copyToFree(s3: S3Client, from: Place & Pick<Content, 'etag'>, to: Place): Promise<boolean> {
  try {
    await s3.send(
      new CopyObjectCommand({
        Bucket: to.bucket,
        Key: to.key,
        CopySource: `${from.bucket}/${from.key.split('/').map(encodeURIComponent).join('/')}`,
        ...(from.etag === undefined ? {} : { CopySourceIfMatch: from.etag }),
        IfNoneMatch: '*',
        // Tags would have to be read and written as well, each with a permission of its own.
        TaggingDirective: 'REPLACE',
      }),
    );
    return true;
  } catch (error) {
    if (['PreconditionFailed', 'ConditionalRequestConflict'].includes((error as Error).name)) return false;
    throw error;
  }
}

/** GetObject names a missing key NoSuchKey; HeadObject, which has no body to name it in, NotFound. */
async function unlessMissing<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (['NoSuchKey', 'NotFound'].includes((error as Error).name)) return undefined;
    throw error;
  }
}
