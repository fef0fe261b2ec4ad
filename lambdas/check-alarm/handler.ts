import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { readSettings, SettingNames } from '../shared/guard/settings';
import { readSignals } from '../shared/signals';
import { asStep, look } from '../shared/step';
import { decideWhetherStillSo, decideWhetherToBegin } from './decide';

const cloudWatch = new CloudWatchClient(CLIENT);
const ssm = new SSMClient(CLIENT);

/** Looks whether this is a time to work at all, and at the alarms of the incident as they are now. */
export const handler = asStep(v.object({ settings: SettingNames }), async (input, { incident, now }) => {
  const settings = await readSettings(ssm, input.settings);
  const alarms = Object.keys(incident.alarms);
  const notNow = decideWhetherToBegin(settings, alarms.length > 0, now());
  if (notNow) return notNow;
  if (alarms.length === 0)
    return {
      outcome: 'continue',
      finding: `Started by ${incident.startedBy ?? 'nobody we know'}; there is no alarm to look at again.`,
    };
  const signals = await look(() => readSignals(cloudWatch, alarms, now()));
  return decideWhetherStillSo(signals, incident.alarmAt, now());
});
