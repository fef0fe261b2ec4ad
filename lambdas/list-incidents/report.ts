import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { Refusal } from '../shared/command';
import type { Incident } from '../shared/incident';
import { datePath } from '../shared/wording';

/** Where document-incident keeps the report for people. */
export const reportKey = ({ id, alarmAt }: Pick<Incident, 'id' | 'alarmAt'>): string =>
  `incidents/${datePath(alarmAt)}/${id}/report.md`;

/**
 * Reads an incident's report.
 * @throws Refusal when there is none (yet), with the reason; whatever else goes wrong as it is.
 */
export async function readReport(
  s3: S3Client,
  bucket: string,
  incident: Pick<Incident, 'id' | 'alarmAt' | 'status'>,
): Promise<{ key: string; markdown: string }> {
  const key = reportKey(incident);
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return { key, markdown: (await Body?.transformToString()) ?? '' };
  } catch (error) {
    const { name } = error as { name?: string };
    // To whoever may not list a bucket, S3 answers AccessDenied for what does not exist:
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
    if (name !== 'NoSuchKey' && name !== 'AccessDenied') throw error;
    const why =
      incident.status === 'open'
        ? 'it is written when its runbook has come to an end'
        : `it has ended as ${incident.status}, and S3 answers ${name} for ${key}`;
    throw new Refusal(404, `There is no report of ${incident.id}: ${why}.`);
  }
}
