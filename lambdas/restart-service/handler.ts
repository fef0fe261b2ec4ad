import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECSClient, type Service, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { asked, isRefusal } from '../shared/acting';
import { CLIENT } from '../shared/clients';
import { primary, runningDigests } from '../shared/ecs';
import { Guard, GuardInput } from '../shared/guard/guard';
import { readSignals } from '../shared/signals';
import { asStep, look, type StepContext, type StepResult } from '../shared/step';
import { named } from '../shared/wording';
import { askToRestart, decideRestart, leftAlone, needsToStopFirst } from './decide';

const ecs = new ECSClient(CLIENT);
/** One try: a restart that timed out may have taken place, and a second one would throw away what it started. */
const acting = new ECSClient({ ...CLIENT, maxAttempts: 1 });
const ssm = new SSMClient(CLIENT);
const cloudWatch = new CloudWatchClient(CLIENT);
const guard = new Guard({ ecs, ssm });

const Input = v.object({
  cluster: v.string(),
  service: v.string(),
  kind: v.picklist(['trading', 'other']),
  /** `affected`: only where the service itself is found to be down; also while trading is disabled. */
  if: v.picklist(['necessary', 'asked', 'affected']),
  /** Whether tasks of the old and the new generation may run side by side. */
  overlap: v.boolean(),
  guard: GuardInput,
});
type Input = v.InferOutput<typeof Input>;

/** Forces a new deployment, after looking whether it is still needed and allowed. Safe to run twice. */
export const handler = asStep(Input, async (input, context) => {
  const { incident, table, now } = context;
  const { service: name } = input;
  const alarms = Object.keys(incident.alarms);
  const lookAround = () =>
    guard.lookAround({ ...input, tradingEnabled: input.guard.tradingEnabled }, async () =>
      alarms.length > 0 ? readSignals(cloudWatch, alarms, now()) : [],
    );
  const before = await lookAround();
  const decision = decideRestart({
    ...before,
    before: { restart: incident.restarts?.[name], deployment: incident.deployments?.[name] },
    whose: input.kind === 'trading' && input.if === 'affected' ? 'trading-disabled' : input.kind,
    reason: input.if,
  });
  if (!decision.restart) {
    if (decision.deployment) await table.waitFor(incident.id, name, decision.deployment);
    return decision.result;
  }
  if (!input.overlap) return needsToStopFirst(input);
  const gate = await guard.gate(askToRestart(input), input.guard, { before, again: lookAround }, context);
  if (!gate.open) return input.if === 'affected' ? leftAlone(gate.result) : gate.result;
  // The guard opens for no service that it has not seen.
  return restart(input, decision.because, (gate.seen.service as { seen: Service }).seen, context);
});

async function restart(input: Input, because: string, before: Service, context: StepContext): Promise<StepResult> {
  const { incident, table, now } = context;
  const { cluster, service } = input;
  // The intention is written first: a second attempt after a death in between can tell what happened.
  const intended = { intendedAt: new Date(now()).toISOString(), primaryBefore: primary(before)?.id ?? 'none' };
  await table.intendRestart(incident.id, service, intended);
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
  const imagesBefore = 'seen' in images ? { imagesBefore: images.seen } : {};
  await table.waitFor(incident.id, service, { id, ours: true, ...imagesBefore });
  return {
    outcome: 'continue',
    finding: `Restarted because ${because}, with ${before.runningCount} of ${before.desiredCount} tasks running. Deployment ${id} is ours.`,
    act: { action: 'restart', resource: service },
    evidence: { imagesBefore: 'seen' in images ? images.seen : images.unseen },
  };
}
