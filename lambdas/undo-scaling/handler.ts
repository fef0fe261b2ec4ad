import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import * as v from 'valibot';
import { asked, isRefusal } from '../shared/acting';
import { readBounds, readCapacity, registerCapacity, registerCommand } from '../shared/capacity';
import { GuardInput } from '../shared/guard/guard';
import type { Kept } from '../shared/guard/table';
import type { Undo } from '../shared/guard/undo';
import { makeServiceTools } from '../shared/service-tools';
import { asStep, type Look, look, type StepContext, type StepResult } from '../shared/step';
import { named } from '../shared/wording';
import { bringBack } from '../start-after-stop/bring-back';
import { commandsBack } from '../start-after-stop/stop-first';
import { askToUndo, decideStoppedMeanwhile, decideUndo, triedAgain } from './decide';

const tools = makeServiceTools();

const Input = v.object({
  cluster: v.string(),
  service: v.string(),
  kind: v.picklist(['trading', 'other']),
  guard: GuardInput,
});
type Input = v.InferOutput<typeof Input>;

/** Puts back what was changed for a time. Safe to run twice. */
export const handler = asStep(Input, async (input, context) => {
  const kept = await look(() => tools.records.read(input.service));
  if ('unseen' in kept) {
    return {
      outcome: 'escalate',
      finding: `Could not read what has to be put back: ${kept.unseen}.`,
      verdict: 'unknown',
      advice: `See by hand whether the minimum and the desired count of ${input.service} are as they should be.`,
    };
  }
  const { undo } = kept.seen;
  if (!undo) return { outcome: 'stand-down', finding: 'There is nothing to undo.' };
  const result = await (undo.kind === 'scaled-up' ? lower(input, undo, context) : startAgain(input, undo, context));
  return triedAgain(result, await afterwards(input, result, kept), context.now());
});

/** Whose hand or lease it is may have changed since the first look. */
const afterwards = (input: Input, { refused }: StepResult, kept: Look<Kept>): Promise<Look<Kept>> =>
  refused ? look(() => tools.records.read(input.service)) : Promise.resolve(kept);

async function lower(input: Input, undo: Undo, context: StepContext): Promise<StepResult> {
  const decision = decideUndo(input, undo, await look(() => readBounds(tools.scaling, input)));
  if (!decision.undo) {
    if (decision.settle) await tools.records.settleUndo(input.service);
    return decision.result;
  }
  const { from, to, suspended } = decision;
  const again = () => tools.guard.lookAround({ ...input, tradingEnabled: input.guard.tradingEnabled }, async () => []);
  const looked = { before: await again(), again };
  const gate = await tools.guard.gate(askToUndo(input, from, to), input.guard, looked, context);
  if (!gate.open) return gate.result;
  try {
    await registerCapacity(tools.acting.scaling, input, { min: to }, context.sleep);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return {
      outcome: 'escalate',
      finding: `Putting the minimum back was refused: ${named(error)}.`,
      verdict: 'not-fixed',
      refused: { act: 'undo-scale-up', because: error instanceof Error ? error.name : 'refused' },
      advice: `By hand: ${registerCommand(input, { min: to })}`,
      callOutside: 'aws',
    };
  }
  const [capacity, stop] = await Promise.all([
    look(() => readCapacity(tools.ecs, tools.scaling, input)),
    look(() => tools.records.stopOf(input.service)),
  ]);
  const stopped = decideStoppedMeanwhile(suspended, { capacity, stop });
  if (stopped) {
    await stopAgain(input, stopped.outcome === 'stand-down', context);
    return { ...stopped, act: ACT(input) };
  }
  await tools.records.settleUndo(input.service);
  return {
    outcome: 'continue',
    finding: `The minimum is ${to} again instead of ${from}; autoscaling brings the count down.`,
    act: ACT(input),
  };
}

const ACT = ({ service }: Input) => ({ action: 'undo scale up', resource: service });

/** Takes the act back: a minimum above 0 has started tasks of a service that somebody has stopped meanwhile. */
async function stopAgain(input: Input, toNothing: boolean, { sleep }: StepContext): Promise<void> {
  await registerCapacity(tools.acting.scaling, input, { min: 0 }, sleep);
  if (!toNothing) return;
  const { cluster, service } = input;
  await asked(() => tools.acting.ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount: 0 })), sleep);
}

/** A service that was left between two generations. Nobody starts it against a person, and somebody must know that it is down. */
async function startAgain(input: Input, undo: Undo, context: StepContext): Promise<StepResult> {
  const result = await bringBack(input, context, tools);
  if (result.outcome !== 'stand-down' || result.refused?.because === "a person's hand") return result;
  return {
    verdict: 'unknown',
    advice: `When it may run again: ${commandsBack(input, undo)}`,
    ...result,
    outcome: 'escalate',
  };
}
