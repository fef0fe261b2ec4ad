import { permissions as closePositions } from '../../lambdas/close-positions/permissions';
import { permissions as reviewOpenPositions } from '../../lambdas/review-open-positions/permissions';
import { permissions as seePositionsClosed } from '../../lambdas/see-positions-closed/permissions';
import type { Actions } from '../../runbooks/actions';
import { EMERGENCY_BUDGETS } from '../../runbooks/actions-of-emergency';
import { configured } from '../called';
import type { FunctionFacts } from '../function-list';
import { settingNames } from '../settings';
import type { StepGrounds } from '../step-grounds';
import type { Payload } from '../step-states';

export type ClosingAction = 'review-open-positions' | 'close-positions' | 'see-positions-closed';

const step = (action: ClosingAction) => ({ timeoutSeconds: EMERGENCY_BUDGETS[action].timeoutSeconds });

/** Functions of closing every position. */
export const CLOSING_FUNCTIONS = {
  'review-open-positions': {
    does: 'Says which positions are open',
    may: reviewOpenPositions,
    ...step('review-open-positions'),
  },
  'close-positions': {
    does: 'Commands the trading service to close positions',
    may: closePositions,
    ...step('close-positions'),
  },
  'see-positions-closed': {
    does: 'Sees whether positions are closed',
    may: seePositionsClosed,
    ...step('see-positions-closed'),
  },
} as const satisfies Readonly<Record<ClosingAction, FunctionFacts>>;

export const CLOSING_INPUTS: { readonly [A in ClosingAction]: (input: Actions[A], grounds: StepGrounds) => Payload } = {
  'review-open-positions': ({ service }, grounds) => ({
    ...names(grounds, service),
    ...closing(grounds),
    tradingEnabled: grounds.environment.parameters.tradingEnabled,
  }),
  'close-positions': ({ service }, grounds) => ({
    ...names(grounds, service),
    ...closing(grounds),
    guard: {
      settings: settingNames(grounds.naming, grounds.runbook),
      limits: grounds.environment.limits,
      tradingEnabled: grounds.environment.parameters.tradingEnabled,
    },
  }),
  'see-positions-closed': (_, grounds) => ({
    ...closing(grounds),
    settings: settingNames(grounds.naming, grounds.runbook),
  }),
};

const names = ({ environment }: StepGrounds, service: 'trading'): Payload => ({
  cluster: environment.cluster,
  service: environment.services[service].name,
});

/** The command's place, where the positions are told, and whom to call when it has to be done by hand. */
const closing = ({ environment: { commands, signals, externalContacts } }: StepGrounds): Payload => ({
  command: configured(commands.closePositions),
  positions: configured(signals.positions),
  broker: externalContacts.broker,
});
