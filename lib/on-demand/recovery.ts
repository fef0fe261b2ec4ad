import type { Actions } from '../../runbooks/actions';
import type { RecoveryActions } from '../../runbooks/actions-of-recovery';
import type { FunctionFacts } from '../function-list';
import type { StepGrounds } from '../step-grounds';
import type { Payload } from '../step-states';

/** Functions of System Recovery: in words, with what each may do and how long it may take. */
export const RECOVERY_FUNCTIONS = {} as const satisfies Readonly<Record<string, FunctionFacts>>;

/** What the functions behind its steps are told. */
export const RECOVERY_INPUTS: {
  readonly [A in keyof RecoveryActions]: (input: Actions[A], grounds: StepGrounds) => Payload;
} = {};
