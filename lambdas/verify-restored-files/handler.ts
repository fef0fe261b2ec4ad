import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import type { Planned } from '../backup-reports/plan';
import { verify } from '../backup-reports/work';
import { Backups, list, readBackup } from '../list-backup/backup';
import { chosenDate } from '../list-backup/options';
import { type Fault, noted, type Progress, workThrough } from '../restore-files/progress';
import { CLIENT, setting } from '../shared/clients';
import { readSettings, SettingNames } from '../shared/guard/settings';
import { putDocument } from '../shared/maintenance/documents';
import { asStep, look } from '../shared/step';
import { decideVerified, expectedOf, goingOn, missing, unreadable, withoutRestore } from './decide';
import { reportKey, reportOf } from './report';

const s3 = new S3Client(CLIENT);
const ssm = new SSMClient(CLIENT);

const Input = v.object({ backups: Backups, settings: SettingNames });

/** Reads every file that was restored and compares it with the manifest of the backup; writes down what is there. */
export const handler = asStep(Input, async ({ backups, settings }, context) => {
  const { incident, now } = context;
  const restored = noted(context, 'restored-files');
  if (!restored) return withoutRestore((await readSettings(ssm, settings)).mode);
  const { bucket } = backups;
  const { folder } = restored;
  const date = chosenDate(incident);
  const found = await look(() => readBackup(s3, backups, backups.manifest ?? '', date, now()));
  if ('unseen' in found) return unreadable('the backup', found.unseen);
  if (found.seen.state !== 'seen') return unreadable('the backup', `it is ${found.seen.state} now`);
  const { backup } = found.seen;
  const there = await look(() => list(s3, bucket, folder));
  if ('unseen' in there) return unreadable(`s3://${bucket}/${folder}`, there.unseen);
  const keys = new Set(there.seen.map(({ key }) => key));
  const begun: Progress = noted(context, 'verified-files') ?? {
    folder,
    at: new Date(now()).toISOString(),
    next: 0,
    wrong: [],
  };
  const one = (file: Planned): Promise<Fault | undefined> => verifyOne(bucket, folder, keys, file, restored.wrong);
  const progress = await workThrough(expectedOf(backup), begun, 'verified-files', context, one);
  const seen = { date, bucket, backup, progress, there: there.seen };
  if (progress.next < expectedOf(backup).length) return goingOn(seen);
  const key = reportKey(incident.id);
  await putDocument(s3, key, reportOf(seen, incident, now()));
  return decideVerified(seen, `s3://${setting('REPORT_BUCKET')}/${key}`);
});

/** @param before what the restore has said about files that it could not copy. */
async function verifyOne(
  bucket: string,
  folder: string,
  keys: ReadonlySet<string>,
  file: Planned,
  before: readonly Fault[],
): Promise<Fault | undefined> {
  const key = `${folder}${file.name}`;
  if (!keys.has(key)) return before.find(({ name }) => name === file.name) ?? missing(file.name);
  const fate = await verify(s3, bucket, { ...file, key });
  if (fate.is === 'wrong') return { name: file.name, says: fate.says };
  return fate.is === 'unknown' ? { name: file.name, says: fate.says, unknown: true } : undefined;
}
