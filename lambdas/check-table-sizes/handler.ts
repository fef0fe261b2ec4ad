import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { classify, unconnected } from '../shared/connection';
import { documentKey, getDocument, putDocument, stableJson } from '../shared/maintenance/documents';
import { KINDS, measureTables, type TableSize } from '../shared/maintenance/tables';
import { Login, readTarget, sqlState, withSession } from '../shared/postgres';
import { asStep, look, parse, type StepContext, type StepResult } from '../shared/step';
import { describeAfter, describeBefore, unmeasured } from './decide';
import { picture } from './picture';
import { Sizes } from './sizes';

const aws = { rds: new RDSClient(CLIENT), secrets: new SecretsManagerClient(CLIENT) };
const s3 = new S3Client(CLIENT);

const Input = v.object({ ...Login.entries, phase: v.picklist(['before', 'after']) });
type Input = v.InferOutput<typeof Input>;

/** Says how large the tables are; the second time, with a picture of before and after. */
export const handler = asStep(Input, async (input, context) => {
  const measured = await measure(input);
  if ('result' in measured) return measured.result;
  const { tables } = measured;
  const sizes: Sizes = {
    at: new Date(context.now()).toISOString(),
    database: input.database,
    totalBytes: tables.reduce((sum, { bytes }) => sum + bytes, 0),
    tables: [...tables],
  };
  const key = documentKey(context.incident.id, `sizes-${input.phase}.json`);
  await putDocument(s3, key, stableJson(sizes));
  return input.phase === 'before' ? describeBefore(sizes, key) : compare(sizes, key, context);
});

async function compare(after: Sizes, sizes: string, { incident }: StepContext): Promise<StepResult> {
  const from = documentKey(incident.id, 'sizes-before.json');
  const before = await look(async () => parse(Sizes, JSON.parse((await getDocument(s3, from)) ?? 'null'), from));
  if ('unseen' in before) return describeAfter(before, after, { sizes });
  const drawn = documentKey(incident.id, 'sizes.svg');
  await putDocument(s3, drawn, picture(before.seen, after));
  return describeAfter(before, after, { sizes, picture: drawn });
}

async function measure({ phase, ...login }: Input): Promise<{ tables: readonly TableSize[] } | { result: StepResult }> {
  const { instance, database, connectTimeoutSeconds: timeoutSeconds } = login;
  const failed = (attempt: Parameters<typeof unconnected>[0]['attempt']) => ({
    result: unconnected({ instance, database, timeoutSeconds, attempt }) as StepResult,
  });
  const target = await look(() => readTarget(aws, login));
  if ('unseen' in target) return failed(target);
  let connected = false;
  try {
    const tables = await withSession(target.seen, timeoutSeconds * 1000, (session) => {
      connected = true;
      return measureTables(session, KINDS.tablesAndViews);
    });
    return { tables };
  } catch (error) {
    if (!connected) return failed({ seen: classify(error) });
    const state = sqlState(error);
    const because =
      state === '57014' ? 'it took too long, or somebody holds one of them' : `${state ?? 'the connection was lost'}`;
    return { result: unmeasured(phase, because) };
  }
}
