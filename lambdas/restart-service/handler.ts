import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECSClient, type Service, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { asked, isRefusal } from '../shared/acting';
import { CLIENT } from '../shared/clients';
import { describeService, primary, runningDigests } from '../shared/ecs';
import { readSignals } from '../shared/signals';
import { asStep, look, type StepContext, type StepResult } from '../shared/step';
import { readSwitch } from '../shared/stop';
import { named } from '../shared/wording';
import { decideRestart } from './decide';

const ecs = new ECSClient(CLIENT);
/** One try: a restart that timed out may have taken place, and a second one would throw away what it started. */
const acting = new ECSClient({ ...CLIENT, maxAttempts: 1 });
const ssm = new SSMClient(CLIENT);
const cloudWatch = new CloudWatchClient(CLIENT);

const Input = v.object({
  cluster: v.string(),
  service: v.string(),
  tradingEnabled: v.string(),
  if: v.picklist(['necessary', 'asked']),
});
type Input = v.InferOutput<typeof Input>;

/** Forces a new deployment, after looking whether it is still needed and allowed. Safe to run twice. */
export const handler = asStep(Input, async (input, context) => {
  const { incident, table, now } = context;
  const alarms = Object.keys(incident.alarms);
  const [tradingEnabled, service, signals] = await Promise.all([
    look(() => readSwitch(ssm, input.tradingEnabled)),
    look(() => describeService(ecs, input)),
    look(async () => (alarms.length > 0 ? readSignals(cloudWatch, alarms, now()) : [])),
  ]);
  const decision = decideRestart({ tradingEnabled, service, signals, incident, reason: input.if });
  if (decision.restart) return restart(input, decision.because, (service as { seen: Service }).seen, context);
  if (decision.deployment) await table.waitFor(incident.id, decision.deployment);
  return decision.result;
});

async function restart(input: Input, because: string, before: Service, context: StepContext): Promise<StepResult> {
  const { incident, table, now } = context;
  const { cluster, service } = input;
  // The intention is written first: a second attempt after a death in between can tell what happened.
  await table.intendRestart(incident.id, new Date(now()).toISOString(), primary(before)?.id ?? 'none');
  let after: Service | undefined;
  try {
    ({ service: after } = await asked(
      () => acting.send(new UpdateServiceCommand({ cluster, service, forceNewDeployment: true })),
      context.sleep,
    ));
  } catch (error) {
    // An answer that never came, or came from the middle of AWS, says nothing about the effect: the step is tried again,
    // looks, and finds the deployment if there is one.
    if (!isRefusal(error)) throw error;
    return {
      outcome: 'escalate',
      finding: `The restart was refused: ${named(error)}.`,
      verdict: 'not-fixed',
      refused: { act: 'restart', because: error instanceof Error ? error.name : 'refused' },
      advice: 'Restart the service by hand, or mend the permission or quota the error names.',
      callOutside: 'aws',
    };
  }
  // The old tasks still run: the new ones take longer to start than this takes to ask.
  const images = await look(() => runningDigests(ecs, input));
  const id = after && primary(after)?.id;
  if (!id) throw new Error('ECS accepted the restart and named no primary deployment.');
  await table.waitFor(incident.id, { id, ours: true, ...('seen' in images ? { imagesBefore: images.seen } : {}) });
  return {
    outcome: 'continue',
    finding: `Restarted because ${because}, with ${before.runningCount} of ${before.desiredCount} tasks running. Deployment ${id} is ours.`,
    act: { action: 'restart', resource: service },
    evidence: { imagesBefore: 'seen' in images ? images.seen : images.unseen },
  };
}
