import { CHANGE_FUNCTIONS, CHANGE_INPUTS } from './change';
import { DATA_RECOVERY_FUNCTIONS, DATA_RECOVERY_INPUTS } from './data-recovery';
import { EMERGENCY_FUNCTIONS, EMERGENCY_INPUTS } from './emergency';
import { RECOVERY_FUNCTIONS, RECOVERY_INPUTS } from './recovery';

/** The functions of what an engineer starts. */
export const ON_DEMAND_FUNCTIONS = {
  ...EMERGENCY_FUNCTIONS,
  ...RECOVERY_FUNCTIONS,
  ...DATA_RECOVERY_FUNCTIONS,
  ...CHANGE_FUNCTIONS,
};

export type OnDemandFunctionName = keyof typeof ON_DEMAND_FUNCTIONS;

export const ON_DEMAND_INPUTS = {
  ...EMERGENCY_INPUTS,
  ...RECOVERY_INPUTS,
  ...DATA_RECOVERY_INPUTS,
  ...CHANGE_INPUTS,
};
