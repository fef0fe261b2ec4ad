import type { S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { AsOf, readStatus, type StatusPlace } from './status-object';

const Acknowledgement = v.object({ asOf: AsOf, version: v.number(), tradingEnabled: v.boolean() });

/** The trading service's word for the parameter as it last acted on it. */
export type Acknowledgement = v.InferOutput<typeof Acknowledgement>;

/** @throws when it is not there, cannot be read, or is not what it should be. */
export const readAcknowledgement = (s3: S3Client, place: StatusPlace): Promise<Acknowledgement> =>
  readStatus(s3, place, Acknowledgement);
