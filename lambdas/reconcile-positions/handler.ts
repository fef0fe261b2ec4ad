import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CLIENT } from '../shared/clients';
import { putDocument } from '../shared/maintenance/documents';
import { documentKey, reconciliationDocument } from '../shared/positions/document';
import { ReconcileInput, reconcile } from '../shared/positions/reconcile';
import type { Note } from '../shared/recovery/notes';
import { asStep } from '../shared/step';
import { describeReconciliation } from './decide';

const s3 = new S3Client(CLIENT);
const secrets = new SecretsManagerClient(CLIENT);

/** What writing down may take, and one more look. */
const WRITING_MS = 12_000;

/** Compares the positions of the trading service with the broker's, and writes the comparison down. Nothing is traded. */
export const handler = asStep(ReconcileInput, async (input, context) => {
  const { table, incident, now } = context;
  const found = await reconcile({ s3, secrets }, input, context.answerBy - WRITING_MS, context);
  const key = documentKey(incident.id, 'in the run');
  await putDocument(s3, key, reconciliationDocument(found, incident, now()));
  const { state, says } = found;
  await table.note(incident.id, 'reconciliation', { state, says, at: now() } satisfies Note<'reconciliation'>);
  return describeReconciliation(found, key);
});
