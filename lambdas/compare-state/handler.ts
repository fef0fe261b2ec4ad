import { S3Client } from '@aws-sdk/client-s3';
import { CLIENT } from '../shared/clients';
import { documentKey, putDocument, stableJson } from '../shared/maintenance/documents';
import { lookAtSystem } from '../shared/maintenance/look-at-system';
import { readStateBefore } from '../shared/maintenance/read-state';
import { SystemInput } from '../shared/maintenance/state';
import { systemClients } from '../shared/maintenance/system-clients';
import { asStep, look } from '../shared/step';
import { describeComparison, withoutDocument } from './decide';
import { compareStates } from './differences';

const clients = systemClients();
const s3 = new S3Client(CLIENT);

/** Writes down how the system is set up now, and compares it with what was documented before. */
export const handler = asStep(SystemInput, async (input, { incident, now }) => {
  const documents = {
    before: documentKey(incident.id, 'state-before.json'),
    after: documentKey(incident.id, 'state-after.json'),
  };
  const after = await lookAtSystem(clients, input, now());
  await putDocument(s3, documents.after, stableJson(after));
  const before = await look(() => readStateBefore(s3, incident.id));
  if ('unseen' in before) return withoutDocument(documents.before, before.unseen);
  return describeComparison(compareStates(before.seen, after), documents);
});
