import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { RDSClient } from '@aws-sdk/client-rds';
import { SSMClient } from '@aws-sdk/client-ssm';
import { SOAK_SECONDS } from '../../runbooks/actions';
import { CLIENT } from '../shared/clients';
import { asStep, endedMeanwhile, poll } from '../shared/step';
import { decideVerdict, type Seen } from './decide';
import { Judged, type Looking, seenOf } from './judge';
import { measureMitigation } from './measure-mitigation';

const clients: Looking = {
  ecs: new ECSClient(CLIENT),
  ssm: new SSMClient(CLIENT),
  rds: new RDSClient(CLIENT),
  cloudWatch: new CloudWatchClient(CLIENT),
};

const EVERY_MS = 10_000;

/** Judges by the original signal whether the fault is gone, whoever mended it, and closes the incident if it is. */
export const handler = asStep(Judged, async (input, context) => {
  const { table, now } = context;
  let { incident } = context;
  let seen: Seen | undefined;
  const result = await poll(
    EVERY_MS,
    context,
    async () => {
      incident = await table.get(incident.id); // alarms may have joined
      seen = await seenOf(clients, input, incident, { now: now(), soakSeconds: SOAK_SECONDS });
      return seen;
    },
    decideVerdict,
  );
  if (result.outcome !== 'resolved') return result;
  if (await table.closeFixed(incident, new Date(now()).toISOString())) {
    measureMitigation(incident, seen);
    return result;
  }
  const present = await table.get(incident.id);
  if (present.status !== 'open') return endedMeanwhile(present);
  return { outcome: 'wait', verdict: 'unknown', finding: 'Another alarm joined while this was judged.' };
});
