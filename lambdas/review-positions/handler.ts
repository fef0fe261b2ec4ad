import { S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { dateInIndia, ObjectSource, Positions, readSignal } from '../shared/day-signals';
import { asStep } from '../shared/step';
import { decideReview } from './decide';

const s3 = new S3Client(CLIENT);

/** `null`: not configured. */
const Input = v.object({ positions: v.nullable(ObjectSource) });

/** Says which positions the trading service believes to be open. Looks only. */
export const handler = asStep(Input, async ({ positions }, { now }) => {
  const at = now();
  const reading = positions && (await readSignal(positions, Positions, { date: dateInIndia(at), now: at, s3 }));
  return decideReview(reading, now());
});
