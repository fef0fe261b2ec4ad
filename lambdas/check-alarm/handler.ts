import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { readSignals } from '../shared/signals';
import { asStep, look } from '../shared/step';
import { decideWhetherStillSo } from './decide';

const cloudWatch = new CloudWatchClient(CLIENT);

/** Looks at the alarms of the incident as they are now. A run started by a person has none, and goes on. */
export const handler = asStep(v.object({}), async (_input, { incident, now }) => {
  const alarms = Object.keys(incident.alarms);
  if (alarms.length === 0)
    return { outcome: 'continue', finding: 'A person started this run; there is no alarm to look at again.' };
  const signals = await look(() => readSignals(cloudWatch, alarms, now()));
  return decideWhetherStillSo(signals, incident.alarmAt, now());
});
