import { permissions as stopTrading } from '../../lambdas/stop-trading/permissions';
import { permissions as sweepStop } from '../../lambdas/sweep-stop/permissions';
import type { Actions } from '../../runbooks/actions';
import { EMERGENCY_BUDGETS } from '../../runbooks/actions-of-emergency';
import { sweepSeconds } from '../acting-on-trading';
import { configured } from '../called';
import type { FunctionFacts } from '../function-list';
import type { StepGrounds } from '../step-grounds';
import type { Payload } from '../step-states';

type StoppingAction = 'stop-trading' | 'sweep-stop';

const step = (action: StoppingAction) => ({ timeoutSeconds: EMERGENCY_BUDGETS[action].timeoutSeconds });

/** Functions of the emergency stop. */
export const STOPPING_FUNCTIONS = {
  'stop-trading': { does: 'Disables trading, or scales its service down', may: stopTrading, ...step('stop-trading') },
  'sweep-stop': { does: 'Sees that a stop holds', may: sweepStop, ...step('sweep-stop') },
} as const satisfies Readonly<Record<StoppingAction, FunctionFacts>>;

export const STOPPING_INPUTS: {
  readonly [A in StoppingAction]: (input: Actions[A], grounds: StepGrounds) => Payload;
} = {
  'stop-trading': ({ method }, grounds) => ({ ...ofTrading(grounds), method, run: RUN }),
  'sweep-stop': (_, grounds) => sweepInput(grounds, RUN),
};

/** The run itself, and what came of its own write (lib/halt-first.ts). */
const RUN = {
  execution: '{% $states.context.Execution.Id %}',
  startedAt: '{% $states.context.Execution.StartTime %}',
  beginning: '{% $states.context.Execution.Input %}',
  written: '{% $written %}',
};

/** What a sweep is told, whichever workflow has it done. */
export const sweepInput = (grounds: Pick<StepGrounds, 'environment'>, run: unknown): Payload => ({
  ...ofTrading(grounds),
  forSeconds: sweepSeconds(),
  run,
});

const ofTrading = ({ environment }: Pick<StepGrounds, 'environment'>): Payload => ({
  cluster: environment.cluster,
  service: environment.services.trading.name,
  tradingEnabled: environment.parameters.tradingEnabled,
  acknowledgement: configured(environment.signals.tradingEnabledAcknowledgement),
});
