import type { Result } from '../../rehearsal/result';
import { REACHES, ratio } from './reaches';

/**
 * List prices of one Region for what moves a run from step to step, in US dollars; the functions, tables and topics behind the
 * steps cost the same either way. The page of Systems Manager gives no other Region's price that we could read, so both are
 * of us-east-1.
 */
const US_EAST_1 = {
  /** https://aws.amazon.com/systems-manager/pricing/ (as quoted by a public cost document of 2025-06-26) */
  automationStep: 0.002,
  /** https://aws.amazon.com/step-functions/pricing/ (commonly quoted list price, 2026-11-22) */
  stateTransition: 0.000025,
} as const;

/** One run of a runbook as it is, and as the fewest steps that an Automation document would need for it. */
export interface Automation {
  readonly what: string;
  readonly scenario: string;
  /** Steps that call something. An Automation document would branch after most of them, and a branch is a step that is charged. */
  readonly steps: number | null;
  readonly transitions: number | null;
  readonly automationUsd: number | null;
  readonly transitionsUsd: number | null;
  /** How many times what the transitions cost. */
  readonly times: number | null;
  readonly reach: 'ok' | 'under' | 'none';
}

/** What the same steps would cost as steps of Systems Manager Automation. The first is held to its reach. */
export const automation = (
  results: readonly Result[],
  stories: readonly (readonly [what: string, scenario: string])[],
): readonly Automation[] =>
  stories.map(([what, scenario], index) => {
    const result = results.find((one) => one.scenario === scenario);
    const steps = result ? stepsOf(result) : null;
    const transitions = result?.transitions ?? null;
    const automationUsd = steps === null ? null : steps * US_EAST_1.automationStep;
    const transitionsUsd = transitions === null ? null : transitions * US_EAST_1.stateTransition;
    const times = ratio(automationUsd, transitionsUsd);
    const least = REACHES.timesOverAutomation;
    const reach = index > 0 ? 'none' : times !== null && times >= least ? 'ok' : 'under';
    return { what, scenario, steps, transitions, automationUsd, transitionsUsd, times, reach };
  });

/** Every step writes its line into the timeline under its state's name; a state that is entered again is a step again. */
function stepsOf({ executions: [first], timeline }: Result): number | null {
  if (!first) return null;
  const steps = new Set(timeline.map(({ step }) => step));
  return first.path.filter((state) => steps.has(state)).length;
}
