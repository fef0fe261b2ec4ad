import { S3Client } from '@aws-sdk/client-s3';
import { CLIENT } from '../shared/clients';
import { documentKey, putDocument, stableJson } from '../shared/maintenance/documents';
import { lookAtSystem } from '../shared/maintenance/look-at-system';
import { SystemInput } from '../shared/maintenance/state';
import { systemClients } from '../shared/maintenance/system-clients';
import { asStep } from '../shared/step';
import { describeDocument } from './decide';

const clients = systemClients();
const s3 = new S3Client(CLIENT);

/** Writes down how the system is set up before anything is done to it. */
export const handler = asStep(SystemInput, async (input, { incident, now }) => {
  const state = await lookAtSystem(clients, input, now());
  const key = documentKey(incident.id, 'state-before.json');
  await putDocument(s3, key, stableJson(state));
  return describeDocument(state, key);
});
