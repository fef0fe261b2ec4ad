import { RDSClient } from '@aws-sdk/client-rds';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { everyInstance } from '../shared/restores/instances';
import { SWITCH_NOTE } from '../shared/restores/switch';
import { asStep, look } from '../shared/step';
import { readSwitch } from '../shared/stop';
import { checkReplacement } from './decide';

const rds = new RDSClient(CLIENT);
const ssm = new SSMClient(CLIENT);

const Input = v.object({ instance: v.string(), environment: v.string(), tradingEnabled: v.string() });

/** Looks whether the restored instance may take the place of the database, and writes down how. What was written first stays. */
export const handler = asStep(Input, async ({ instance, environment, tradingEnabled }, context) => {
  const { incident, table, now } = context;
  const [trading, instances] = await Promise.all([
    look(() => readSwitch(ssm, tradingEnabled)),
    look(() => everyInstance(rds)),
  ]);
  const to = String(incident.options?.to ?? '').toLowerCase();
  const decided = checkReplacement({ instance, environment, to, now: now(), trading, instances });
  if ('plan' in decided) await table.note(incident.id, SWITCH_NOTE, decided.plan, { firstStays: true });
  return decided.result;
});
