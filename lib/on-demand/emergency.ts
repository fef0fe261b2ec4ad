import type { Actions } from '../../runbooks/actions';
import type { EmergencyActions } from '../../runbooks/actions-of-emergency';
import type { FunctionFacts } from '../function-list';
import type { StepGrounds } from '../step-grounds';
import type { Payload } from '../step-states';
import { CLOSING_FUNCTIONS, CLOSING_INPUTS } from './close-positions';
import { STOPPING_FUNCTIONS, STOPPING_INPUTS } from './stop-trading';

/** Functions of the emergency procedures: stopping trading, closing positions: in words, with what each may do and how long it may take. */
export const EMERGENCY_FUNCTIONS = {
  ...STOPPING_FUNCTIONS,
  ...CLOSING_FUNCTIONS,
} as const satisfies Readonly<Record<string, FunctionFacts>>;

/** What the functions behind its steps are told. */
export const EMERGENCY_INPUTS: {
  readonly [A in keyof EmergencyActions]: (input: Actions[A], grounds: StepGrounds) => Payload;
} = {
  ...STOPPING_INPUTS,
  ...CLOSING_INPUTS,
};
