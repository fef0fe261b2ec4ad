import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as v from 'valibot';
import { asked, isRefusal } from '../shared/acting';
import { readCapacity, registerCapacity, registerCommand } from '../shared/capacity';
import { CLIENT, setting } from '../shared/clients';
import { Guard, GuardInput } from '../shared/guard/guard';
import { GuardTable } from '../shared/guard/table';
import { type Capacity, scheduleUndo, UndoInput } from '../shared/guard/undo';
import { readSignals } from '../shared/signals';
import { asStep, look, poll, type StepContext, type StepResult } from '../shared/step';
import { readSwitch } from '../shared/stop';
import { named } from '../shared/wording';
import { type Afterwards, decideAfterwards } from './afterwards';
import { askToScaleUp, decideScaleUp } from './decide';

const ecs = new ECSClient(CLIENT);
const scaling = new ApplicationAutoScalingClient(CLIENT);
/** One try each: what was asked twice may land after somebody has stopped the service. */
const acting = new ECSClient({ ...CLIENT, maxAttempts: 1 });
const actingScaling = new ApplicationAutoScalingClient({ ...CLIENT, maxAttempts: 1 });
const ssm = new SSMClient(CLIENT);
const sfn = new SFNClient(CLIENT);
const cloudWatch = new CloudWatchClient(CLIENT);
const guard = new Guard({ ecs, ssm });
const guardTable = new GuardTable(new DynamoDBClient(CLIENT), setting('INCIDENT_TABLE'));

const Input = v.object({
  cluster: v.string(),
  service: v.string(),
  kind: v.picklist(['trading', 'other']),
  /** Tasks wanted at least, and the most this step may ever want. */
  to: v.number(),
  ceiling: v.number(),
  /** Whether copies do no harm side by side; as the environment declares it. */
  overlap: v.boolean(),
  guard: GuardInput,
  undo: UndoInput,
});
type Input = v.InferOutput<typeof Input>;

const EVERY_MS = 5_000;

/** Raises the scalable minimum, for a time. It never scales in. Safe to run twice. */
export const handler = asStep(Input, async (input, context) => {
  const { incident, now } = context;
  const alarms = Object.keys(incident.alarms);
  const lookAround = () =>
    guard.lookAround({ ...input, tradingEnabled: input.guard.tradingEnabled }, async () =>
      alarms.length > 0 ? readSignals(cloudWatch, alarms, now()) : [],
    );
  const [before, capacity, kept] = await Promise.all([
    lookAround(),
    look(() => readCapacity(ecs, scaling, input)),
    look(() => guardTable.read(input.service)),
  ]);
  const undo = 'seen' in kept ? { seen: kept.seen.undo } : kept;
  const decision = decideScaleUp(input, { ...before, incident: incident.id, capacity, undo });
  if (decision.scale === 'no') return decision.result;
  if (decision.scale === 'done') return seeItThrough(input, decision.target, decision.before, context);
  const ask = askToScaleUp(input, decision.target, decision.before);
  const gate = await guard.gate(ask, input.guard, { before, again: lookAround }, context);
  return gate.open ? raise(input, decision.target, context) : gate.result;
});

async function raise(input: Input, target: number, context: StepContext): Promise<StepResult> {
  const { incident, now, sleep } = context;
  const { service } = input;
  // The guard may have waited: people and autoscaling have not.
  const before = await readCapacity(ecs, scaling, input);
  if (!before || before.desired === 0) {
    const finding = 'Not scaled up: the service was stopped right before.';
    return { outcome: 'stand-down', finding, refused: { act: 'scale-up', because: 'stopped on purpose' } };
  }
  const undo = { kind: 'scaled-up', incident: incident.id, since: now(), before, raisedTo: target } as const;
  const kept = await guardTable.keepUndo(service, undo);
  const since = kept.incident === incident.id ? kept.since : now();
  await scheduleUndo(sfn, input.undo, { incident: incident.id, service, since });
  try {
    await registerCapacity(actingScaling, input, { min: target }, sleep);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return {
      outcome: 'escalate',
      finding: `Scaling up was refused: ${named(error)}.`,
      verdict: 'not-fixed',
      refused: { act: 'scale-up', because: error instanceof Error ? error.name : 'refused' },
      advice: `Scale up by hand: ${registerCommand(input, { min: target })}`,
      callOutside: 'aws',
    };
  }
  return seeItThrough(input, target, 'min' in kept.before ? kept.before : before, context);
}

/** Waits until the desired count has followed, and takes the act back where a person has stopped the service meanwhile. */
async function seeItThrough(input: Input, target: number, before: Capacity, context: StepContext): Promise<StepResult> {
  const act = { action: 'scale up', resource: input.service };
  const { back, ...result }: Afterwards = await poll(
    EVERY_MS,
    context,
    async () => {
      const [tradingEnabled, capacity, stop] = await Promise.all([
        look(() => readSwitch(ssm, input.guard.tradingEnabled)),
        look(() => readCapacity(ecs, scaling, input)),
        look(() => guardTable.stopOf(input.service)),
      ]);
      return { tradingEnabled, capacity, stop };
    },
    (after) => decideAfterwards(input.kind, target, before, after),
  );
  if (!back) return { ...result, outcome: 'continue', act };
  await registerCapacity(actingScaling, input, { min: back.min }, context.sleep);
  if (back.stop) {
    const stop = new UpdateServiceCommand({ cluster: input.cluster, service: input.service, desiredCount: 0 });
    await asked(() => acting.send(stop), context.sleep);
  }
  if (!back.keepUndo) await guardTable.settleUndo(input.service);
  if (result.outcome === 'stand-down') return { ...result, act };
  return {
    ...result,
    outcome: 'escalate',
    finding: `${result.finding} Taken back: the minimum is ${before.min} again.`,
    refused: { act: 'scale-up', because: 'unknown whether it is stopped on purpose' },
    advice: 'Find out by hand whether the service is meant to run before it is scaled.',
    act,
  };
}
