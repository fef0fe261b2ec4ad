import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { classify, unconnected } from '../shared/connection';
import { getDocument, putDocument, snapshotKey, stableJson } from '../shared/maintenance/documents';
import { Login, readTarget, withSession } from '../shared/postgres';
import { asStep, type Look, look, parse, type StepContext } from '../shared/step';
import { countRows } from './count';
import { type Count, describeCount, RowCounts, type When } from './decide';

const aws = { rds: new RDSClient(CLIENT), secrets: new SecretsManagerClient(CLIENT) };
const s3 = new S3Client(CLIENT);

const Input = v.object({ ...Login.entries, when: v.picklist(['before', 'after']) });

/** What writing the counts down may take. */
const WRITING_MS = 6_000;

/**
 * Counts the rows of every table before the backup, and after it. Before it, nobody knows yet what the snapshot will be
 * called: the counts are kept under the id of the run, and are written beside the snapshot with those from after it. They
 * are put there before anything is counted again, so that they are beside it also where that fails.
 */
export const handler = asStep(Input, async ({ when, ...login }, context) => {
  const { incident } = context;
  const { instance, database, connectTimeoutSeconds } = login;
  const ofRun = snapshotKey(incident.id);
  const key = when === 'before' || !incident.snapshot ? ofRun : snapshotKey(incident.snapshot.id);
  const kept: RowCounts = {
    ...(when === 'after' ? await countsOf(ofRun) : {}),
    snapshot: incident.snapshot?.id ?? null,
    instance,
    takenFor: incident.id,
  };
  if (key !== ofRun) await putDocument(s3, key, stableJson(kept));
  const counted = await count(login, context);
  if ('unseen' in counted) {
    const seen = { instance, database, timeoutSeconds: connectTimeoutSeconds, attempt: counted.unseen };
    return unconnected(seen) ?? { outcome: 'escalate', finding: `The rows of ${instance} could not be counted.` };
  }
  const counts: RowCounts = { ...kept, [when satisfies When]: counted.seen };
  await putDocument(s3, key, stableJson(counts));
  return describeCount(when, counts, key);
});

async function count(
  login: Login,
  { now, answerBy }: StepContext,
): Promise<{ seen: Count } | { unseen: Look<ReturnType<typeof classify>> }> {
  const target = await look(() => readTarget(aws, login));
  if ('unseen' in target) return { unseen: target };
  try {
    const until = answerBy - WRITING_MS;
    return {
      seen: await withSession(target.seen, login.connectTimeoutSeconds * 1000, (session) =>
        countRows(session, { now, until }),
      ),
    };
  } catch (error) {
    return { unseen: { seen: classify(error) } };
  }
}

/** What was counted before the backup; nothing where nothing was kept, or it cannot be read. */
async function countsOf(key: string): Promise<Partial<RowCounts>> {
  const text = await look(async () => parse(RowCounts, JSON.parse((await getDocument(s3, key)) ?? '{}'), key));
  return 'seen' in text ? text.seen : {};
}
