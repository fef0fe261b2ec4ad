import type { Actions } from '../../runbooks/actions';
import type { DataRecoveryActions } from '../../runbooks/actions-of-data-recovery';
import type { FunctionFacts } from '../function-list';
import type { StepGrounds } from '../step-grounds';
import type { Payload } from '../step-states';
import { DATABASE_FUNCTIONS, DATABASE_INPUTS } from './data-recovery-database';
import { FILE_FUNCTIONS, FILE_INPUTS } from './data-recovery-files';

/** Functions of Data Recovery: in words, with what each may do and how long it may take. */
export const DATA_RECOVERY_FUNCTIONS = {
  ...DATABASE_FUNCTIONS,
  ...FILE_FUNCTIONS,
} as const satisfies Readonly<Record<string, FunctionFacts>>;

/** What the functions behind its steps are told. */
export const DATA_RECOVERY_INPUTS: {
  readonly [A in keyof DataRecoveryActions]: (input: Actions[A], grounds: StepGrounds) => Payload;
} = {
  ...DATABASE_INPUTS,
  ...FILE_INPUTS,
};
