import type { Environment } from '../environments/schema';
import {
  type Action,
  BUDGETS,
  type Budget,
  type ServiceRole,
  VARIANT_BUDGETS,
  type Variant,
} from '../runbooks/actions';
import type { Runbook, Step } from '../runbooks/runbook';

/** A step as one environment works it: its words, the function behind it, and the time it may take. */
export interface PlannedStep {
  readonly says: string;
  readonly does: Action | Variant;
  readonly budget: Budget;
  readonly step: Step;
  /** Whether a person may have to approve it first. */
  readonly mayAsk: boolean;
  /** Where it fails for good the next step is worked all the same: what it watches must not be left as it is. */
  readonly goesOn?: true;
}

/** What makes the system riskier in every environment. */
const ALWAYS_MAY_ASK: ReadonlySet<Action> = new Set<Action>([
  'close-positions',
  'restore-service',
  'resume-trading',
  'deploy-image',
  'roll-back-service',
  'restore-database',
  'switch-database',
]);

/** What stands between a deployment and the step that takes it back: that one looks itself whether there is anything to take back. */
const GOES_ON: ReadonlySet<Action> = new Set<Action>(['deploy-image', 'follow-deployment', 'verify-deployment']);

/**
 * What a runbook's steps become in one environment. The facts the environment declares about a service change how it is
 * restarted, never what the runbook says:
 *
 * - old and new tasks may not overlap: the restart stops the old tasks, and watching the deployment starts the new ones;
 * - open work does not survive: before the restart it is asked for, and trading is halted while the market trades.
 *
 * A runbook about several services has no time for the first: there the restart is left to people, by the function itself.
 */
export function plan({ steps }: Runbook, { services }: Environment): readonly PlannedStep[] {
  const monitored = (service: ServiceRole): boolean =>
    steps.some(({ does, input }) => does === 'monitor-deployment' && serviceOf(input) === service);
  return steps.flatMap((step): PlannedStep[] => {
    const { says, does } = step;
    const service = serviceOf(step.input);
    // Copies of a service that may not run side by side are added only when a person has said yes, while anything trades.
    const mayAsk =
      ALWAYS_MAY_ASK.has(does) ||
      (does === 'scale-service' && service !== undefined && !services[service].generationsMayOverlap);
    const planned: PlannedStep = {
      says,
      does,
      budget: BUDGETS[does],
      step,
      mayAsk,
      ...(GOES_ON.has(does) ? { goesOn: true } : {}),
    };
    if (service === undefined || (does !== 'restart-service' && does !== 'monitor-deployment')) return [planned];
    const { generationsMayOverlap, stateSurvivesRestart } = services[service];
    const variant = (name: Variant, words = says): PlannedStep => ({
      says: words,
      does: name,
      budget: VARIANT_BUDGETS[name],
      step,
      mayAsk: false,
    });
    const stopFirst = !generationsMayOverlap && monitored(service);
    if (does === 'monitor-deployment') return [stopFirst ? variant('start-after-stop') : planned];
    const ask =
      stateSurvivesRestart || !monitored(service)
        ? []
        : [variant('ask-before-restart', 'Ask before open orders are lost')];
    return [...ask, stopFirst ? variant('stop-for-restart') : planned];
  });
}

const serviceOf = (input: Step['input']): ServiceRole | undefined =>
  'service' in input && input.service !== 'all' ? input.service : undefined;
