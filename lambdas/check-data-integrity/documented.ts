import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { RowCounts } from '../count-rows/decide';
import { setting } from '../shared/clients';
import { getDocument } from '../shared/maintenance/documents';
import { parse } from '../shared/step';

/** The last time somebody counted the rows and wrote it down. */
export interface Documented {
  /** Of the document. */
  readonly key: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** Rows by table, as the server quotes its name. */
  readonly tables: Readonly<Record<string, number>>;
}

const FOLDER = 'snapshots/';

/** So many documents are looked at: of other instances, or begun and never counted, there are not more. */
const MOST_READ = 5;

/**
 * Finds the last row counts of an instance: the documents beside its snapshots, the youngest first.
 * @returns undefined where there are none.
 * @throws when the bucket or a document cannot be read: then nobody knows what was there.
 */
export async function lastCounts(s3: S3Client, instance: string): Promise<Documented | undefined> {
  const found: { readonly key: string; readonly at: number }[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({
        Bucket: setting('REPORT_BUCKET'),
        Prefix: FOLDER,
        ...(ContinuationToken ? { ContinuationToken } : {}),
      }),
    );
    for (const { Key, LastModified } of page.Contents ?? []) {
      if (Key?.endsWith('.json')) found.push({ key: Key, at: LastModified?.getTime() ?? 0 });
    }
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
  const youngest = found.sort((one, other) => other.at - one.at || (one.key < other.key ? 1 : -1)).slice(0, MOST_READ);
  for (const { key } of youngest) {
    const counts = parse(RowCounts, JSON.parse((await getDocument(s3, key)) ?? '{}'), key);
    const count = counts.after ?? counts.before;
    if (counts.instance === instance && count) return { key, at: count.at, tables: count.tables };
  }
  return undefined;
}
