import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** Where the ledger is, in the bucket of reports. */
export const LEDGER = 'ledgers/positions.csv';

/** The ledger as it was read; both undefined where there is none. */
export interface Held {
  readonly text?: string;
  /** Names this very content, for writing on condition. */
  readonly etag?: string;
}

/** @throws when it cannot be read. */
export async function readLedger(s3: S3Client, bucket: string): Promise<Held> {
  try {
    const { Body, ETag } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: LEDGER }));
    const text = (await Body?.transformToString()) ?? '';
    if (ETag === undefined) throw new Error('S3 answered the ledger without an ETag.');
    return { text, etag: ETag };
  } catch (error) {
    if ((error as Error).name === 'NoSuchKey') return {};
    throw error;
  }
}

/**
 * Writes the ledger if it is still as it was read.
 * @returns whether it was.
 * @throws when the call fails otherwise.
 */
export async function writeLedger(s3: S3Client, bucket: string, text: string, { etag }: Held): Promise<boolean> {
  try {
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: LEDGER,
        Body: text,
        ContentType: 'text/csv; charset=utf-8',
        ...(etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag }),
      }),
    );
    return true;
  } catch (error) {
    if (CHANGED.includes((error as Error).name)) return false;
    throw error;
  }
}

/** 412, 409 for two writes at once, and 404 for a ledger that was deleted after it was read. */
const CHANGED = ['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey'];
