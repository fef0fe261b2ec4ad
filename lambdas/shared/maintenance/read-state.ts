import type { S3Client } from '@aws-sdk/client-s3';
import { parse } from '../step';
import { documentKey, getDocument } from './documents';
import { SystemState } from './state';

/** What was documented before the maintenance. @throws when it is not there or cannot be read. */
export async function readStateBefore(s3: S3Client, incidentId: string): Promise<SystemState> {
  const key = documentKey(incidentId, 'state-before.json');
  const text = await getDocument(s3, key);
  if (text === undefined) throw new Error('there is no such document');
  return parse(SystemState, JSON.parse(text), key);
}
