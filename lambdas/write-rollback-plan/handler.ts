import { S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { documentKey, putDocument } from '../shared/maintenance/documents';
import { readStateBefore } from '../shared/maintenance/read-state';
import { asStep, look } from '../shared/step';
import { describePlan, withoutState } from './decide';
import { rollbackPlan } from './plan';

const s3 = new S3Client(CLIENT);

const Input = v.object({
  /** Name of the parameter that enables trading. */
  tradingEnabled: v.string(),
});

/** Writes down how to go back to the documented state, with the commands. */
export const handler = asStep(Input, async ({ tradingEnabled }, { incident }) => {
  const state = await look(() => readStateBefore(s3, incident.id));
  if ('unseen' in state) return withoutState(documentKey(incident.id, 'state-before.json'), state.unseen);
  const key = documentKey(incident.id, 'rollback-plan.md');
  const snapshot = incident.snapshot?.id;
  const plan = rollbackPlan({ state: state.seen, incidentId: incident.id, snapshot, tradingEnabled });
  await putDocument(s3, key, plan);
  return describePlan(state.seen, snapshot, key);
});
