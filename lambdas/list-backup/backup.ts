import { createHash } from 'node:crypto';
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { copyOf, folderOf, type Planned, planOf } from '../backup-reports/plan';
import { at, ExportManifest } from '../shared/day-signals';
import { readBounded } from '../shared/day-signals/bounded';
import { judge } from '../shared/day-signals/judge';

/** Where the backups of the day's files are, and what they are called there. */
export const Backups = v.object({
  bucket: v.string(),
  /** A day's copies are in `<prefix>/<date>/`. */
  prefix: v.string(),
  /** Where they are restored to: `<restoredPrefix>/<date>/<time of the run>/`. */
  restoredPrefix: v.string(),
  /** Key of the export's manifest, with `{date}` in it; `null`: not configured, so that nothing says what a backup is. */
  manifest: v.nullable(v.string()),
});
export type Backups = v.InferOutput<typeof Backups>;

/** An object as a listing shows it. */
export interface Listed {
  readonly key: string;
  readonly bytes: number;
}

/** The manifest of a backup, with its content's own size and checksum: it names everything but itself. */
export interface Manifest extends Planned {
  readonly etag: string | undefined;
}

/** A backup that can be gone by: what its manifest names, and what lies there. */
export interface Backup {
  readonly folder: string;
  /** In the manifest's order; `copy` is where each of them is in the backup. */
  readonly plan: readonly Planned[];
  readonly manifest: Manifest;
  /** In the order of their keys, the manifest among them. */
  readonly listed: readonly Listed[];
}

export type Found =
  | { readonly state: 'seen'; readonly backup: Backup }
  /** Nothing is there. `days` are the latest that have a backup, the latest first. */
  | { readonly state: 'none'; readonly folder: string; readonly days: readonly string[] }
  /** The manifest is copied last: without it the backup was never finished. */
  | { readonly state: 'no manifest'; readonly folder: string; readonly listed: readonly Listed[] }
  | { readonly state: 'malformed'; readonly folder: string; readonly says: string };

/** More in one folder is no day's export, and would not be worked through in time. */
const MOST_OBJECTS = 5_000;

/** Of the days that have a backup, so many are named. */
const DAYS_NAMED = 5;

export const folderOfDay = ({ prefix }: Pick<Backups, 'prefix'>, date: string): string => `${prefix}/${date}/`;

/**
 * Finds the backup of a day and reads its manifest.
 * @param date `2026-11-19`. @param manifest key of the export's manifest, with `{date}`.
 * @throws when the bucket cannot be listed, or the manifest cannot be read.
 */
export async function readBackup(
  s3: S3Client,
  { bucket, prefix }: Pick<Backups, 'bucket' | 'prefix'>,
  manifest: string,
  date: string,
  now: number,
): Promise<Found> {
  const folder = folderOfDay({ prefix }, date);
  const listed = await list(s3, bucket, folder);
  if (listed.length === 0) return { state: 'none', folder, days: await daysWithBackup(s3, bucket, prefix) };
  const places = { manifest: at(manifest, date), prefix };
  const name = places.manifest.slice(folderOf(places.manifest).length);
  const copy = copyOf(places, date, name);
  if (!listed.some(({ key }) => key === copy)) return { state: 'no manifest', folder, listed };
  const { text, ...content } = await textOf(s3, bucket, copy);
  const read = judge(text, ExportManifest, { date, maxAgeSeconds: Number.POSITIVE_INFINITY, now });
  if (read.state !== 'seen') return { state: 'malformed', folder, says: `its manifest is ${read.state}: ${read.says}` };
  const planned = planOf(read.value, places);
  if ('refused' in planned) return { state: 'malformed', folder, says: planned.refused.says };
  const itself = { key: places.manifest, name, copy, ...content };
  return { state: 'seen', backup: { folder, plan: planned.plan, manifest: itself, listed } };
}

/**
 * Every object whose key begins so, in the order of their keys.
 * @throws when there are more than a day's export can have, or they cannot be listed.
 */
export async function list(s3: S3Client, bucket: string, prefix: string): Promise<Listed[]> {
  const listed: Listed[] = [];
  let token: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ...(token ? { ContinuationToken: token } : {}) }),
    );
    listed.push(...(page.Contents ?? []).map(({ Key = '', Size = 0 }) => ({ key: Key, bytes: Size })));
    if (listed.length > MOST_OBJECTS) throw new Error(`There are more than ${MOST_OBJECTS} objects in ${prefix}.`);
    token = page.NextContinuationToken;
  } while (token);
  return listed;
}

/** The latest days with anything in their folder: keys are listed in the order of their dates. */
async function daysWithBackup(s3: S3Client, bucket: string, prefix: string): Promise<string[]> {
  const days: string[] = [];
  let token: string | undefined;
  do {
    const asked = { Bucket: bucket, Prefix: `${prefix}/`, Delimiter: '/' };
    const page = await s3.send(new ListObjectsV2Command({ ...asked, ...(token ? { ContinuationToken: token } : {}) }));
    const folders = (page.CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix.slice(prefix.length + 1, -1));
    days.push(...folders.filter((folder) => /^\d{4}-\d\d-\d\d$/.test(folder)));
    token = page.NextContinuationToken;
  } while (token);
  return days.slice(-DAYS_NAMED).reverse();
}

async function textOf(s3: S3Client, bucket: string, key: string) {
  const { Body, ETag } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const body = await readBounded((Body ?? []) as AsyncIterable<Uint8Array>);
  const sha256 = createHash('sha256').update(body).digest('hex');
  return { text: body.toString(), bytes: body.length, sha256, etag: ETag };
}
