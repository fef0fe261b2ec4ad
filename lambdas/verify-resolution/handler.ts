import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { CLIENT } from '../shared/clients';
import { describeService } from '../shared/ecs';
import { readSignals } from '../shared/signals';
import { asStep, endedMeanwhile, look, poll } from '../shared/step';
import { readSwitch } from '../shared/stop';
import { decideVerdict } from './decide';

const ecs = new ECSClient(CLIENT);
const ssm = new SSMClient(CLIENT);
const cloudWatch = new CloudWatchClient(CLIENT);

const Input = v.object({
  cluster: v.string(),
  service: v.string(),
  tradingEnabled: v.string(),
  /** Alarms of the target and what their silence means. */
  signals: v.record(v.string(), v.picklist(['fault', 'nothing-happened', 'unknown'])),
});

const EVERY_MS = 10_000;

/** Judges by the original signal whether the fault is gone, whoever mended it, and closes the incident if it is. */
export const handler = asStep(Input, async ({ cluster, service, signals, ...input }, context) => {
  const { table, now } = context;
  let { incident } = context;
  const result = await poll(
    EVERY_MS,
    context,
    async () => {
      incident = await table.get(incident.id); // alarms may have joined
      const own = Object.keys(incident.alarms);
      const alarms = own.length > 0 ? own : Object.keys(signals);
      const [seen, running, tradingEnabled] = await Promise.all([
        look(() => readSignals(cloudWatch, alarms, now())),
        look(() => describeService(ecs, { cluster, service })),
        look(() => readSwitch(ssm, input.tradingEnabled)),
      ]);
      const { deployment } = incident;
      return {
        signals: seen,
        absence: signals,
        service: running,
        tradingEnabled,
        now: now(),
        ...(deployment ? { deployment } : {}),
      };
    },
    decideVerdict,
  );
  if (result.outcome !== 'resolved') return result;
  if (await table.closeFixed(incident, new Date(now()).toISOString())) return result;
  const present = await table.get(incident.id);
  if (present.status !== 'open') return endedMeanwhile(present);
  return { outcome: 'wait', verdict: 'unknown', finding: 'Another alarm joined while this was judged.' };
});
