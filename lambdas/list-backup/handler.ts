import { S3Client } from '@aws-sdk/client-s3';
import { CLIENT } from '../shared/clients';
import { asStep, look } from '../shared/step';
import { Backups, folderOfDay, readBackup } from './backup';
import { decideListed, notConfigured } from './decide';
import { chosenDate } from './options';

const s3 = new S3Client(CLIENT);

/** Looks whether the day that was asked for has a backup, and compares what is there with its manifest. Looks only. */
export const handler = asStep(Backups, async (backups, { incident, now }) => {
  const date = chosenDate(incident);
  const { bucket, manifest } = backups;
  if (manifest === null) return notConfigured(date, `s3://${bucket}/${folderOfDay(backups, date)}`);
  const found = await look(() => readBackup(s3, backups, manifest, date, now()));
  return decideListed(date, bucket, found);
});
