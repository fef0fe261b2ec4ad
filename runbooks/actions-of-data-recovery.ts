import type { Budget } from './budget';

/** What the steps of Data Recovery may do. */
// biome-ignore lint/suspicious/noEmptyInterface: its actions come with their runbooks
export interface DataRecoveryActions {}

export const DATA_RECOVERY_BUDGETS: Readonly<Record<keyof DataRecoveryActions, Budget>> = {};
