import type { Budget } from './budget';

/** What the steps of System Recovery may do. */
// biome-ignore lint/suspicious/noEmptyInterface: its actions come with their runbooks
export interface RecoveryActions {}

export const RECOVERY_BUDGETS: Readonly<Record<keyof RecoveryActions, Budget>> = {};
