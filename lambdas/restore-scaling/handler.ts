import * as v from 'valibot';
import { isRefusal } from '../shared/acting';
import { GuardInput } from '../shared/guard/guard';
import { boundsWords } from '../shared/recovery/before';
import { ACT, decideScaling, lookAtScaling, rescale, rescaleCommand } from '../shared/recovery/rescale';
import { makeTools } from '../shared/recovery/service';
import { asStep, type StepResult } from '../shared/step';
import { named } from '../shared/wording';
import { askToRescale } from './decide';

const tools = makeTools();

const Input = v.object({
  cluster: v.string(),
  service: v.string(),
  kind: v.picklist(['trading', 'other']),
  /** Tasks its owner wants in normal times. */
  usual: v.number(),
  guard: GuardInput,
});

/** Puts back what a stop has changed about how a service is scaled, while it runs. Safe to run twice. */
export const handler = asStep(Input, async (input, context): Promise<StepResult> => {
  const decision = decideScaling(await lookAtScaling(tools, input, input.usual));
  if (!decision.restore) return decision.result;
  const again = () => tools.guard.lookAround({ ...input, tradingEnabled: input.guard.tradingEnabled }, async () => []);
  const looked = { before: await again(), again };
  const gate = await tools.guard.gate(askToRescale(input, decision.to), input.guard, looked, context);
  if (!gate.open) return gate.result;
  try {
    const held = await rescale(tools, input, decision, context);
    if (held) return held;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return {
      outcome: 'escalate',
      verdict: 'not-fixed',
      finding: `Putting the scaling of ${input.service} back was refused: ${named(error)}.`,
      refused: { act: ACT, because: error instanceof Error ? error.name : 'refused' },
      advice: `By hand: ${rescaleCommand(input, decision.to)}`,
      callOutside: 'aws',
    };
  }
  return {
    outcome: 'continue',
    finding: `${input.service} is scaled as before it was stopped: ${boundsWords(decision.to)}.`,
    act: { action: 'restore scaling', resource: input.service },
  };
});
