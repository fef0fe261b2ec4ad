import type { S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { AsOf, readStatus, type StatusPlace } from '../shared/status-object';

const ProbeWord = v.object({ asOf: AsOf, version: v.number(), value: v.string() });

/** The trading service's word for the probe parameter as it last read it. */
export type ProbeWord = v.InferOutput<typeof ProbeWord>;

/** @throws when it is not there, cannot be read, or is not what it should be. */
export const readProbeWord = (s3: S3Client, place: Pick<StatusPlace, 'bucket' | 'key'>): Promise<ProbeWord> =>
  readStatus(s3, place, ProbeWord);
