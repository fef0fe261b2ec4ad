import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { setting } from '../clients';

/** What is written about a run, beside its incident's report. */
export type DocumentName =
  | 'state-before.json'
  | 'state-after.json'
  | 'rollback-plan.md'
  | 'sizes-before.json'
  | 'sizes-after.json'
  | 'sizes.svg';

export const documentKey = (incidentId: string, name: DocumentName): string => `maintenance/${incidentId}/${name}`;

/** Row counts of a snapshot, beside it. */
export const snapshotKey = (snapshotId: string): string => `snapshots/${snapshotId}.json`;

const TYPES: Readonly<Record<string, string>> = {
  json: 'application/json',
  md: 'text/markdown; charset=utf-8',
  svg: 'image/svg+xml',
  ics: 'text/calendar; charset=utf-8; method=PUBLISH',
};

/** Writes an object of the reports bucket; its type goes by the end of its key. */
export async function putDocument(s3: S3Client, key: string, body: string): Promise<void> {
  const ContentType = TYPES[key.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
  await s3.send(new PutObjectCommand({ Bucket: setting('REPORT_BUCKET'), Key: key, ContentType, Body: body }));
}

/**
 * @returns its text; undefined where it says that there is none.
 * @throws when it cannot be read. Without the right to list the bucket, one that is missing cannot be told from one that
 * may not be read: then it is AccessDenied.
 */
export async function getDocument(s3: S3Client, key: string): Promise<string | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: setting('REPORT_BUCKET'), Key: key }));
    return await Body?.transformToString();
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

/** The same content gives the same text, whatever order its fields were found in. */
export function stableJson(value: unknown): string {
  return `${JSON.stringify(sorted(value), null, 2)}\n`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]));
}
