import type { Actions } from '../../runbooks/actions';
import type { ChangeActions } from '../../runbooks/actions-of-change';
import type { FunctionFacts } from '../function-list';
import type { StepGrounds } from '../step-grounds';
import type { Payload } from '../step-states';

/** Functions of Update Deployment and the Rollback Procedure: in words, with what each may do and how long it may take. */
export const CHANGE_FUNCTIONS = {} as const satisfies Readonly<Record<string, FunctionFacts>>;

/** What the functions behind its steps are told. */
export const CHANGE_INPUTS: {
  readonly [A in keyof ChangeActions]: (input: Actions[A], grounds: StepGrounds) => Payload;
} = {};
