import { RDSClient } from '@aws-sdk/client-rds';
import type { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { countRows } from '../count-rows/count';
import { RowCounts } from '../count-rows/decide';
import { CLIENT } from '../shared/clients';
import { classify } from '../shared/connection';
import { getDocument, snapshotKey } from '../shared/maintenance/documents';
import { type Login, readTarget, withSession } from '../shared/postgres';
import { type Look, look, parse, type StepContext } from '../shared/step';
import type { Rows } from './decide';

const aws = { rds: new RDSClient(CLIENT), secrets: new SecretsManagerClient(CLIENT) };

/** What writing a report down may take. */
export const WRITING_MS = 6_000;

/** The counts beside a snapshot; undefined where there are none. @throws when they cannot be read. */
export async function besideSnapshot(s3: S3Client, snapshot: string): Promise<RowCounts | undefined> {
  const key = snapshotKey(snapshot);
  const text = await getDocument(s3, key);
  const counts = text === undefined ? undefined : parse(RowCounts, JSON.parse(text), key);
  return counts?.before || counts?.after ? counts : undefined;
}

export type Counted =
  | { readonly rows: Rows; readonly endpoint: string }
  | { readonly unseen: true; readonly attempt: Look<ReturnType<typeof classify>> };

/** Connects, and counts every table at one instant; or says how far it came. */
export async function count(login: Login, { now, answerBy }: StepContext): Promise<Counted> {
  const target = await look(() => readTarget(aws, login));
  if ('unseen' in target) return { unseen: true, attempt: target };
  const { host, port } = target.seen;
  try {
    const until = answerBy - WRITING_MS;
    const rows = await withSession(target.seen, login.connectTimeoutSeconds * 1000, (session) =>
      countRows(session, { now, until }),
    );
    return { rows, endpoint: `${host}:${port}` };
  } catch (error) {
    return { unseen: true, attempt: { seen: classify(error) } };
  }
}
