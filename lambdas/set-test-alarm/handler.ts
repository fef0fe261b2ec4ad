import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { readSettings, SettingNames } from '../shared/guard/settings';
import { isTestAlarm, PROBE_NOTE } from '../shared/probe/raised';
import { asStep, look } from '../shared/step';
import { clockTime } from '../shared/wording';
import { decideToRaise } from './decide';

const Input = v.object({
  to: v.picklist(['alarm', 'ok']),
  /** What the test alarm is on. */
  metric: v.object({ namespace: v.string(), name: v.string() }),
  /** Of the runbook that it starts. */
  settings: SettingNames,
});

const cloudWatch = new CloudWatchClient(CLIENT);
const ssm = new SSMClient(CLIENT);

/** Raises the test alarm, or ends it. When it was raised is noted before, so that a second attempt does not forget the first. */
export const handler = asStep(Input, async ({ to, metric, settings }, { incident, table, now }) => {
  if (to === 'alarm') {
    const [read, earlier] = await Promise.all([
      readSettings(ssm, settings),
      look(async () => (await table.open()).find(isTestAlarm)),
    ]);
    const not = decideToRaise({ settings: read, earlier, now: now() });
    if (not) return not;
    await table.note(incident.id, PROBE_NOTE, { raisedAt: new Date(now()).toISOString() }, { firstStays: true });
  }
  await cloudWatch.send(
    new PutMetricDataCommand({
      Namespace: metric.namespace,
      MetricData: [
        { MetricName: metric.name, Timestamp: new Date(now()), Value: to === 'alarm' ? 1 : 0, Unit: 'None' },
      ],
    }),
  );
  const what = to === 'alarm' ? 'The test alarm was raised' : 'The test alarm was ended';
  return {
    outcome: 'continue',
    finding: `${what}: ${metric.name} is ${to === 'alarm' ? 1 : 0} at ${clockTime(now())}.`,
  };
});
