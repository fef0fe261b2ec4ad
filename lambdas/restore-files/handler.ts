import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import type { Planned } from '../backup-reports/plan';
import { copy, verify } from '../backup-reports/work';
import { type Backup, Backups, list, readBackup } from '../list-backup/backup';
import { decideListed } from '../list-backup/decide';
import { chosenDate } from '../list-backup/options';
import { CLIENT } from '../shared/clients';
import { readSettings, SettingNames } from '../shared/guard/settings';
import { asStep, look, type StepContext, type StepResult } from '../shared/step';
import { decideRestored, heldBack, restoreCommand, targetOf, targetTaken, targetUnread } from './decide';
import { type Fault, noted, type Progress, workThrough } from './progress';

const s3 = new S3Client(CLIENT);
const ssm = new SSMClient(CLIENT);

const Input = v.object({ backups: Backups, settings: SettingNames });

/** Copies a day's backup into a folder of the run's own, file by file, and reads every copy back. Never over anything. */
export const handler = asStep(Input, async ({ backups, settings }, context) => {
  const { incident, now } = context;
  const date = chosenDate(incident);
  const { bucket, manifest } = backups;
  const found = await look(() => readBackup(s3, backups, manifest ?? '', date, now()));
  // What has no backup is told by the step before; it may have changed since.
  if ('unseen' in found || found.seen.state !== 'seen') return decideListed(date, bucket, found);
  const { backup } = found.seen;
  const target = targetOf(backups, date, incident.openedAt);
  const { mode } = await readSettings(ssm, settings);
  const held = heldBack(mode, restoreCommand(bucket, backup.folder, target));
  if (held) return held;
  const begun = noted(context, 'restored-files') ?? (await begin(bucket, target, context));
  return 'outcome' in begun ? begun : restore(bucket, date, backup, begun, context);
});

/**
 * Makes sure that nothing is there, and writes down that what will be is ours: a second try must not take the first one's
 * copies for somebody else's.
 */
async function begin(
  bucket: string,
  folder: string,
  { incident, table, now }: StepContext,
): Promise<Progress | StepResult> {
  const there = await look(() => list(s3, bucket, folder));
  if ('unseen' in there) return targetUnread(bucket, folder, there.unseen);
  if (there.seen.length > 0) return targetTaken(bucket, folder, there.seen);
  const progress: Progress = { folder, at: new Date(now()).toISOString(), next: 0, wrong: [] };
  await table.note(incident.id, 'restored-files', progress);
  return progress;
}

async function restore(bucket: string, date: string, backup: Backup, begun: Progress, context: StepContext) {
  const { plan, manifest, folder: from } = backup;
  const one = (file: Planned) => restoreOne(bucket, file, `${begun.folder}${file.name}`);
  const progress = await workThrough(plan, begun, 'restored-files', context, one);
  const whole = progress.next === plan.length && progress.wrong.length === 0;
  if (!whole) return decideRestored({ date, bucket, from, plan, progress });
  const fault = await restoreOne(bucket, manifest, `${begun.folder}${manifest.name}`);
  return decideRestored({ date, bucket, from, plan, progress, manifest: fault ?? 'copied' });
}

/** Reads the backup's file, copies just what was read, and reads the copy. @returns why that is not done, if so. */
async function restoreOne(bucket: string, file: Planned, to: string): Promise<Fault | undefined> {
  const { name, bytes, sha256 } = file;
  const source = { bucket, key: file.copy };
  const read = await verify(s3, bucket, { ...file, key: file.copy });
  const fate =
    read.is === 'right' ? await copy(s3, { ...source, etag: read.etag }, { bucket, key: to }, { bytes, sha256 }) : read;
  if (fate.is === 'wrong') return { name, says: fate.says };
  return fate.is === 'unknown' ? { name, says: fate.says, unknown: true } : undefined;
}
