import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { parse } from './step';

/** Where a service keeps a JSON object about itself, and how old its word may be. */
export const StatusPlace = v.object({ bucket: v.string(), key: v.string(), maxAgeSeconds: v.number() });
export type StatusPlace = v.InferOutput<typeof StatusPlace>;

/** The instant a status object describes. */
export const AsOf = v.pipe(v.string(), v.isoTimestamp());

/** @throws when it is not there, cannot be read, or is not what it should be. */
export async function readStatus<S extends v.GenericSchema>(
  s3: S3Client,
  { bucket, key }: Pick<StatusPlace, 'bucket' | 'key'>,
  schema: S,
): Promise<v.InferOutput<S>> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const text = (await Body?.transformToString()) ?? '';
  return parse(schema, JSON.parse(text), key);
}

/** Seconds since the instant a status object describes; negative for one from the future. */
export const ageOf = ({ asOf }: { readonly asOf: string }, now: number): number =>
  (now - new Date(asOf).getTime()) / 1000;

/** Whether it is young enough to go by. One from the future is not, beyond what two clocks may differ. */
export const isFresh = (status: { readonly asOf: string }, maxAgeSeconds: number, now: number): boolean => {
  const age = ageOf(status, now);
  return age <= maxAgeSeconds && age > -maxAgeSeconds;
};
